package dev.tfgate.adoption;

import dev.tfgate.rules.view.Admission;
import dev.tfgate.rules.view.Wanted;
import dev.tfgate.text.Glob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The fewest entries of allow lists that admit what is wanted and is not dangerous. */
final class EntryDraft {
  /** An argument of a backend with no more values than these tells groups of roots apart. */
  private static final int FEW = 6;

  /** So many values of a dangerous argument are written one by one. */
  private static final int MOST_VALUES = 4;

  /** So many values of an argument are written one by one, where no few patterns are narrow. */
  private static final int MANY_VALUES = 40;

  /** So many groups are written one by one. */
  private static final int MOST_GROUPS = 12;

  /** An entry names its roots where so many patterns say which. */
  private static final int MOST_PATTERNS = 4;

  /** A pattern has to start with so many letters that are known. */
  private static final int KNOWN_LETTERS = 4;

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern RELEASE = Pattern.compile("v?[0-9]+\\.[0-9]+\\.[0-9]+");

  /** A tag has the number of a version in it, a branch hardly ever. */
  private static final Pattern FIXED =
      Pattern.compile("[0-9a-f]{40}|v?[0-9]+|[0-9A-Za-z._/+-]*[0-9]+\\.[0-9]+[0-9A-Za-z._+-]*");

  private final List<Wanted> wanted;
  private final Set<String> roots;

  /**
   * Entries for what is wanted.
   *
   * @param roots paths of all roots
   */
  EntryDraft(List<Wanted> wanted, Set<String> roots) {
    this.wanted = wanted;
    this.roots = roots;
  }

  private List<Wanted> of(Wanted.List list) {
    return wanted.stream()
        .filter(one -> one.list() == list && !one.dangerous())
        // In an entry a star would stand for anything.
        .filter(one -> Admission.isExpressible(one.name()) && PathPatterns.isOne(one.root()))
        .toList();
  }

  /**
   * What an admission would open to programs and to sending: places by the entry, as {@code list:
   * entry}, that would admit it.
   */
  Map<String, List<String>> dangerous() {
    Map<List<Object>, List<Wanted>> byName = new LinkedHashMap<>();
    for (Wanted one : wanted) {
      if (one.dangerous() && !one.root().startsWith("!")) {
        byName.computeIfAbsent(List.of(one.list(), one.name()), key -> new ArrayList<>()).add(one);
      }
    }
    Map<String, List<String>> found = new TreeMap<>();
    for (List<Wanted> same : byName.values()) {
      String name = same.getFirst().name();
      String own = roots(rootsOf(same));
      if (same.getFirst().list() == Wanted.List.TYPES) {
        found.put("types.allow: {type: %s%s}".formatted(name, own), places(same));
        continue;
      }
      Set<String> values = new TreeSet<>();
      same.forEach(one -> values.add(one.values().getOrDefault("value", "*")));
      boolean known =
          values.size() <= MOST_VALUES && values.stream().allMatch(Admission::isExpressible);
      for (String value : known ? values : Set.of("*")) {
        found.put(
            "provider_arguments.allow: {argument: %s, %s%s}"
                .formatted(name, known ? "value: " + quoted(value) : "any: true", own),
            known
                ? places(
                    same.stream()
                        .filter(one -> value.equals(one.values().getOrDefault("value", "*")))
                        .toList())
                : places(same));
      }
    }
    return found;
  }

  /** Entries of {@code modules.allow}: those of one revision, by repository. */
  List<Entry> modules() {
    Map<String, List<Wanted>> bySource = new TreeMap<>();
    for (Wanted one : of(Wanted.List.MODULES)) {
      if (!revision(one).isEmpty()) {
        String address = address(one);
        String repository = repository(address);
        bySource
            .computeIfAbsent(
                address.equals(repository) ? repository : repository + "//*",
                key -> new ArrayList<>())
            .add(one);
      }
    }
    List<Entry> entries = new ArrayList<>();
    bySource.forEach(
        (repository, all) -> {
          Set<String> addresses = new TreeSet<>();
          Set<String> revisions = new TreeSet<>();
          all.forEach(one -> addresses.add(address(one)));
          all.forEach(one -> revisions.add(revision(one)));
          boolean registry = all.stream().allMatch(one -> !one.name().contains("?ref="));
          String source =
              addresses.size() == 1
                  ? addresses.iterator().next()
                  : addresses.stream().allMatch(Glob.of(repository)::matches)
                      ? repository
                      : repository + "*";
          entries.add(
              new Entry(
                  "{source: %s, %s: %s}"
                      .formatted(
                          quoted(source),
                          registry ? "version_regex" : "ref_regex",
                          quoted(regex(revisions))),
                  (addresses.size() == 1 ? "this module" : addresses.size() + " modules")
                      + " in "
                      + String.join(", ", revisions.stream().limit(MOST_PATTERNS).toList())
                      + (revisions.size() > MOST_PATTERNS ? ", …" : ""),
                  places(all)));
        });
    return entries;
  }

  private static String address(Wanted module) {
    int question = module.name().indexOf('?');
    return question < 0 ? module.name() : module.name().substring(0, question);
  }

  /** The one revision that is fetched; empty where that can change. */
  private static String revision(Wanted module) {
    int ref = module.name().indexOf("?ref=");
    String revision =
        ref >= 0
            ? module.name().substring(ref + "?ref=".length()).replaceFirst("&.*", "")
            : module.values().getOrDefault("version", "").strip().replaceFirst("^=\\s*", "");
    return FIXED.matcher(revision).matches() ? revision : "";
  }

  /** The part of a source that names the repository, where folders of it are modules. */
  private static String repository(String address) {
    int scheme = address.indexOf("://");
    int folder = address.indexOf("//", scheme < 0 ? 0 : scheme + 3);
    return folder < 0 ? address : address.substring(0, folder);
  }

  private static String regex(Set<String> revisions) {
    if (revisions.size() > FEW
        && revisions.stream().allMatch(revision -> COMMIT.matcher(revision).matches())) {
      return "[0-9a-f]{40}";
    }
    if (revisions.size() > FEW
        && revisions.stream().allMatch(revision -> RELEASE.matcher(revision).matches())) {
      return "v?[0-9]+\\.[0-9]+\\.[0-9]+";
    }
    return String.join(
        "|", revisions.stream().map(text -> text.replaceAll("([.+])", "\\\\$1")).toList());
  }

  /** Entries of {@code backends.allow} or {@code remote_state.allow}. */
  List<Entry> states(Wanted.List list) {
    Map<List<Object>, List<Wanted>> byShape = new LinkedHashMap<>();
    for (Wanted one : of(list)) {
      byShape
          .computeIfAbsent(List.of(one.name(), one.values().keySet()), key -> new ArrayList<>())
          .add(list == Wanted.List.BACKENDS ? rooted(one) : one);
    }
    List<Entry> entries = new ArrayList<>();
    for (List<Wanted> same : byShape.values()) {
      Map<String, Integer> values = new TreeMap<>();
      for (String name : same.getFirst().values().keySet()) {
        Set<String> distinct = new TreeSet<>();
        same.forEach(one -> distinct.add(one.values().getOrDefault(name, "")));
        values.put(name, distinct.size());
      }
      Set<String> telling = new TreeSet<>(values.keySet());
      telling.removeIf(name -> values.getOrDefault(name, 0) > MOST_GROUPS);
      Map<List<String>, List<Wanted>> groups = groups(same, telling);
      while (groups.size() > MOST_GROUPS && !telling.isEmpty()) {
        telling.remove(
            telling.stream()
                .max(
                    (a, b) -> Integer.compare(values.getOrDefault(a, 0), values.getOrDefault(b, 0)))
                .orElseThrow());
        groups = groups(same, telling);
      }
      for (List<Wanted> group : groups.values()) {
        entries.add(
            state(
                list == Wanted.List.ENCRYPTION ? "keys" : "states",
                group,
                byShape.size() > 1 || groups.size() > 1));
      }
    }
    return entries;
  }

  private static Map<List<String>, List<Wanted>> groups(List<Wanted> same, Set<String> telling) {
    Map<List<String>, List<Wanted>> groups = new LinkedHashMap<>();
    for (Wanted one : same) {
      List<String> key = new ArrayList<>();
      telling.forEach(name -> key.add(one.values().getOrDefault(name, "")));
      groups.computeIfAbsent(key, values -> new ArrayList<>()).add(one);
    }
    return groups;
  }

  /** With the path of the root where an argument has it. */
  private static Wanted rooted(Wanted one) {
    Map<String, String> values = new TreeMap<>(one.values());
    if (!one.root().equals(".")) {
      values.replaceAll(
          (name, value) ->
              value.equals(one.root())
                      || value.startsWith(one.root() + "/")
                      || value.endsWith("/" + one.root())
                      || value.contains("/" + one.root() + "/")
                  ? value.replace(one.root(), "{root}")
                  : value);
    }
    return new Wanted(one.list(), one.name(), values, one.root(), one.dangerous(), one.place());
  }

  private Entry state(String what, List<Wanted> group, boolean several) {
    List<String> arguments = new ArrayList<>();
    for (String name : group.getFirst().values().keySet()) {
      Set<String> values = new TreeSet<>();
      group.forEach(one -> values.add(one.values().getOrDefault(name, "")));
      arguments.add(quotedName(name) + ": " + quoted(CommonPattern.of(values)));
    }
    Set<String> own = rootsOf(group);
    return new Entry(
        "{type: %s, arguments: {%s}%s}"
            .formatted(
                group.getFirst().name(), String.join(", ", arguments), several ? roots(own) : ""),
        group.getFirst().name().equals("local") && arguments.isEmpty()
            ? "a state on the machine, of roots without a backend"
            : what + " of " + (own.size() == 1 ? "one root" : own.size() + " roots"),
        places(group));
  }

  /** Entries of {@code provider_arguments.allow}. */
  List<Entry> arguments() {
    Map<String, List<Wanted>> byArgument = new TreeMap<>();
    for (Wanted one : of(Wanted.List.PROVIDER_ARGUMENTS)) {
      byArgument.computeIfAbsent(one.name(), key -> new ArrayList<>()).add(one);
    }
    List<Entry> entries = new ArrayList<>();
    byArgument.forEach(
        (argument, all) -> {
          Map<String, List<Wanted>> byValue = new TreeMap<>();
          all.forEach(
              one ->
                  byValue
                      .computeIfAbsent(
                          one.values().getOrDefault("value", "*"), key -> new ArrayList<>())
                      .add(one));
          if (byValue.size() <= FEW) {
            byValue.forEach((value, some) -> entries.add(argument(argument, value, some)));
          } else {
            entries.addAll(narrow(argument, byValue, all));
          }
        });
    return entries;
  }

  /**
   * Many values as few patterns, of which each keeps all but the last name of its values: the
   * account of a role, the domain of an address.
   */
  private List<Entry> narrow(String argument, Map<String, List<Wanted>> byValue, List<Wanted> all) {
    Map<String, Map<String, List<Wanted>>> byHead = new TreeMap<>();
    byValue.forEach(
        (value, some) ->
            byHead.computeIfAbsent(head(value), key -> new TreeMap<>()).put(value, some));
    List<Entry> entries = new ArrayList<>();
    for (Map<String, List<Wanted>> group : byHead.values()) {
      String common = CommonPattern.of(group.keySet());
      if (group.size() > FEW && common.indexOf('*') >= KNOWN_LETTERS) {
        entries.add(
            argument(argument, common, group.values().stream().flatMap(List::stream).toList()));
      } else {
        group.forEach((value, some) -> entries.add(argument(argument, value, some)));
      }
    }
    String common = CommonPattern.of(byValue.keySet());
    return entries.size() > MANY_VALUES && common.indexOf('*') >= KNOWN_LETTERS
        ? List.of(argument(argument, common, all))
        : entries;
  }

  /** What stands before the last name in a value; of an address with {@code @}, what is behind. */
  private static String head(String value) {
    int at = value.indexOf('@');
    return at > 0 ? value.substring(at) : value.substring(0, value.lastIndexOf('/') + 1);
  }

  private Entry argument(String argument, String value, List<Wanted> all) {
    boolean any = value.matches("[*]+");
    return new Entry(
        "{argument: %s, %s%s}"
            .formatted(
                argument, any ? "any: true" : "value: " + quoted(value), roots(rootsOf(all))),
        any
            ? "whatever it is: the value is not known before the plan"
            : value.indexOf('*') < 0 ? "this value" : "values that fit",
        places(all));
  }

  /** The roots that an entry is for, where that is not nearly all of them. */
  private String roots(Set<String> own) {
    Set<String> others = new TreeSet<>(roots);
    others.removeAll(own);
    if (others.isEmpty() || own.isEmpty()) {
      return "";
    }
    List<String> patterns = new PathPatterns(others).covering(own, true);
    return patterns.size() > MOST_PATTERNS
        ? ""
        : ", roots: ["
            + String.join(", ", patterns.stream().map(ExceptionDraft::quoted).toList())
            + "]";
  }

  private static Set<String> rootsOf(List<Wanted> all) {
    Set<String> own = new TreeSet<>();
    all.forEach(one -> own.add(one.root()));
    return own;
  }

  private static List<String> places(Collection<Wanted> all) {
    Set<String> places = new TreeSet<>();
    all.forEach(one -> places.add(one.place()));
    return List.copyOf(places);
  }

  private static String quotedName(String name) {
    return name.matches("[a-z_][a-z0-9_.]*") ? name : quoted(name);
  }

  private static String quoted(String text) {
    return ExceptionDraft.quoted(text);
  }
}

package dev.tfgate.trust;

import dev.tfgate.text.Glob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who the roots of a repository are: the first entry that names a root counts for it.
 *
 * @param entries in the order of the file; none where {@code gate.yaml} has no {@code identities}
 */
public record Identities(List<Entry> entries) {
  /** Says nothing: every root runs as the caller of tfgate. */
  public static final Identities NONE = new Identities(List.of());

  /** Copies the entries. */
  public Identities {
    entries = List.copyOf(entries);
  }

  /** What Terraform is run for. */
  public enum Phase {
    /** Everything but an apply. */
    PLAN,
    /** {@code apply}. */
    APPLY;

    /** The key of {@code gate.yaml}. */
    public String word() {
      return this == PLAN ? "plan" : "apply";
    }
  }

  /**
   * Identities of some roots. In the names, {@code {1}}, {@code {2}} … stand for what the stars of
   * the pattern stand for.
   *
   * @param roots patterns of their paths
   * @param google service accounts by phase
   * @param aws roles by phase, as ARNs
   * @param audience of the identity token that AWS gets
   */
  public record Entry(
      List<Glob> roots, Map<Phase, String> google, Map<Phase, String> aws, String audience) {
    /** Copies the collections. */
    public Entry {
      roots = List.copyOf(roots);
      google = Map.copyOf(google);
      aws = Map.copyOf(aws);
    }

    /** What the stars of the first pattern that names the root stand for. */
    Optional<List<String>> captures(String root) {
      for (Glob pattern : roots) {
        Optional<List<String>> captures = pattern.captures(root);
        if (captures.isPresent()) {
          return captures;
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Who a root is.
   *
   * @param serviceAccount e-mail address of the Google service account, or null for none
   * @param role ARN of the AWS role, or null for none
   * @param audience of the identity token that AWS gets
   */
  public record Identity(@Nullable String serviceAccount, @Nullable String role, String audience) {}

  /** Whether gate.yaml gives identities at all; then a root without an entry has no credentials. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether a name holds a part of a root's path. */
  public boolean dependsOnPaths() {
    return entries.stream()
        .flatMap(
            entry -> Stream.concat(entry.google().values().stream(), entry.aws().values().stream()))
        .anyMatch(name -> name.contains("{"));
  }

  /**
   * Who a root is in a phase; empty where no entry names it.
   *
   * @param root path relative to the checkout
   * @throws IllegalArgumentException with a message for the user where a name that is made of the
   *     root's path is no name of an account or role
   */
  public Optional<Identity> of(String root, Phase phase) {
    for (Entry entry : entries) {
      Optional<List<String>> captures = entry.captures(root);
      if (captures.isPresent()) {
        String account = filled(entry.google().get(phase), captures.get());
        String role = filled(entry.aws().get(phase), captures.get());
        if (account != null && !IdentityNames.isServiceAccount(account)) {
          throw new IllegalArgumentException(
              "the path '%s' makes '%s' of identities.google.%s, which is not the e-mail address of a service account. Name the root in an entry of its own"
                  .formatted(root, account, phase.word()));
        }
        if (role != null && !IdentityNames.isRole(role)) {
          throw new IllegalArgumentException(
              "the path '%s' makes '%s' of identities.aws.%s, which is not the ARN of a role. Name the root in an entry of its own"
                  .formatted(root, role, phase.word()));
        }
        return Optional.of(new Identity(account, role, entry.audience()));
      }
    }
    return Optional.empty();
  }

  /**
   * The roots that paths make one account or role of, although the names hold parts of the path: a
   * pull request could add a root that is another one's equal.
   *
   * @param roots every root of the checkout
   * @return by account or role, the roots; by name
   */
  public SortedMap<String, List<String>> confused(List<String> roots, Phase phase) {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    Map<String, Boolean> made = new LinkedHashMap<>();
    for (String root : roots) {
      for (Entry entry : entries) {
        Optional<List<String>> captures = entry.captures(root);
        if (captures.isPresent()) {
          for (String template : new String[] {entry.google().get(phase), entry.aws().get(phase)}) {
            String name = filled(template, captures.get());
            if (name != null) {
              byName.computeIfAbsent(name, key -> new ArrayList<>()).add(root);
              made.merge(name, !name.equals(template), Boolean::logicalOr);
            }
          }
          break;
        }
      }
    }
    SortedMap<String, List<String>> confused = new TreeMap<>();
    byName.forEach(
        (name, sharing) -> {
          if (sharing.size() > 1
              && made.getOrDefault(name, false)
              && !isOnPurpose(name, sharing, phase)) {
            confused.put(name, sharing);
          }
        });
    return confused;
  }

  /**
   * The patterns that count for no root.
   *
   * @param roots every root of the checkout
   * @return by pattern, the roots that it names and an entry before it takes; none where it names
   *     no root at all
   */
  public Map<String, List<String>> unused(List<String> roots) {
    Map<String, List<String>> unused = new LinkedHashMap<>();
    for (Entry entry : entries) {
      for (Glob pattern : entry.roots()) {
        unused.put(pattern.pattern(), new ArrayList<>());
      }
    }
    List<String> used = new ArrayList<>();
    for (String root : roots) {
      boolean taken = false;
      for (Entry entry : entries) {
        for (Glob pattern : entry.roots()) {
          if (pattern.captures(root).isPresent()) {
            if (taken) {
              unused.computeIfPresent(pattern.pattern(), (key, all) -> added(all, root));
            } else {
              used.add(pattern.pattern());
              taken = true;
            }
          }
        }
      }
    }
    unused.keySet().removeAll(used);
    return unused;
  }

  private static List<String> added(List<String> all, String root) {
    all.add(root);
    return all;
  }

  /** Roots that one entry names, whose stars that the name holds stand for the same. */
  private boolean isOnPurpose(String name, List<String> roots, Phase phase) {
    String used = null;
    for (String root : roots) {
      for (int i = 0; i < entries.size(); i++) {
        Optional<List<String>> captures = entries.get(i).captures(root);
        if (captures.isPresent()) {
          String key = i + "\0" + parts(i, name, captures.get(), phase);
          if (used != null && !used.equals(key)) {
            return false;
          }
          used = key;
          break;
        }
      }
    }
    return true;
  }

  private String parts(int entry, String name, List<String> captures, Phase phase) {
    StringBuilder parts = new StringBuilder();
    for (String template :
        new String[] {
          entries.get(entry).google().get(phase), entries.get(entry).aws().get(phase)
        }) {
      if (name.equals(filled(template, captures)) && template != null) {
        for (int i = 0; i < captures.size(); i++) {
          if (template.contains("{" + (i + 1) + "}")) {
            parts.append(captures.get(i)).append('\0');
          }
        }
      }
    }
    return parts.toString();
  }

  private static @Nullable String filled(@Nullable String template, List<String> captures) {
    if (template == null) {
      return null;
    }
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int at = template.indexOf('{'); at >= 0; at = template.indexOf('{', from)) {
      int end = template.indexOf('}', at);
      filled.append(template, from, at);
      int number = Integer.parseInt(template.substring(at + 1, end));
      filled.append(number <= captures.size() ? captures.get(number - 1) : "");
      from = end + 1;
    }
    return filled.append(template.substring(from)).toString();
  }
}

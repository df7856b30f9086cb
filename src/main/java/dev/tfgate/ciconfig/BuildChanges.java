package dev.tfgate.ciconfig;

import dev.tfgate.store.Content;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlNode.Entry;
import dev.tfgate.yaml.YamlNode.Mapping;
import dev.tfgate.yaml.YamlNode.Scalar;
import dev.tfgate.yaml.YamlNode.Sequence;
import dev.tfgate.yaml.YamlParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What changed between two Cloud Build configurations, in terms of steps. */
final class BuildChanges {
  private static final Set<String> ENVIRONMENT = Set.of("env", "secretEnv");
  private static final int MOST = 40;
  private static final int LONGEST_VALUE = 80;

  private final List<String> changes = new ArrayList<>();

  private BuildChanges() {}

  /**
   * Returns the changes from {@code there} to {@code here}, one phrase each: {@code step 3 `plan`:
   * env gained TF_CLI_ARGS_init}. Empty where one of them is no Cloud Build configuration.
   */
  static List<String> between(Content here, Content there) {
    Optional<Mapping> ours = build(here);
    Optional<Mapping> theirs = build(there);
    if (theirs.isEmpty()) {
      return List.of();
    }
    if (ours.isEmpty()) {
      return List.of("the file here is no Cloud Build configuration that all parsers read alike");
    }
    BuildChanges changes = new BuildChanges();
    changes.compareSteps(steps(theirs.get()), steps(ours.get()));
    changes.compareMappings("", theirs.get(), ours.get(), Set.of("steps"));
    return changes.result();
  }

  private List<String> result() {
    if (changes.isEmpty()) {
      return List.of("the build is the same: only layout or comments differ");
    }
    if (changes.size() <= MOST) {
      return changes;
    }
    List<String> some = new ArrayList<>(changes.subList(0, MOST));
    some.add("and %d changes more".formatted(changes.size() - MOST));
    return some;
  }

  private static Optional<Mapping> build(Content content) {
    Problems problems = new Problems();
    Optional<YamlNode> node = YamlParser.parse("", content.bytes(), problems);
    return problems.isEmpty()
        ? node.filter(Mapping.class::isInstance)
            .map(Mapping.class::cast)
            .filter(top -> top.get("steps").orElse(null) instanceof Sequence)
        : Optional.empty();
  }

  /** A step and its place, counted from 1. */
  private record Step(int number, YamlNode node) {
    @Nullable String id() {
      return node instanceof Mapping mapping && mapping.get("id").orElse(null) instanceof Scalar id
          ? id.text()
          : null;
    }

    String label() {
      @Nullable String id = id();
      return "step " + number + (id == null ? "" : " `" + id + "`");
    }
  }

  private static List<Step> steps(Mapping build) {
    List<Step> steps = new ArrayList<>();
    if (build.get("steps").orElse(null) instanceof Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        steps.add(new Step(steps.size() + 1, item));
      }
    }
    return steps;
  }

  private void compareSteps(List<Step> theirs, List<Step> ours) {
    Map<Step, Step> partners = partners(theirs, ours);
    int last = 0;
    for (Step step : ours) {
      @Nullable Step partner = partners.get(step);
      if (partner == null) {
        changes.add(step.label() + " is new" + image(step));
        continue;
      }
      if (partner.number() < last) {
        changes.add("%s moved: it was step %d".formatted(step.label(), partner.number()));
      }
      last = Math.max(last, partner.number());
      compare(step.label() + ": ", "", partner.node(), step.node());
    }
    for (Step step : theirs) {
      if (!partners.containsValue(step)) {
        changes.add(step.label() + " of the trusted copy is gone" + image(step));
      }
    }
  }

  /** Steps belong together by id, and those that are left by their order. */
  private static Map<Step, Step> partners(List<Step> theirs, List<Step> ours) {
    Map<Step, Step> partners = new LinkedHashMap<>();
    List<Step> left = new ArrayList<>(theirs);
    for (Step step : ours) {
      @Nullable String id = step.id();
      for (Step candidate : theirs) {
        if (id != null && id.equals(candidate.id()) && left.remove(candidate)) {
          partners.put(step, candidate);
          break;
        }
      }
    }
    for (Step step : ours) {
      if (!partners.containsKey(step) && !left.isEmpty() && alike(step, left.getFirst())) {
        partners.put(step, left.removeFirst());
      }
    }
    return partners;
  }

  /** Whether one step may have become the other: not where both carry an id. */
  private static boolean alike(Step ours, Step theirs) {
    return ours.id() == null || theirs.id() == null;
  }

  private static String image(Step step) {
    return step.node() instanceof Mapping mapping
            && mapping.get("name").orElse(null) instanceof Scalar name
        ? " (" + shown(name.text()) + ")"
        : "";
  }

  private void compareMappings(String label, Mapping there, Mapping here, Set<String> apart) {
    Set<String> keys = new LinkedHashSet<>();
    there.entries().forEach(entry -> keys.add(entry.key().text()));
    here.entries().forEach(entry -> keys.add(entry.key().text()));
    keys.removeAll(apart);
    for (String key : keys) {
      compare(label, key, there.get(key).orElse(null), here.get(key).orElse(null));
    }
  }

  private void compare(
      String label, String key, @Nullable YamlNode there, @Nullable YamlNode here) {
    if (there == null || here == null) {
      YamlNode only = here == null ? there : here;
      String verb = here == null ? "lost " : "gained ";
      if (ENVIRONMENT.contains(key) && only instanceof Sequence sequence) {
        changes.add(label + key + " " + verb + String.join(", ", names(sequence)));
      } else {
        String value = only instanceof Scalar scalar ? " " + shown(scalar.text()) : "";
        changes.add(label + verb + key + value);
      }
      return;
    }
    switch (there) {
      case Mapping theirs when here instanceof Mapping ours ->
          compareMappings(key.isEmpty() ? label : label + key + ".", theirs, ours, Set.of());
      case Sequence theirs when here instanceof Sequence ours ->
          compareLists(label + key, ENVIRONMENT.contains(key), theirs, ours);
      case Scalar theirs when here instanceof Scalar ours -> {
        if (!theirs.text().equals(ours.text()) || theirs.type() != ours.type()) {
          changes.add(
              "%s%s changed from %s to %s"
                  .formatted(label, key, shown(theirs.text()), shown(ours.text())));
        }
      }
      default ->
          changes.add(
              "%s%s changed from %s to %s"
                  .formatted(label, key, there.description(), here.description()));
    }
  }

  private void compareLists(String label, boolean environment, Sequence there, Sequence here) {
    List<String> theirs = items(there);
    List<String> ours = items(here);
    if (theirs.equals(ours)) {
      return;
    }
    List<String> gained = new ArrayList<>(ours);
    theirs.forEach(gained::remove);
    List<String> lost = new ArrayList<>(theirs);
    ours.forEach(lost::remove);
    if (gained.isEmpty() && lost.isEmpty()) {
      changes.add(label + " stands in another order");
    }
    if (environment) {
      List<String> changed = new ArrayList<>(gained.stream().map(BuildChanges::name).toList());
      changed.retainAll(lost.stream().map(BuildChanges::name).toList());
      gained.removeIf(item -> changed.contains(name(item)));
      lost.removeIf(item -> changed.contains(name(item)));
      note(label, "changed", changed);
      note(label, "gained", gained.stream().map(BuildChanges::name).toList());
      note(label, "lost", lost.stream().map(BuildChanges::name).toList());
    } else {
      note(label, "gained", gained.stream().map(BuildChanges::shown).toList());
      note(label, "lost", lost.stream().map(BuildChanges::shown).toList());
    }
  }

  private void note(String label, String verb, List<String> items) {
    if (!items.isEmpty()) {
      changes.add("%s %s %s".formatted(label, verb, String.join(", ", items)));
    }
  }

  private static List<String> names(Sequence sequence) {
    return items(sequence).stream().map(BuildChanges::name).toList();
  }

  /** The name of an environment variable: its value may be a secret. */
  private static String name(String assignment) {
    int equals = assignment.indexOf('=');
    return equals < 0 ? assignment : assignment.substring(0, equals);
  }

  private static List<String> items(Sequence sequence) {
    return sequence.items().stream().map(BuildChanges::text).toList();
  }

  /** A node in one line, equal for equal nodes. */
  private static String text(YamlNode node) {
    return switch (node) {
      case Scalar scalar -> scalar.text();
      case Sequence sequence -> items(sequence).toString();
      case Mapping mapping -> {
        List<String> fields = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
          fields.add(entry.key().text() + ": " + text(entry.value()));
        }
        yield "{" + String.join(", ", fields) + "}";
      }
      case YamlNode.Tagged tagged -> tagged.tag() + " " + text(tagged.value());
      case YamlNode.Alias alias -> "*" + alias.name();
    };
  }

  private static String shown(String value) {
    String line = value.strip();
    boolean cut = line.length() > LONGEST_VALUE || line.contains("\n");
    int end = line.indexOf('\n') < 0 ? line.length() : line.indexOf('\n');
    return '"' + line.substring(0, Math.min(end, LONGEST_VALUE)) + (cut ? "…" : "") + '"';
  }
}

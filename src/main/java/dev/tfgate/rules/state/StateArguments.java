package dev.tfgate.rules.state;

import dev.tfgate.report.Redaction;
import dev.tfgate.rules.view.Admission;
import dev.tfgate.rules.view.GateEntry;
import dev.tfgate.rules.view.KnownTexts;
import dev.tfgate.rules.view.NotKnown;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Texts;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.Trust.AllowedBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a state is one that the trust directory allows. */
final class StateArguments {
  /** More states than these are not held against the entries one by one. */
  private static final int MOST_STATES = 64;

  /** Allowed states that a message names. */
  private static final int MOST_CHOICES = 5;

  private StateArguments() {}

  /**
   * Why a state is not allowed.
   *
   * @param why the end of a sentence, without a full stop
   * @param advice what to do, in a sentence
   */
  record Refusal(String why, String advice) {
    /** All of it, behind the subject of the sentence. */
    String of(String subject) {
      return subject + " " + why + ". " + advice;
    }

    /** The same, with more of the subject in front. */
    Refusal by(String more) {
      return new Refusal(more + " " + why, advice);
    }
  }

  /**
   * Returns why a state is not allowed; empty where it is.
   *
   * @param list of gate.yaml, as in {@code backends.allow}
   * @param all the states that may be used
   * @param type of the backend
   * @param arguments what each can be, by name; what an object or a block holds has a dotted name
   * @param root path of the root, or null where any would do
   */
  static Optional<Refusal> refusal(
      String list,
      List<AllowedBackend> all,
      String type,
      Map<String, Possible> arguments,
      @Nullable String root) {
    List<AllowedBackend> allowed =
        all.stream().filter(entry -> entry.roots().include(root)).toList();
    List<AllowedBackend> ofType =
        allowed.stream().filter(entry -> entry.type().equals(type)).toList();
    if (ofType.isEmpty()) {
      return Optional.of(
          new Refusal(
              "has the type '%s', and a backend can run a program or send the state elsewhere. gate.yaml allows %s"
                  .formatted(type, allowed.isEmpty() ? "no type here" : types(allowed)),
              advice(list, !allowed.isEmpty(), List.of(), type, arguments)));
    }
    for (String name : arguments.keySet()) {
      if (ofType.stream().noneMatch(entry -> entry.names(name))) {
        return Optional.of(
            new Refusal(
                "has the argument '%s', which can send the build's credentials or the state elsewhere. Allowed is %s"
                    .formatted(name, choices(ofType, root)),
                advice(list, true, ofType, type, arguments)));
      }
    }
    if (ofType.stream().anyMatch(entry -> fits(entry, arguments, root))
        || eachFits(ofType, arguments, root)) {
      return Optional.empty();
    }
    Map<String, String> shown = new TreeMap<>();
    for (Map.Entry<String, Possible> argument : arguments.entrySet()) {
      Optional<String> constant = literal(argument.getValue());
      if (constant.isEmpty()
          && ofType.stream()
              .noneMatch(entry -> fits(entry, argument.getKey(), argument.getValue(), root))) {
        return Optional.of(
            new Refusal(
                "has a '%s' that is not a constant (%s). Allowed is %s"
                    .formatted(
                        argument.getKey(),
                        Admission.shown(argument.getValue())
                            .filter(text -> !text.equals("${…}"))
                            .map(text -> Redaction.argument(argument.getKey(), text))
                            .map(text -> "'" + text + "'")
                            .or(
                                () ->
                                    KnownTexts.of(argument.getValue())
                                        .unknown()
                                        .map(NotKnown::clause))
                            .orElse("it has several values"),
                        choices(ofType, root)),
                advice(list, true, ofType, type, arguments)));
      }
      shown.put(
          argument.getKey(),
          constant.or(() -> Admission.shown(argument.getValue())).orElse("${…}"));
    }
    return Optional.of(
        new Refusal(difference(ofType, shown, root), advice(list, true, ofType, type, arguments)));
  }

  /**
   * What to do.
   *
   * @param some whether there is one to be used instead
   * @param entries that would be beside the new one
   */
  private static String advice(
      String list,
      boolean some,
      List<AllowedBackend> entries,
      String type,
      Map<String, Possible> arguments) {
    boolean constant = arguments.values().stream().allMatch(value -> literal(value).isPresent());
    if (!constant && entries.stream().anyMatch(AllowedBackend::constantsOnly)) {
      return "Write constants that %s in gate.yaml admits.".formatted(list);
    }
    List<Map<String, String>> states = patterns(arguments);
    Optional<String> entry =
        states.size() == 1 ? GateEntry.state(type, states.getFirst()) : Optional.empty();
    return "%s the platform team to add %s under %s in gate.yaml."
        .formatted(
            some ? "Use an allowed one, or ask" : "Ask",
            entry.orElse("one for this type with these arguments"),
            list);
  }

  /** Whether each state that may come of several values fits an entry of its own. */
  private static boolean eachFits(
      List<AllowedBackend> ofType, Map<String, Possible> arguments, @Nullable String root) {
    List<Map<String, Possible>> states = new ArrayList<>(List.of(new TreeMap<>()));
    for (Map.Entry<String, Possible> argument : arguments.entrySet()) {
      List<Map<String, Possible>> more = new ArrayList<>();
      for (Possible option : argument.getValue().options()) {
        for (Map<String, Possible> state : states) {
          Map<String, Possible> with = new TreeMap<>(state);
          if (!option.isNull()) {
            with.put(argument.getKey(), option);
          }
          more.add(with);
        }
      }
      if (more.size() > MOST_STATES) {
        return false;
      }
      states = more;
    }
    for (Map<String, Possible> state : states) {
      if (ofType.stream().noneMatch(entry -> fits(entry, state, root))) {
        return false;
      }
    }
    return !states.isEmpty();
  }

  private static boolean fits(
      AllowedBackend entry, Map<String, Possible> arguments, @Nullable String root) {
    if (!entry.fitsNames(arguments.keySet())) {
      return false;
    }
    for (Map.Entry<String, Possible> argument : arguments.entrySet()) {
      if (!fits(entry, argument.getKey(), argument.getValue(), root)) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(
      AllowedBackend entry, String name, Possible value, @Nullable String root) {
    String pattern = entry.pattern(name);
    if (pattern == null || (entry.constantsOnly() && literal(value).isEmpty())) {
      return false;
    }
    return root == null || Admission.admits(Glob.of(pattern, root), value);
  }

  /**
   * The arguments as patterns, with a star for each part that is not known, by state; none where a
   * star stands in them already.
   */
  static List<Map<String, String>> patterns(Map<String, Possible> arguments) {
    if (!arguments.values().stream().allMatch(Admission::isExpressible)) {
      return List.of();
    }
    List<Map<String, String>> states = new ArrayList<>(List.of(new TreeMap<>()));
    for (Map.Entry<String, Possible> argument : arguments.entrySet()) {
      List<String> values = Admission.patterns(argument.getValue());
      if (values.isEmpty() || states.size() * values.size() > MOST_STATES) {
        values = List.of(AllowedBackend.ANY);
      }
      List<Map<String, String>> more = new ArrayList<>();
      for (String value : values) {
        for (Map<String, String> state : states) {
          Map<String, String> with = new TreeMap<>(state);
          with.put(argument.getKey(), value);
          more.add(with);
        }
      }
      states = more;
    }
    return states;
  }

  private static Optional<String> literal(Possible value) {
    return Texts.of(value) instanceof Possible.Text text ? text.literal() : Optional.empty();
  }

  /**
   * Adds what an argument can be, and below a dotted name what its object holds. What is null is
   * not set.
   */
  static void add(String name, Possible value, Map<String, Possible> arguments) {
    if (value instanceof Possible.Mapping mapping && !mapping.partial()) {
      mapping.attributes().forEach((key, inner) -> add(name + "." + key, inner, arguments));
    } else if (!value.isNull()) {
      arguments.merge(name, value, Possible::either);
    }
  }

  private static String difference(
      List<AllowedBackend> ofType, Map<String, String> given, @Nullable String root) {
    List<String> has = new ArrayList<>();
    given.forEach((name, value) -> has.add(name + " '" + Redaction.argument(name, value) + "'"));
    String lacks =
        ofType.size() > 1
            ? ""
            : new TreeSet<>(ofType.getFirst().arguments().keySet())
                .stream()
                    .filter(name -> !given.containsKey(name))
                    .map(name -> " and no " + name)
                    .collect(Collectors.joining());
    return "has %s%s. Allowed is %s"
        .formatted(
            has.isEmpty() ? "no arguments" : String.join(", ", has),
            has.isEmpty() ? "" : lacks,
            choices(ofType, root));
  }

  private static String choices(List<AllowedBackend> ofType, @Nullable String root) {
    List<String> choices = new ArrayList<>();
    for (AllowedBackend entry : ofType) {
      List<String> arguments = new ArrayList<>();
      new TreeMap<>(entry.arguments())
          .forEach(
              (name, value) ->
                  arguments.add(
                      value.equals(AllowedBackend.ANY)
                          ? "any " + name
                          : "%s '%s'"
                              .formatted(
                                  name, root == null ? value : value.replace("{root}", root))));
      choices.add(arguments.isEmpty() ? "no arguments" : String.join(", ", arguments));
    }
    int more = choices.size() - MOST_CHOICES;
    return String.join(" or ", choices.subList(0, Math.min(MOST_CHOICES, choices.size())))
        + (more > 0 ? " or one of %d more".formatted(more) : "");
  }

  private static String types(List<AllowedBackend> allowed) {
    List<String> types = allowed.stream().map(AllowedBackend::type).distinct().toList();
    return (types.size() == 1 ? "the type '" : "the types '")
        + String.join("', '", types.subList(0, Math.min(MOST_CHOICES, types.size())))
        + "'";
  }
}

package dev.tfgate.policy.run;

import dev.tfgate.cel.EvaluationException;
import dev.tfgate.cel.Program;
import dev.tfgate.cel.Unknown;
import dev.tfgate.policy.compiled.Compiled;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.PolicyTest;
import dev.tfgate.policy.file.UnknownVerdict;
import dev.tfgate.policy.file.Written;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Undecided;
import dev.tfgate.yaml.Problems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks policies and collects what they say. What can't be decided is never a pass: it is collected
 * too.
 */
public final class Verdicts {
  private static final int LONGEST_VALUE = 200;

  private final PolicySet policies;
  private final Map<List<Object>, Violation> violations = new LinkedHashMap<>();
  private final Map<String, Undecided> undecided = new LinkedHashMap<>();
  private final Problems problems = new Problems();

  // By identity: a policy's own hash covers all its text.
  private final IdentityHashMap<Policy, Optional<Compiled>> compiled = new IdentityHashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final int most;
  private final Consumer<Asked> observer;

  /** Of {@code policies}; at most {@code most} violations of one policy are kept. */
  public Verdicts(PolicySet policies, int most) {
    this(policies, most, asked -> {});
  }

  /**
   * @param most as many findings of one policy are kept
   * @param observer is told each answer
   */
  public Verdicts(PolicySet policies, int most, Consumer<Asked> observer) {
    this.policies = policies;
    this.most = most;
    this.observer = observer;
  }

  /**
   * A policy and what it said.
   *
   * @param failure why the condition or the message has no value, or null
   */
  public record Asked(
      Compiled compiled, Subject subject, Answer answer, @Nullable String failure) {}

  /** What a policy says about one subject. */
  public enum Answer {
    PASS(PolicyTest.Expected.PASS.words()),
    UNKNOWN(PolicyTest.Expected.UNKNOWN.words()),
    DENY(PolicyTest.Expected.DENY.words()),
    FAILED("error");

    private final String words;

    Answer(String words) {
      this.words = words;
    }

    /** Returns it in words. */
    public String words() {
      return words;
    }
  }

  /** Returns the programs of a policy; empty, noted as a problem, where it isn't valid. */
  Optional<Compiled> compiled(Policy policy) {
    Optional<Compiled> known = compiled.get(policy);
    if (known == null) {
      known = policies.programs().compiled(policy, problems);
      compiled.put(policy, known);
    }
    return known;
  }

  /** Begins to compile policies that will be asked. */
  void prepare(Collection<Policy> wanted) {
    policies.programs().prepare(wanted);
  }

  /** Waits until these policies are compiled. */
  void complete(Collection<Policy> wanted) {
    policies.programs().complete(wanted);
  }

  /** Whether these policies can be asked without waiting for the compiler. */
  boolean areReady(Collection<Policy> wanted) {
    return policies.programs().areReady(wanted);
  }

  /** Returns verdicts of the same policies for another thread. */
  Verdicts forAnotherThread() {
    return new Verdicts(policies, most, observer);
  }

  Answer ask(Policy policy, Compiled compiled, Subject subject) {
    Map<String, @Nullable Object> values = subject.with(policies.parameters(policy));
    Object decided;
    try {
      decided = compiled.deny().holds(values);
    } catch (EvaluationException e) {
      failed(policy, subject, e);
      observer.accept(
          new Asked(compiled, subject, Answer.FAILED, located(policy, policy.deny(), e)));
      return Answer.FAILED;
    }
    if (decided instanceof Unknown && subject.source() != PlanSource.NONE) {
      return ask(policy, compiled, subject.refined());
    }
    if (decided instanceof Unknown unknown) {
      UnknownVerdict verdict = policy.unknown().getOrDefault(subject.target(), UnknownVerdict.DENY);
      if (verdict != UnknownVerdict.ALLOW) {
        add(
            policy,
            subject,
            false,
            verdict == UnknownVerdict.ADVISE ? Enforcement.ADVISORY : policies.enforcement(policy),
            "%s It is not known whether %s keeps to it, because it depends on %s, which %s."
                .formatted(
                    sentence(policy.title()),
                    subject.name(),
                    unknown.names(),
                    switch (subject.target()) {
                      case PLAN -> "is only known after apply";
                      case CI_CONFIG -> "the file leaves open";
                      case CONFIG, MODULE, ROOT -> "is not known before a plan";
                    }));
      }
      observer.accept(new Asked(compiled, subject, Answer.UNKNOWN, null));
      return Answer.UNKNOWN;
    }
    if (decided.equals(false)) {
      observer.accept(new Asked(compiled, subject, Answer.PASS, null));
      return Answer.PASS;
    }
    String message = policy.title();
    String failure = null;
    Program program = policies.programs().message(policy, problems).orElse(null);
    Written written = policy.message();
    if (program != null && written != null) {
      try {
        if (program.show(values) instanceof String text && !text.isBlank()) {
          message = text;
        }
      } catch (EvaluationException e) {
        // The title stands in: a message that fails must not hide a finding.
        failure = located(policy, written, e);
      }
    }
    add(policy, subject, true, policies.enforcement(policy), withReason(policy, message));
    observer.accept(new Asked(compiled, subject, Answer.DENY, failure));
    return Answer.DENY;
  }

  /** The message, why it matters in a sentence, and what to do. */
  private static String withReason(Policy policy, String message) {
    String why = firstParagraph(policy.why());
    int end = why.indexOf(". ");
    String reason = end < 0 ? why : why.substring(0, end + 1);
    String fix = firstParagraph(policy.fix());
    StringBuilder text = new StringBuilder(message);
    for (String more : List.of(reason, fix)) {
      if (!more.isEmpty()) {
        String before = sentence(text.toString());
        text.setLength(0);
        text.append(before).append(' ').append(more);
      }
    }
    return text.toString();
  }

  private static String firstParagraph(String text) {
    String stripped = text.strip();
    int end = stripped.indexOf("\n\n");
    return (end < 0 ? stripped : stripped.substring(0, end)).replaceAll("\\s+", " ");
  }

  private static String located(Policy policy, Written written, EvaluationException e) {
    return "%s (%s:%s)"
        .formatted(e.getMessage(), policy.file(), written.position(Math.max(0, e.offset())));
  }

  private static String sentence(String text) {
    String stripped = text.strip();
    return stripped.endsWith(".") || stripped.endsWith("!") ? stripped : stripped + ".";
  }

  private void add(
      Policy policy, Subject subject, boolean certain, Enforcement enforcement, String message) {
    Subject.Place at = subject.place(compiled(policy).map(Compiled::arguments).orElse(List.of()));
    keep(
        new Violation(
            policy.id(),
            enforcement,
            certain,
            subject.address(),
            at.path(),
            at.region(),
            subject.root(),
            message,
            subject.content()));
  }

  private void keep(Violation violation) {
    List<Object> place = new ArrayList<>();
    place.add(violation.policy());
    place.add(violation.path().isEmpty() ? violation.address() : "");
    place.add(violation.path());
    place.add(violation.region() == null ? "" : violation.region());
    Violation known = violations.get(place);
    if (known == null && counts.merge(violation.policy(), 1, Integer::sum) > most) {
      undecided(
          ".",
          "too-many-findings",
          "%s has more findings than the %d shown".formatted(violation.policy(), most));
    } else if (known == null || (violation.certain() && !known.certain())) {
      violations.put(place, violation);
    } else if (known.certain() == violation.certain()) {
      // A module that several roots call: the finding belongs to none of them alone, and is the
      // same in whatever order the roots come.
      boolean oneRoot = known.root() != null && known.root().equals(violation.root());
      Violation first = violation.comesBefore(known) ? violation : known;
      violations.put(place, first.of(oneRoot ? known.root() : null));
    }
  }

  private void failed(Policy policy, Subject subject, EvaluationException e) {
    String message =
        "the policy %s can't be decided for %s: %s"
            .formatted(policy.id(), subject.name(), located(policy, policy.deny(), e));
    String path = subject.path().isEmpty() ? "." : subject.path();
    undecided.putIfAbsent(path + message, new Undecided(path, "policy-failed", message));
  }

  void undecided(String path, String reason, String message) {
    undecided.putIfAbsent(path + message, new Undecided(path, reason, message));
  }

  /** Takes over what another thread was told. */
  void add(Verdicts others) {
    others.violations.values().forEach(this::keep);
    others.undecided.forEach(undecided::putIfAbsent);
    others.problems.sorted().forEach(problems::add);
  }

  /** Returns what was found so far. */
  public PolicyResult result() {
    return new PolicyResult(
        List.copyOf(violations.values()), List.copyOf(undecided.values()), problems);
  }

  /** Returns what the condition reads, with the values that it saw, one a line. */
  public static List<String> seen(Compiled compiled, Map<String, @Nullable Object> values) {
    List<String> lines = new ArrayList<>();
    for (List<String> path : compiled.deny().reads()) {
      String shown = Shown.of(values, path);
      lines.add(
          "%s = %s"
              .formatted(
                  String.join(".", path),
                  shown.length() <= LONGEST_VALUE
                      ? shown
                      : shown.substring(0, shown.offsetByCodePoints(0, LONGEST_VALUE / 2)) + "…"));
    }
    return lines;
  }
}

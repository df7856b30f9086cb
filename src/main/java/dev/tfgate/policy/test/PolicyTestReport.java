package dev.tfgate.policy.test;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.PolicyTest;
import dev.tfgate.policy.file.PolicyTest.Expected;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Json;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Style;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The outcome of all tests of some policies. */
public final class PolicyTestReport {
  private final Map<Policy, List<PolicyTester.Outcome>> outcomes;
  private final boolean coverage;

  private PolicyTestReport(Map<Policy, List<PolicyTester.Outcome>> outcomes, boolean coverage) {
    this.outcomes = outcomes;
    this.coverage = coverage;
  }

  /**
   * Compiles every policy and runs every test.
   *
   * @param places where the policies were read from, to find folders of tests
   * @param coverage whether a policy without a denying or without a passing test is a failure
   * @param problems takes what is wrong with the policies; the report only counts without
   */
  public static PolicyTestReport run(
      PolicySet policies, Collection<Path> places, boolean coverage, Problems problems) {
    policies.compile(problems);
    List<TestFolders.Found> folders = TestFolders.find(places, policies, problems);
    Map<Policy, List<PolicyTester.Outcome>> outcomes = new LinkedHashMap<>();
    if (problems.isEmpty()) {
      PolicyTester tester = new PolicyTester(policies);
      for (Policy policy : policies.policies()) {
        List<PolicyTester.Outcome> all = new ArrayList<>(tester.run(policy));
        for (TestFolders.Found found : folders) {
          if (found.policy().equals(policy)) {
            all.add(tester.run(policy, found.test()));
          }
        }
        outcomes.put(policy, all);
      }
    }
    return new PolicyTestReport(outcomes, coverage);
  }

  /**
   * Returns what a policy lacks: a denying or a passing test of something that it is asked about. A
   * policy that denies whatever its match selects passes by what it doesn't select.
   */
  private static List<String> lacking(Policy policy, List<PolicyTester.Outcome> outcomes) {
    boolean whatever = policy.deny().text().strip().equals("true");
    List<String> lacking = new ArrayList<>();
    if (outcomes.stream().noneMatch(o -> o.asked() && o.test().expected() == Expected.DENY)) {
      lacking.add("denying");
    }
    if (outcomes.stream()
        .noneMatch(o -> (o.asked() || whatever) && o.test().expected() == Expected.PASS)) {
      lacking.add("passing");
    }
    return lacking;
  }

  private long failed() {
    return outcomes.values().stream()
        .flatMap(List::stream)
        .filter(outcome -> !outcome.passed())
        .count();
  }

  private long uncovered() {
    return outcomes.entrySet().stream()
        .filter(entry -> !lacking(entry.getKey(), entry.getValue()).isEmpty())
        .count();
  }

  /** Returns the code to end with. */
  public ExitCode exitCode() {
    return failed() > 0 || (coverage && uncovered() > 0) ? ExitCode.FINDINGS : ExitCode.PASSED;
  }

  /** Prints one line a policy, and what failed in full. */
  public void print(Appendable out, boolean color, boolean quiet) throws IOException {
    String file = "";
    int tests = 0;
    for (Map.Entry<Policy, List<PolicyTester.Outcome>> entry : outcomes.entrySet()) {
      Policy policy = entry.getKey();
      tests += entry.getValue().size();
      List<PolicyTester.Outcome> failed =
          entry.getValue().stream().filter(outcome -> !outcome.passed()).toList();
      List<String> lacking = coverage ? lacking(policy, entry.getValue()) : List.of();
      if (quiet && failed.isEmpty() && lacking.isEmpty()) {
        continue;
      }
      if (!file.equals(policy.file())) {
        out.append(file.isEmpty() ? "" : "\n");
        file = policy.file();
        out.append(Style.BOLD.of(Printable.line(file), color)).append('\n');
      }
      boolean good = failed.isEmpty() && lacking.isEmpty();
      out.append("  ").append(good ? Style.GREEN.of("ok", color) : Style.RED.of("failed", color));
      out.append("  ").append(policy.id());
      out.append(
          "  %s%s%n"
              .formatted(
                  count(entry.getValue().size(), "test"),
                  lacking.isEmpty()
                      ? ""
                      : ", no %s one".formatted(String.join(" and no ", lacking))));
      for (PolicyTester.Outcome outcome : failed) {
        print(out, outcome, color);
      }
    }
    out.append(quiet && exitCode() == ExitCode.PASSED ? "" : "\n");
    if (!quiet || exitCode() != ExitCode.PASSED) {
      String sum =
          "%s of %s: %s failed"
              .formatted(count(tests, "test"), policies(), failed() == 0 ? "none" : failed());
      if (coverage) {
        sum +=
            uncovered() == 0
                ? "; each policy has a denying and a passing test"
                : "; %s without a denying or a passing test"
                    .formatted(uncovered() == 1 ? "one policy is" : uncovered() + " policies are");
      }
      Style style = exitCode() == ExitCode.PASSED ? Style.GREEN : Style.RED;
      out.append(style.of(sum, color)).append('\n');
    }
  }

  private String policies() {
    return outcomes.size() == 1 ? "1 policy" : outcomes.size() + " policies";
  }

  private static String count(int number, String thing) {
    return number == 1 ? "1 " + thing : number + " " + thing + "s";
  }

  private static void print(Appendable out, PolicyTester.Outcome outcome, boolean color)
      throws IOException {
    PolicyTest test = outcome.test();
    out.append(
        "    %s: expected %s, got %s%n"
            .formatted(
                Style.BOLD.of("\"" + Printable.line(test.name()) + "\"", color),
                Style.GREEN.of(test.expected().words(), color),
                Style.RED.of(outcome.got(), color)));
    out.append("      %s:%s%n".formatted(Printable.line(test.file()), test.position()));
    for (String detail : outcome.details()) {
      out.append("      ").append(Printable.line(detail)).append('\n');
    }
  }

  /** Writes {@code {"tests": […], "uncovered": […], "summary": {…}}}. */
  public void writeJson(Writer out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("tests");
          for (List<PolicyTester.Outcome> list : outcomes.values()) {
            for (PolicyTester.Outcome outcome : list) {
              write(json, outcome);
            }
          }
          json.writeEndArray();
          json.writeArrayFieldStart("uncovered");
          for (Map.Entry<Policy, List<PolicyTester.Outcome>> entry : outcomes.entrySet()) {
            if (!lacking(entry.getKey(), entry.getValue()).isEmpty()) {
              json.writeString(entry.getKey().id());
            }
          }
          json.writeEndArray();
          json.writeObjectFieldStart("summary");
          json.writeNumberField("policies", outcomes.size());
          json.writeNumberField("tests", outcomes.values().stream().mapToInt(List::size).sum());
          json.writeNumberField("failed", failed());
          json.writeNumberField("uncovered", uncovered());
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, PolicyTester.Outcome outcome) throws IOException {
    json.writeStartObject();
    json.writeStringField("policy", outcome.policy().id());
    json.writeStringField("name", outcome.test().name());
    json.writeStringField("file", outcome.test().file());
    json.writeNumberField("line", outcome.test().position().line());
    json.writeStringField("expected", outcome.test().expected().words());
    json.writeStringField("got", outcome.got());
    json.writeBooleanField("passed", outcome.passed());
    json.writeArrayFieldStart("details");
    for (String detail : outcome.details()) {
      json.writeString(detail);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}

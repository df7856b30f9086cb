package dev.tfgate.policy.file;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.yaml.Position;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy as it is written.
 *
 * @param id kebab-case, unique
 * @param title a few words
 * @param enforcement as the file says; gate.yaml may say otherwise
 * @param targets what it looks at
 * @param match which blocks, changes or files it is asked about
 * @param deny the condition under which it reports
 * @param unknown what it does where the condition isn't decided, by target
 * @param message gives the message of a finding; null for the title
 * @param why the reason, Markdown
 * @param fix what to do, Markdown
 * @param parameters values that its expressions read as {@code params.NAME}, with their defaults
 * @param tests its unit tests
 * @param file the policy file, as the user knows it
 * @param position of the policy in its file
 */
public record Policy(
    String id,
    String title,
    Enforcement enforcement,
    Set<Target> targets,
    Match match,
    Written deny,
    Map<Target, UnknownVerdict> unknown,
    @Nullable Written message,
    String why,
    String fix,
    Map<String, @Nullable Object> parameters,
    List<PolicyTest> tests,
    String file,
    Position position) {
  public Policy {
    targets = Collections.unmodifiableSet(EnumSet.copyOf(targets));
    tests = List.copyOf(tests);
  }

  /** Returns what a report says about the policy. */
  public RuleDescription description(Enforcement configured) {
    return new RuleDescription(id, title, configured, Layer.POLICY, summary());
  }

  private String summary() {
    String reason = why.isBlank() ? title + "." : why.strip();
    int end = reason.indexOf("\n\n");
    return (end < 0 ? reason : reason.substring(0, end)).replaceAll("\\s+", " ");
  }

  /** Returns the page that {@code tfgate explain} shows, as Markdown. */
  public String page(Enforcement configured) {
    StringBuilder page = new StringBuilder("# ").append(title).append("\n\n");
    page.append(
        "Policy `%s` of %s, %s. It looks at %s.\n"
            .formatted(
                id,
                file,
                configured.word(),
                String.join(", ", targets.stream().map(Target::word).toList())));
    match
        .types()
        .forEach(
            (kind, globs) ->
                page.append(
                    "\n- %s: %s"
                        .formatted(
                            kind,
                            String.join(
                                ", ",
                                globs.stream().map(glob -> "`" + glob.pattern() + "`").toList()))));
    if (!match.types().isEmpty()) {
      page.append('\n');
    }
    page.append("\n## Why\n\n")
        .append(why.isBlank() ? "No reason is given." : why.strip())
        .append("\n");
    if (!fix.isBlank()) {
      page.append("\n## Fix\n\n").append(fix.strip()).append("\n");
    }
    page.append("\n## Condition\n\n```\n").append(deny.text().strip()).append("\n```\n");
    for (boolean denied : new boolean[] {true, false}) {
      tests.stream()
          .filter(
              test ->
                  test.expected() == (denied ? PolicyTest.Expected.DENY : PolicyTest.Expected.PASS)
                      && test.fixture() instanceof PolicyTest.Hcl)
          .findFirst()
          .ifPresent(
              test ->
                  page.append("\n## %s\n\n```hcl\n".formatted(denied ? "Bad" : "Good"))
                      .append(((PolicyTest.Hcl) test.fixture()).main().strip())
                      .append("\n```\n"));
    }
    return page.toString();
  }
}

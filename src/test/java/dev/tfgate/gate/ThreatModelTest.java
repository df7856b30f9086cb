package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/threat-model.md} names rules and fixtures that exist. */
class ThreatModelTest {
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| [^|]+ \\| \\[([a-z-]+)]\\(rules/([a-z-]+)\\.md\\) \\| ([^|]+) \\|$");
  private static final Pattern FIXTURE = Pattern.compile("`([^`]+)`");

  @Test
  void everyRowHasARuleAndFixtures() throws IOException {
    Set<String> rules = new TreeSet<>();
    Rules.all().forEach(rule -> rules.add(rule.description().id()));
    Set<String> named = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("docs/threat-model.md")));
    while (row.find()) {
      named.add(row.group(1));
      assertThat(row.group(2)).isEqualTo(row.group(1));
      Matcher fixture = FIXTURE.matcher(row.group(3));
      while (fixture.find()) {
        assertThat(fixture.group(1)).startsWith("flagged-");
        assertThat(Path.of("src/test/rules", row.group(1), fixture.group(1))).isDirectory();
      }
    }
    assertThat(named).isEqualTo(rules);
  }
}

package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/threat-model.md} name rules, fixtures and tests that exist. */
class ThreatModelTest {
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| [^|]+ \\| \\[([a-z-]+)]\\(rules/([a-z-]+)\\.md\\) \\| ([^|]+) \\|$");
  private static final Pattern FIXTURE = Pattern.compile("`([^`]+)`");
  private static final Pattern ROW_OF_TESTS =
      Pattern.compile("(?m)^\\| [^|]+ \\| [^|]+ \\| (`[A-Z]\\w+(?:Test|IT)[.`][^|]+) \\|$");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?`|\"([^\"]+)\"");

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

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> tests = new HashMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(f -> f.toString().matches(".*(Test|IT)\\.java")).toList()) {
        tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
      }
    }
    int rows = 0;
    Matcher row = ROW_OF_TESTS.matcher(Files.readString(Path.of("docs/threat-model.md")));
    while (row.find()) {
      rows++;
      String test = "";
      for (Matcher named = NAMED.matcher(row.group(1)); named.find(); ) {
        if (named.group(3) != null) {
          assertThat(tests.get(test)).contains('"' + named.group(3) + '"');
          continue;
        }
        test = named.group(1);
        assertThat(tests).containsKey(test);
        if (named.group(2) != null) {
          assertThat(tests.get(test)).contains("  void " + named.group(2) + "(");
        }
      }
    }
    assertThat(rows).isEqualTo(39);
  }
}

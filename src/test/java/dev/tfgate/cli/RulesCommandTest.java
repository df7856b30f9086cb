package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.report.RulePage;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCommandTest {
  @TempDir Path folder;

  @Test
  void everyRuleIsListedOnceWithin80Columns() {
    CommandRun.Result result = run("rules");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    for (Rule rule : Rules.all()) {
      assertThat(result.out()).containsOnlyOnce("  " + rule.description().id() + "  ");
      assertThat(result.out().replaceAll("\\s+", " "))
          .contains(" " + rule.description().title() + " ");
    }
  }

  @Test
  void jsonFollowsItsSchema() throws IOException {
    OutputSchemasTest.assertFollows("rules", "rules", "--format", "json");
    assertThat(new ObjectMapper().readTree(run("rules", "--format", "json").out()).get("rules"))
        .hasSameSizeAs(Rules.all());
  }

  @Test
  void everyRuleIsExplained() throws IOException {
    for (Rule rule : Rules.all()) {
      RuleDescription description = rule.description();
      CommandRun.Result result = run("explain", description.id());
      assertThat(result.code()).isEqualTo(ExitCode.PASSED);
      assertThat(result.out())
          .startsWith(
              "%s\n%s · %s"
                  .formatted(
                      description.id(), description.title(), description.enforcement().word()));
      JsonNode json =
          new ObjectMapper().readTree(run("explain", "--format", "json", description.id()).out());
      assertThat(json.get("id").asText()).isEqualTo(description.id());
      assertThat(json.get("page").asText()).startsWith("# ");
    }
  }

  @Test
  void sarifCarriesThePagesOfItsRules() throws IOException {
    String checkout = Path.of("examples/gallery/local-exec").toAbsolutePath().toString();
    String sarif = run("check", "--mode", "local", "--format", "sarif", checkout).out();
    JsonNode rules = new ObjectMapper().readTree(sarif).at("/runs/0/tool/driver/rules");
    assertThat(rules).isNotEmpty();
    for (JsonNode rule : rules) {
      String id = rule.get("id").asText();
      assertThat(rule.at("/help/markdown").asText()).isEqualTo(RulePage.of(id).orElseThrow());
      assertThat(rule.at("/help/text").asText()).contains(RulePage.path(id), "explain " + id);
    }
  }

  @Test
  void anUnknownRuleSuggestsTheNearest() {
    CommandRun.Result result = run("explain", "provisoner");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("tfgate: there is no rule 'provisoner'; did you mean 'provisioner'? ");
    assertThat(run("explain", "\u001b[31m../../etc/passwd").err())
        .doesNotContain("\u001b")
        .contains("'tfgate rules' lists them all");
  }

  @Test
  void theTrustDirectoryDecidesOverEnforcement() throws IOException {
    Files.writeString(
        folder.resolve("gate.yaml"), "version: 1\nrules: {http-data: {enforcement: advisory}}\n");
    String trust = "--trust=" + folder;
    assertThat(run("rules", trust).out()).contains("  advisory   http-data");
    assertThat(run("explain", "http-data", trust).out()).contains(" · advisory · ");
    assertThat(run("explain", "http-data").out()).contains(" · mandatory · ");
  }

  @Test
  void anInvalidTrustDirectoryIsAnError() throws IOException {
    Files.writeString(folder.resolve("gate.yaml"), "version: 2\n");
    assertThat(run("rules", "--trust=" + folder).code()).isEqualTo(ExitCode.USAGE);
  }

  private CommandRun.Result run(String... arguments) {
    return new CommandRun(Map.of(), folder, "").run(List.of(arguments).toArray(new String[0]));
  }
}

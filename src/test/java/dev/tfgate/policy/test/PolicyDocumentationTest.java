package dev.tfgate.policy.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tfgate.cel.Compiler;
import dev.tfgate.cel.FieldMap;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Limits;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.compiled.Vocabulary;
import dev.tfgate.policy.file.PlanData;
import dev.tfgate.policy.file.YamlData;
import dev.tfgate.policy.run.ModuleInstance;
import dev.tfgate.policy.run.ModuleView;
import dev.tfgate.policy.run.PlacedBlock;
import dev.tfgate.policy.run.PlanRun;
import dev.tfgate.policy.run.PolicyRun;
import dev.tfgate.policy.run.Shown;
import dev.tfgate.report.ExitCode;
import dev.tfgate.rules.Rules;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.PlanReader;
import dev.tfgate.terraform.ResourceChange;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlParser;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/policies.md shows is true: its policies pass their tests, its samples give what it
 * says.
 */
class PolicyDocumentationTest {
  private static final Path PAGE = Path.of("docs/policies.md");
  private static final Pattern FENCE =
      Pattern.compile(
          "(?ms)^```(\\w+)\\n"
              + "(.*?)^```\\n"
              + "(?:\\n"
              + "\\| expression \\| gives \\|\\n"
              + "\\|[-|]+\\n"
              + "((?:\\|[^\\n]*\\n"
              + ")+))?");
  private static final Pattern ROW = Pattern.compile("\\| `(.*)` \\| `(.*)` \\|");

  @TempDir private Path folder;

  private record Sample(String language, String text, @Nullable String table) {}

  private static List<Sample> samples() throws Exception {
    List<Sample> samples = new ArrayList<>();
    Matcher fences = FENCE.matcher(Files.readString(PAGE));
    while (fences.find()) {
      samples.add(new Sample(fences.group(1), fences.group(2), fences.group(3)));
    }
    return samples;
  }

  @Test
  void everyPolicyOfThePagePassesItsTests() throws Exception {
    int policies = 0;
    for (Sample sample : samples()) {
      if (sample.language().equals("yaml") && sample.text().startsWith("version: 1\npolicies:")) {
        Files.writeString(folder.resolve("p" + policies++ + ".yaml"), sample.text());
      }
    }
    Problems problems = new Problems();
    PolicySet set = PolicySet.load(List.of(folder), folder, Rules.layers().keySet(), problems);
    PolicyTestReport report = PolicyTestReport.run(set, List.of(folder), true, problems);
    StringBuilder out = new StringBuilder();
    report.print(out, false, false);
    assertThat(problems.sorted()).isEmpty();
    assertThat(report.exitCode()).as(out.toString()).isEqualTo(ExitCode.PASSED);
    assertThat(policies).isGreaterThanOrEqualTo(2);
  }

  @TestFactory
  Stream<DynamicTest> everySampleGivesWhatThePageSays() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Sample sample : samples()) {
      String table = sample.table();
      if (table != null) {
        Map<String, @Nullable Object> values = values(sample);
        Matcher rows = ROW.matcher(table);
        while (rows.find()) {
          String expression = rows.group(1);
          String expected = rows.group(2);
          tests.add(
              DynamicTest.dynamicTest(
                  expression,
                  () ->
                      assertThat(
                              Shown.of(
                                  Objects.requireNonNull(
                                          new Compiler(Vocabulary.types())
                                              .compile(expression, Compiler.Result.ANYTHING)
                                              .program())
                                      .show(values)))
                          .isEqualTo(expected.replace("\\\"", "\""))));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests.stream();
  }

  private static Map<String, @Nullable Object> values(Sample sample) throws Exception {
    byte[] bytes = sample.text().getBytes(StandardCharsets.UTF_8);
    Map<String, @Nullable Object> values = new HashMap<>();
    switch (sample.language()) {
      case "hcl" -> {
        Configuration configuration =
            Configuration.of(
                Checkout.of(Map.of("main.tf", bytes)), Limits.DEFAULT, new EvaluatedSources());
        ModuleInstance.Tree tree =
            ModuleInstance.tree(configuration.module(".").orElseThrow(), configuration, 10);
        PlacedBlock block = tree.root().blocks().getFirst();
        values.putAll(
            PolicyRun.variables(
                block,
                block.instances().getFirst(),
                ModuleView.of(tree.root()),
                ModuleView.of(tree)));
      }
      case "json" ->
          PlanReader.read(
              new ByteArrayInputStream(
                  ("{\"format_version\":\"1.2\",\"resource_changes\":["
                          + sample.text()
                          + "],\"configuration\":{}}")
                      .getBytes(StandardCharsets.UTF_8)),
              new PlanListener() {
                @Override
                public void resourceChange(ResourceChange change) {
                  PlanRun.Seen seen = PlanRun.Seen.of(change, Map.of());
                  values.put("resource", seen.block().get("arguments"));
                  values.put("block", seen.block());
                  values.put("change", seen.change());
                }
              });
      default -> {
        values.put(
            "config",
            PlanData.of(
                YamlData.of(YamlParser.parse("x", bytes, new Problems()).orElseThrow()),
                null,
                null,
                ""));
        values.put("file", FieldMap.of("path", "cloudbuild.yaml"));
      }
    }
    return values;
  }

  @Test
  void theSchemaTakesTheDefaultPackAndWhatThePageShows() throws Exception {
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("docs/schema/policy.schema.json")));
    List<JsonNode> files = new ArrayList<>();
    try (Stream<Path> pack = Files.list(Path.of("policies"))) {
      for (Path file : pack.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        files.add(yaml.readTree(Files.readString(file)));
      }
    }
    for (Sample sample : samples()) {
      if (sample.text().startsWith("version: 1\npolicies:")) {
        files.add(yaml.readTree(sample.text()));
      }
    }
    assertThat(files).allSatisfy(file -> assertThat(schema.validate(file)).isEmpty());
    JsonNode wrong =
        yaml.readTree(
            "version: 1\npolicies: [{id: A, title: t, on: [x], deny: 5, tests: [{name: n}]}]");
    assertThat(schema.validate(wrong)).hasSizeGreaterThan(3);
  }

  @Test
  void thePageNamesTheNumberOfPoliciesInThePack() throws Exception {
    Problems problems = new Problems();
    PolicySet pack = PolicySet.load(List.of(Path.of("policies")), Path.of(""), List.of(), problems);
    assertThat(Files.readString(PAGE))
        .contains("`policies/` in the distribution, %d policies".formatted(pack.policies().size()));
  }
}

package dev.tfgate.policy.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Limits;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import dev.tfgate.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What policies say of a checkout. */
class PolicyRunTest {
  @TempDir private Path folder;

  @Test
  void aModuleOfSeveralRootsIsReportedOnceAndTheSameInEitherOrder() throws Exception {
    Files.writeString(
        folder.resolve("p.yaml"),
        """
        version: 1
        policies:
        - id: p
          title: A title
          on: [config]
          match: {resource: [a_b]}
          deny: resource.x == 1
          message: block.address
        """);
    Problems problems = new Problems();
    PolicySet policies = PolicySet.load(List.of(folder), folder, List.of(), problems);
    String call = "module \"%s\" {\n  source = \"../m\"\n}\n";
    Configuration configuration =
        Configuration.of(
            Checkout.of(
                Map.of(
                    "r1/main.tf", call.formatted("one").getBytes(StandardCharsets.UTF_8),
                    "r2/main.tf", call.formatted("two").getBytes(StandardCharsets.UTF_8),
                    "m/main.tf",
                        "resource \"a_b\" \"c\" {\n  x = 1\n}\n".getBytes(StandardCharsets.UTF_8))),
            Limits.DEFAULT,
            new EvaluatedSources());
    for (List<String> roots : List.of(List.of("r1", "r2"), List.of("r2", "r1"))) {
      for (boolean threads : new boolean[] {false, true}) {
        PolicyRun run = new PolicyRun(policies);
        PolicyRun other = threads ? run.forAnotherThread() : run;
        run.root(configuration.module(roots.getFirst()).orElseThrow(), configuration);
        other.root(configuration.module(roots.getLast()).orElseThrow(), configuration);
        if (threads) {
          run.add(other);
        }
        assertThat(run.result().violations())
            .singleElement()
            .satisfies(
                violation -> {
                  assertThat(violation.message()).isEqualTo("module.one.a_b.c");
                  assertThat(violation.root()).isNull();
                  assertThat(violation.path()).isEqualTo("m/main.tf");
                });
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'age': 5}~1",
        "[{'age': 5}]~1",
        "[{'age': 1}, {'age': 5}]~1",
        "{'age': 1}~0",
        "{}~0",
        "{'condition': {'age': 5}}~1",
        "{'condition': [{'age': 5}]}~1",
      })
  void aNestedBlockOfJsonMayBeAnObjectOrAList(String rule, int findings) throws Exception {
    Files.writeString(
        folder.resolve("p.yaml"),
        """
        version: 1
        policies:
        - id: p
          title: A title
          on: [config]
          match: {resource: [a_b]}
          deny: |
            resource.rule.exists(r, r.age == 5 || r.condition.exists(c, c.age == 5)) ||
            resource.labels.exists(k, k == "x")
        """);
    Problems problems = new Problems();
    PolicySet policies = PolicySet.load(List.of(folder), folder, List.of(), problems);
    String json =
        "{'resource': {'a_b': {'c': {'rule': %s, 'labels': {'y': 'x'}}}}}".formatted(rule);
    Configuration configuration =
        Configuration.of(
            Checkout.of(
                Map.of("main.tf.json", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))),
            Limits.DEFAULT,
            new EvaluatedSources());
    PolicyRun run = new PolicyRun(policies);
    run.root(configuration.module(".").orElseThrow(), configuration);
    assertThat(run.result().problems().sorted()).isEmpty();
    assertThat(run.result().undecided()).isEmpty();
    assertThat(run.result().violations()).hasSize(findings);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "default = \"git::https://a/m\"~1",
        "default = \"./m\"~0",
        "type = string~1",
      })
  void aCallIsAskedAboutWhereOneOfItsSourcesIsMeant(String variable, int findings)
      throws Exception {
    Files.writeString(
        folder.resolve("p.yaml"),
        """
        version: 1
        policies:
        - id: p
          title: A title
          on: [config]
          match: {module: ["git::**"]}
          deny: "true"
        """);
    Problems problems = new Problems();
    PolicySet policies = PolicySet.load(List.of(folder), folder, List.of(), problems);
    String code =
        "variable \"s\" {\n  const = true\n  %s\n}\nmodule \"m\" {\n  source = var.s\n}\n"
            .formatted(variable);
    Configuration configuration =
        Configuration.of(
            Checkout.of(Map.of("main.tf", code.getBytes(StandardCharsets.UTF_8))),
            Limits.DEFAULT,
            new EvaluatedSources());
    PolicyRun run = new PolicyRun(policies);
    run.root(configuration.module(".").orElseThrow(), configuration);
    assertThat(run.result().violations()).hasSize(findings);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "count = 0~~0",
        "count = 1~~1",
        "count = var.n~~0",
        "count = var.n~n = 1~1",
        "count = var.unset~~1",
        "count = length([]) > 0 ? 1 : 0~~1",
        "for_each = {}~~0",
        "for_each = toset([])~~0",
        "for_each = toset(var.unset)~~1",
      })
  void aBlockWithoutInstanceIsNotAskedAbout(String meta, @Nullable String tfvars, int findings)
      throws Exception {
    Files.writeString(
        folder.resolve("p.yaml"),
        """
        version: 1
        policies:
        - id: p
          title: A title
          on: [config]
          match: {resource: [a_b]}
          deny: "true"
        - id: q
          title: A title
          on: [root]
          deny: root.resources.size() > 0
        """);
    Problems problems = new Problems();
    PolicySet policies = PolicySet.load(List.of(folder), folder, List.of(), problems);
    String variables = "variable \"n\" {\n  default = 0\n}\nvariable \"unset\" {}\n";
    String resource = "resource \"a_b\" \"c\" {\n  %s\n}\n";
    for (Map<String, String> files :
        List.of(
            Map.of("main.tf", variables + resource.formatted(meta)),
            Map.of(
                "main.tf",
                variables + "module \"m\" {\n  source = \"./m\"\n  %s\n}\n".formatted(meta),
                "m/main.tf",
                resource.formatted("")))) {
      Map<String, byte[]> content = new HashMap<>();
      files.forEach((path, text) -> content.put(path, text.getBytes(StandardCharsets.UTF_8)));
      content.put("x.auto.tfvars", (tfvars == null ? "" : tfvars).getBytes(StandardCharsets.UTF_8));
      Configuration configuration =
          Configuration.of(Checkout.of(content), Limits.DEFAULT, new EvaluatedSources());
      PolicyRun run = new PolicyRun(policies);
      run.root(configuration.module(".").orElseThrow(), configuration);
      assertThat(run.result().problems().sorted()).isEmpty();
      assertThat(run.result().violations()).hasSize(2 * findings);
    }
  }
}

package dev.tfgate.policy.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with policy files is told all at once, each with its place. */
class PolicyFileTest {
  @TempDir private Path folder;

  private List<String> problems() {
    Problems problems = new Problems();
    PolicySet policies = PolicySet.load(List.of(folder), folder, Set.of("provisioner"), problems);
    policies.compile(problems);
    return problems.sorted().stream().map(Problem::toString).toList();
  }

  private void write(String name, String content) throws Exception {
    Files.writeString(folder.resolve(name), content);
  }

  private static String policy(String id, String rest) {
    return """
    version: 1
    policies:
    - id: %s
      title: A title
      on: [config]
      match: {resource: ["a_*"]}
    """
            .formatted(id)
        + rest.indent(2);
  }

  @Test
  void aPolicyNeedsLittle() throws Exception {
    write("a.yaml", policy("a-policy", "deny: resource.x == 1"));
    assertThat(problems()).isEmpty();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() throws Exception {
    write(
        "a.yaml",
        """
        version: 2
        policies:
        - id: Bad_Id
          titel: x
          on: [config, plans]
          match: {resources: ["a"], actions: [destroy]}
          deny: 5
          unknown: maybe
          enforcement: strict
          tests:
          - {name: no expectation, hcl: ''}
          - {name: both, deny: true, unknown: true, hcl: ''}
          - {name: nothing to look at, deny: true}
        """);
    write("b.yaml", policy("provisioner", "deny: resource.x =="));
    write("c.yaml", policy("twice", "deny: resource.x == 1"));
    write("d.yaml", policy("twice", "deny: resorce.x == 1"));
    assertThat(problems())
        .containsExactly(
            "a.yaml:1:10: version: expected 1, found 2",
            "a.yaml:3:3: policies[0]: the key \"title\" is missing",
            "a.yaml:3:7: policies[0].id: expected an id in kebab-case, such as no-owner-grant,"
                + " found \"Bad_Id\"",
            "a.yaml:4:3: policies[0]: \"titel\" is not a known key; did you mean \"title\"?",
            "a.yaml:5:16: policies[0].on[1]: expected config, plan, module, root or ci_config,"
                + " found \"plans\"; did you mean \"plan\"?",
            "a.yaml:6:10: policies[0].match: no types: a policy on blocks or planned changes names"
                + " some under resource, data, ephemeral, action, module, provider",
            "a.yaml:6:11: policies[0].match: \"resources\" is not a known key; did you mean"
                + " \"resource\"?",
            "a.yaml:6:38: policies[0].match.actions: actions are planned: they need \"plan\" in on",
            "a.yaml:6:39: policies[0].match.actions[0]: expected create, update, replace, delete,"
                + " read, no-op, forget or invoke, found \"destroy\"",
            "a.yaml:7:9: policies[0].deny: expected text, found a number; write it in quotes:"
                + " \"5\"",
            "a.yaml:8:12: policies[0].unknown: expected deny, advise or allow, found \"maybe\"",
            "a.yaml:9:16: policies[0].enforcement: expected mandatory, advisory or off, found"
                + " \"strict\"",
            "a.yaml:11:5: policies[0].tests[0]: a test says what it expects by one of \"deny:"
                + " true\", \"deny: false\" and \"unknown: true\"",
            "a.yaml:12:5: policies[0].tests[1]: a test says what it expects by one of \"deny:"
                + " true\", \"deny: false\" and \"unknown: true\"",
            "a.yaml:13:5: policies[0].tests[2]: a test has one of hcl, files, plan, ci_config: what"
                + " the policy is asked about",
            "b.yaml:3:3: the id \"provisioner\" is that of a built-in rule: take another",
            "b.yaml:7:22: provisioner: deny: the expression ends too early",
            "d.yaml:3:3: the id \"twice\" is taken already, at c.yaml:3:3; ids are unique over all"
                + " files");
  }

  @Test
  void whereAFileIsNotValidTheExpressionsOfTheOthersAreCheckedToo() throws Exception {
    write("a.yaml", policy("a-policy", "deny: resource.x == 1\nwhi: x"));
    write("b.yaml", policy("b-policy", "deny: resorce.x == 1"));
    Problems problems = new Problems();
    PolicySet.load(List.of(folder), folder, List.of(), problems);
    assertThat(problems.sorted())
        .extracting(Problem::toString)
        .containsExactly(
            "a.yaml:8:3: policies[0]: \"whi\" is not a known key; did you mean \"why\"?",
            "b.yaml:7:9: b-policy: deny: \"resorce\" is no variable or function here; did you mean"
                + " \"resource\"?");
  }

  @Test
  void aFaultPointsIntoTheExpression() throws Exception {
    write(
        "a.yaml",
        policy(
            "blocks",
            """
            deny: |
              block.type == "a" &&
                blok.name == "b"
            message: '"x" + change.address'
            """));
    assertThat(problems())
        .containsExactly(
            "a.yaml:9:7: blocks: deny: \"blok\" is no variable or function here; did you mean"
                + " \"block\"?",
            "a.yaml:10:19: blocks: message: there is no \"change\" where a policy looks at config;"
                + " there are block, module, params, resource, root");
  }

  @Test
  void parametersAreDeclaredAndOverridden() throws Exception {
    write("a.yaml", policy("p", "parameters: {most: 3}\ndeny: resource.x > params.mots"));
    write("b.yaml", "version: 1\nparameters: {p: {least: 4}, q: {x: 1}}");
    assertThat(problems())
        .containsExactly(
            "a.yaml:8:22: p: deny: the policy has no parameter \"mots\"; it has most",
            "b.yaml:2:25: parameters.p.least: the policy p has no parameter \"least\"; it has most",
            "b.yaml:2:36: parameters.q.x: there is no policy \"q\"");
  }

  @Test
  void bytesThatAreNoYamlAndFilesThatAreTooLarge() throws Exception {
    Files.write(folder.resolve("a.yaml"), new byte[] {'a', (byte) 0xff});
    write("b.yaml", "policies: [");
    write("c.yaml", "");
    write("d.yaml", "#" + "x".repeat(1024 * 1024));
    write("e.yaml", policy("large", "deny: '" + "1 == 1 || ".repeat(3_000) + "true'"));
    assertThat(problems())
        .satisfiesExactly(
            a -> assertThat(a).startsWith("a.yaml:1:2: the byte 0xff is not UTF-8"),
            b -> assertThat(b).startsWith("b.yaml:").contains("not valid YAML"),
            c -> assertThat(c).startsWith("c.yaml: the file is empty"),
            d -> assertThat(d).contains("d.yaml").contains("can't be read"),
            e -> assertThat(e).startsWith("e.yaml:7:10: large: deny: the expression has 30004"));
  }

  @Test
  void foldersOfTestsAndHiddenFilesAreNoPolicies() throws Exception {
    write("a.yaml", policy("a-policy", "deny: resource.x == 1"));
    Files.createDirectories(folder.resolve("a_test/case"));
    Files.writeString(
        folder.resolve("a_test/case/expect.yaml"), "nonsense", StandardCharsets.UTF_8);
    write(".hidden.yaml", "nonsense");
    assertThat(problems()).isEmpty();
  }
}

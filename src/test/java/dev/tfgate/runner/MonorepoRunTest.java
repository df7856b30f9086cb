package dev.tfgate.runner;

import static dev.tfgate.runner.ExampleMonorepo.PLACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.dispatch.cloud.BuildMachine;
import dev.tfgate.dispatch.cloud.DispatchWorld;
import dev.tfgate.report.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The monorepo of the examples: in one run over many roots, and by a build for each. */
@Tag("slow")
class MonorepoRunTest {
  @TempDir Path folder;
  private ExampleMonorepo monorepo;
  private World world;
  private StandIn script;

  @BeforeEach
  void makeWorld() throws Exception {
    monorepo = new ExampleMonorepo(folder);
    world = monorepo.world;
    script = monorepo.script;
  }

  @AfterEach
  void end() {
    monorepo.close();
  }

  private CommandRun.Result changed(String... arguments) {
    List<String> options = new ArrayList<>(List.of("--changed-since", "HEAD"));
    options.addAll(monorepo.endpoints());
    CommandRun.Result result = monorepo.tfgate(world.command(options, List.of(arguments)));
    assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
    return result;
  }

  @Test
  void aChangeToASharedModulePlansWhatItAffectsInWavesEachAsItself() throws Exception {
    monorepo.changeTheQueue();
    changed("init");
    script.calls();
    CommandRun.Result plan = changed("plan");
    List<String> calls = script.calls();
    assertThat(new TreeSet<>(calls.stream().filter(call -> call.endsWith(" plan")).toList()))
        .containsExactlyElementsOf(beginsAndEnds("plan"));
    for (String environment : List.of("dev", "prod")) {
      assertThat(calls.indexOf("begin examples/monorepo/services/shop/" + environment + " plan"))
          .isGreaterThan(calls.indexOf("end examples/monorepo/platform/events show"));
    }
    eachWasItself("plan");
    assertThat(monorepo.google.calls()).noneMatch(call -> call.path().contains("/apply-"));
    assertThat(plan.out() + plan.err()).doesNotContain("access-of-", "session-of-", "ASIA");
    ExampleMonorepo.holdsNoSecret(world.data);
  }

  /** Builds that run what the trusted configuration says, each on a machine of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"plan", "apply"})
  void aDispatchBuildsWhatItAffectsInWavesEachAsItself(String phase) throws Exception {
    monorepo.changeTheQueue();
    monorepo.commit();
    Map<String, Set<String>> asked = new TreeMap<>();
    Map<String, String> output = new TreeMap<>();
    try (DispatchWorld cloud = new DispatchWorld(folder.resolve("cloud"));
        BuildMachine machine =
            new BuildMachine(
                cloud.builds(),
                build -> {
                  monorepo.google.forget();
                  String root = build.at("/substitutions/_ROOT").asText();
                  StringBuilder all = new StringBuilder();
                  ExitCode code = build(build.get("id").asText(), BuildMachine.steps(build), all);
                  Set<String> accounts = new TreeSet<>();
                  monorepo
                      .google
                      .calls()
                      .forEach(
                          call -> accounts.add(call.path().replaceAll(".*/([^/@]*)@.*", "$1")));
                  asked.put(root.substring(PLACE.length()), accounts);
                  output.put(root, all.toString());
                  return code.code();
                })) {
      for (String name : List.of("cloudbuild.yaml", "cloudbuild-apply.yaml")) {
        cloud.configuration(
            name, Files.readString(ExampleMonorepo.EXAMPLE.resolve("trusted/" + name)));
      }
      List<String> arguments =
          new ArrayList<>(List.of("dispatch", "--mode", "ci", "--trust", world.trust.toString()));
      cloud
          .access()
          .endpoints()
          .forEach((service, at) -> arguments.addAll(List.of("--endpoint", service + "=" + at)));
      arguments.addAll(List.of("--changed-since", "HEAD~1", "--", phase));
      CommandRun.Result result = monorepo.tfgate(arguments);
      assertThat(result.code()).as(result.err() + result.out() + output).isEqualTo(ExitCode.PASSED);
      assertThat(result.out())
          .contains("wave 1\nsucceeded  examples/monorepo/services/shop/dev")
          .contains("5 roots: 5 succeeded");
      assertThat(machine.built())
          .hasSize(5)
          .satisfies(
              built ->
                  assertThat(built.subList(3, 5))
                      .allMatch(root -> root.startsWith(PLACE + "services/shop/")));
    }
    assertThat(asked.keySet()).isEqualTo(ExampleMonorepo.BEHIND_THE_QUEUE.keySet());
    asked.forEach(
        (root, accounts) -> {
          String name = ExampleMonorepo.BEHIND_THE_QUEUE.get(root);
          assertThat(accounts)
              .as(root)
              .containsExactlyElementsOf(
                  phase.equals("plan")
                      ? List.of("plan-" + name)
                      : List.of("apply-" + name, "plan-" + name));
        });
    List<String> calls = script.calls();
    assertThat(new TreeSet<>(calls.stream().filter(call -> call.endsWith(" " + phase)).toList()))
        .containsExactlyElementsOf(beginsAndEnds(phase));
    eachWasItself("plan");
    assertThat(output.toString()).doesNotContain("access-of-", "session-of-", "ASIA");
    ExampleMonorepo.holdsNoSecret(world.data);
  }

  /** The steps of one build, with a data directory of its own, until one fails. */
  private ExitCode build(String id, List<List<String>> steps, StringBuilder output) {
    for (List<String> step : steps) {
      List<String> arguments = new ArrayList<>(List.of(step.getFirst()));
      arguments.addAll(List.of("--mode", "ci", "--trust", world.trust.toString()));
      if (step.getFirst().equals("terraform")) {
        arguments.addAll(
            List.of("--binary", world.program().toString(), "--data", world.data + "/" + id));
        arguments.addAll(monorepo.endpoints());
      }
      arguments.addAll(step.subList(1, step.size()));
      CommandRun.Result result = monorepo.tfgate(arguments);
      output.append(result.out()).append(result.err());
      if (result.code() != ExitCode.PASSED) {
        return result.code();
      }
    }
    return ExitCode.PASSED;
  }

  private static Set<String> beginsAndEnds(String subcommand) {
    Set<String> calls = new TreeSet<>();
    for (String root : ExampleMonorepo.BEHIND_THE_QUEUE.keySet()) {
      calls.add("begin " + PLACE + root + " " + subcommand);
      calls.add("end " + PLACE + root + " " + subcommand);
    }
    return calls;
  }

  private void eachWasItself(String phase) throws Exception {
    for (Map.Entry<String, String> root : ExampleMonorepo.BEHIND_THE_QUEUE.entrySet()) {
      String name = phase + "-" + root.getValue();
      assertThat(script.seen(PLACE + root.getKey(), phase).lines())
          .contains(
              "GOOGLE_OAUTH_ACCESS_TOKEN=access-of-%s@acme-ci.iam.gserviceaccount.com"
                  .formatted(name),
              "AWS_ACCESS_KEY_ID=ASIA" + name,
              "AWS_SESSION_TOKEN=session-of-" + name)
          .filteredOn(line -> line.contains("-of-") || line.contains("ASIA"))
          .hasSize(4)
          .allMatch(line -> line.contains(name));
    }
  }

  @Test
  void anApplyAsksForNewKeysOfAwsAsOftenAsItNeedsSome() throws Exception {
    Files.writeString(
        world.checkout.resolve(PLACE + "services/shop/dev/description.txt"), "another\n");
    changed("init");
    changed("plan");
    script.behave(
        PLACE + "services/shop/dev",
        "apply",
        """
        cat "$AWS_CONFIG_FILE" > %1$s/aws.config
        for i in 1 2; do
          sh -c "$(sed -n 's/^credential_process = //p' "$AWS_CONFIG_FILE")" > %1$s/keys.$i 2> %1$s/err.$i
        done
        echo "{\\"@level\\":\\"info\\",\\"@message\\":\\"$GOOGLE_OAUTH_ACCESS_TOKEN\\",\\"type\\":\\"log\\"}"
        """
            .formatted(script.folder()));
    int before = monorepo.aws.calls().size();
    CommandRun.Result apply = changed("apply");
    for (String name : List.of("1", "2")) {
      assertThat(script.folder().resolve("keys." + name))
          .as(Files.readString(script.folder().resolve("err." + name)))
          .content()
          .contains(
              "\"AccessKeyId\":\"ASIAapply-shop-dev\"",
              "\"SessionToken\":\"session-of-apply-shop-dev\"");
      Files.delete(script.folder().resolve("keys." + name));
    }
    assertThat(monorepo.aws.calls()).hasSize(before + 3);
    assertThat(script.seen(PLACE + "services/shop/dev", "apply"))
        .doesNotContain("AWS_ACCESS_KEY_ID", "session-of");
    assertThat(script.folder().resolve("aws.config"))
        .content()
        .matches("\\[default\\]\ncredential_process = [A-Za-z0-9/._+-]+\n");
    assertThat(apply.out() + apply.err()).contains("[secret]").doesNotContain("access-of-");
    try (Stream<Path> files = Files.walk(world.data)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .noneMatch(name -> name.startsWith("aws."));
    }
    ExampleMonorepo.holdsNoSecret(world.data);
  }
}

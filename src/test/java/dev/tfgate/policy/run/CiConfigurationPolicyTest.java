package dev.tfgate.policy.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other CI services, as their users write them. */
class CiConfigurationPolicyTest {
  private static final String NO_CURL =
      """
      version: 1
      policies:
      - id: no-curl
        title: No curl
        on: [ci_config]
        match: {path: [".gitlab-ci.yml"]}
        deny: |
          config.exists(job, has(config[job].script) &&
            config[job].script.exists(line, line.contains('curl')))
      """;

  @TempDir Path folder;

  private CommandRun.Result check(String yaml) throws IOException {
    return check(yaml, NO_CURL);
  }

  private CommandRun.Result check(String yaml, String policy) throws IOException {
    Path checkout = Files.createDirectories(folder.resolve("checkout"));
    Files.createDirectories(checkout.resolve(".git"));
    Path trust = Files.createDirectories(folder.resolve("trust/policies"));
    Files.writeString(checkout.resolve(".gitlab-ci.yml"), yaml.replace("|", "\n"));
    Files.writeString(trust.resolve("../gate.yaml"), "version: 1\npolicies: [policies]\n");
    Files.writeString(trust.resolve("p.yaml"), policy);
    return new CommandRun(Map.of(), checkout, "")
        .run("check", "--mode=local", "--trust=" + trust.getParent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".a: &a {image: x}|job: {<<: *a, script: [make]}",
        ".a: {script: [echo]}|job: {script: [!reference [.a, script], make]}",
        "spec: {inputs: {x: {}}}|---|job: {script: [make]}",
        ".a: {b: &a [echo, hi]}|job: {script: *a}",
        ".a: &a {image: x}|.b: &b {script: [make]}|job:|  <<: *a|  <<: *b",
        ".a: &a {image: x}|.b: &b {<<: *a, stage: t}|job:|  <<: [*b, *a]|  script: [!reference [.a, image]]",
        "job:|other: ~|next: {script: }",
      })
  void areReadAsTheyAreMeant(String yaml) throws IOException {
    CommandRun.Result result = check(yaml);
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.PASSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".a: &a {script: [curl x]}|job: {<<: *a}",
        ".a: {steps: [curl x]}|job: {script: [!reference [.a, steps]]}",
        ".a: {steps: [curl x]}|.b: {more: [!reference [.a, steps]]}|job: {script: !reference [.b, more]}",
        "spec: {inputs: {x: {}}}|---|job: {script: [curl x]}",
        "job: {script: [curl x]}|---|other: {script: [make]}",
        "job: {script: [make]}|---|other: {script: [curl x]}",
        ".a: {b: &a [curl x]}|job: {script: *a}",
        "job: {script: !!seq [!!str 'curl x']}",
        "job: {script: [!!binary Y3VybCB4]}",
        ".a: &a {image: x}|.b: &b {script: [curl x]}|job:|  <<: *a|  <<: *b",
      })
  void hideNothingBehindWhatYamlCanDo(String yaml) throws IOException {
    CommandRun.Result result = check(yaml);
    assertThat(result.out()).contains("no-curl");
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.FINDINGS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "job: {script: [make], script: [make]}",
        "job: { ?script: [curl] }",
        "job: *nothing",
        ".a: &a {script: [curl x]}|job: {script: [make], <<: *a}",
        ".a: &a {script: [curl x]}|job: {'<<': *a}",
        ".a: &a {script: [curl x]}|.b: &b {script: [make]}|job:|  <<: *a|  <<: *b",
      })
  void areUndecidedWhereTheyCantBeRead(String yaml) throws IOException {
    CommandRun.Result result = check(yaml);
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.UNDECIDED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "job: {script: [!reference [.of-an-include, script]]}",
        "job: {script: !reference [job, script]}",
        ".a: {s: [!reference [.b, s]]}|.b: {s: [!reference [.a, s]]}|job: {script: [!reference [.a, s]]}",
      })
  void areNoPassWhereAReferenceLeadsElsewhere(String yaml) throws IOException {
    CommandRun.Result result = check(yaml);
    assertThat(result.out().replaceAll("\\s+", " "))
        .contains("because it depends on !reference on line 1, which the file leaves open.");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void valuesThatReadersTakeForDifferentOnesAreAnyOfThem() throws IOException {
    String policy =
        """
        version: 1
        policies:
        - id: no-root
          title: No root
          on: [ci_config]
          match: {path: [".gitlab-ci.yml"]}
          deny: "config.privileged == true || config.port == 750 || config.mode == 8"
        """;
    for (String denied :
        List.of("privileged: yes", "privileged: On", "port: 12:30", "mode: 010", "mode: 0o10")) {
      CommandRun.Result result = check(denied, policy);
      assertThat(result.out()).as(denied).contains("no-root");
      assertThat(result.code()).as(denied).isEqualTo(ExitCode.FINDINGS);
    }
    for (String passed :
        List.of("privileged: no", "privileged: 'yes'", "port: '12:30'", "mode: 0x10", "mode: 10")) {
      CommandRun.Result result = check(passed, policy);
      assertThat(result.code()).as(passed + result.out()).isEqualTo(ExitCode.PASSED);
    }
    assertThat(check("privileged: yes", policy).out().replaceAll("\\s+", " "))
        .contains("depends on yes on line 1, which readers of YAML take for different values");
  }

  /** An event, a job, a service that takes all defaults has no value, and is there. */
  @Test
  void keysWithoutAValueAreThere() throws IOException {
    for (String condition :
        List.of(
            "'pull_request_target' in config.on",
            "has(config.on.pull_request_target)",
            "config.on.exists(event, event == 'pull_request_target')",
            "config.on.size() == 2",
            "config.on != {'push': {'tags': ['v*']}}",
            "'x' in config || 'pull_request_target' in config['on']")) {
      String policy =
          """
          version: 1
          policies:
          - id: no-target
            title: No target
            on: [ci_config]
            match: {path: [".gitlab-ci.yml"]}
            deny: "%s"
          """
              .formatted(condition);
      for (String yaml :
          List.of(
              "on:|  pull_request_target:|  push: {tags: ['v*']}",
              "on: {push: {tags: ['v*']}, pull_request_target: ~}",
              ".e: &e {pull_request_target: null}|on:|  <<: *e|  push: {tags: ['v*']}")) {
        CommandRun.Result result = check(yaml, policy);
        assertThat(result.code()).as(condition + result.out()).isEqualTo(ExitCode.FINDINGS);
      }
      assertThat(check("on: {push: {tags: ['v*']}}", policy).code())
          .as(condition)
          .isEqualTo(ExitCode.PASSED);
    }
  }

  @Test
  void referencesThatMultiplyEnd() throws IOException {
    StringBuilder yaml = new StringBuilder(".a0: {s: [x, y, z]}|");
    for (int i = 1; i < 40; i++) {
      String reference = "!reference [.a%d, s], ".formatted(i - 1);
      yaml.append(".a%d: {s: [%s]}|".formatted(i, reference.repeat(20)));
    }
    CommandRun.Result result = check(yaml + "job: {script: [!reference [.a39, s]]}");
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.FINDINGS);
  }
}

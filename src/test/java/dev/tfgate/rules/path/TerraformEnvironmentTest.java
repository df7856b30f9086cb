package dev.tfgate.rules.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.Finding;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.trust.Trust;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerraformEnvironmentTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mise.toml",
        "svc/.mise.local.toml",
        "mise.ci.toml",
        ".config/mise/config.toml",
        ".mise/config.local.toml",
        "mise/conf.d/tf.toml",
        ".rtx.toml",
        ".buildkite/hooks/environment",
      })
  void filesThatSetItAreKnownByName(String path) {
    assertThat(check(path, "TF_DATA_DIR=x")).hasSize(1);
    assertThat(check("promise.toml", "TF_DATA_DIR=x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export TF_CLI_ARGS=-plugin-dir=evil",
        "env: [\"TF_CLI_ARGS_init=-plugin-dir=./vendor\"]",
        "  TF_CLI_ARGS_plan: -lock-timeout=5m -var-file=x",
        "  - name: TF_CLI_ARGS",
        "  - name: TF_REATTACH_PROVIDERS",
        "TF_DATA_DIR=x terraform init",
        "ENV TF_DATA_DIR x",
        "\"TF_\\u0044ATA_DIR\": x",
        "\"TF_\\x44ATA_DIR\": x",
        "export TF_DA\"\"TA_DIR=x",
        "export TF_D\\ATA_DIR=x",
        ": ${TF_DATA_DIR:=x}",
        "env.TF_DATA_DIR = 'x'",
        "echo TF_PLUGIN_CACHE_DIR=x >> $GITHUB_ENV",
        "cat > ~/.terraformrc <<E",
        "dev_overrides {",
      })
  void whatDecidesOverPluginsIsFlagged(String line) {
    assertThat(check(".envrc", "A=1\n" + line + "\n"))
        .singleElement()
        .satisfies(
            finding -> assertThat(Objects.requireNonNull(finding.region()).line()).isEqualTo(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TF_IN_AUTOMATION=true",
        "TF_INPUT: 0",
        "TF_VAR_TF_DATA_DIR=x",
        "TF_LOG=debug",
        "TF_CLI_ARGS_plan: -lock-timeout=5m -no-color",
        "env: [\"TF_CLI_ARGS_init=-input=false\"]",
        "# TF_DATA_DIR=x",
        "unset TF_CLI_ARGS TF_DATA_DIR",
        "env -u TF_DATA_DIR terraform",
        "echo $TF_DATA_DIR ${TF_DATA_DIR:-.terraform}",
        "if: ${{ env.TF_DATA_DIR == '' }}",
        "MY_TF_DATA_DIR=x",
      })
  void whatDoesNotIsNot(String line) {
    assertThat(check("cloudbuild.yaml", line)).isEmpty();
  }

  @Test
  void onlyFilesThatSetAnEnvironmentAreRead() {
    assertThat(check("docs/notes.md", "export TF_DATA_DIR=x")).isEmpty();
    for (String path :
        List.of(
            ".env.local",
            "prod.env",
            "ci/cloudbuild-plan.yml",
            ".github/workflows/a.yml",
            ".gitlab-ci.yml",
            "Jenkinsfile",
            "svc/Makefile",
            "cloudbuild.json")) {
      assertThat(check(path, "export TF_DATA_DIR=x")).as(path).hasSize(1);
    }
  }

  private static List<Finding> check(String path, String text) {
    TerraformEnvironment rule = new TerraformEnvironment();
    Findings findings = new Findings(rule.description());
    rule.check(
        Checkout.of(Map.of(path, text.getBytes(StandardCharsets.UTF_8))),
        Trust.defaults(),
        findings);
    return findings.all();
  }
}

package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.trust.PassedVariables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildEnvironmentTest {
  @TempDir Path folder;

  private Map<String, String> environment(List<String> passed, Map<String, String> own)
      throws Exception {
    Path checkout = Files.createDirectories(folder.resolve("checkout")).toRealPath();
    try (BuildDirectory directory =
        BuildDirectory.open(folder.resolve("data"), null, checkout, checkout, Engine.TERRAFORM)) {
      return ChildEnvironment.of(directory, passed, own);
    }
  }

  @Test
  void onlyNamedVariablesPass() throws Exception {
    Map<String, String> child =
        environment(
            List.of("GOOGLE_PROJECT", "AWS_REGION"),
            Map.of(
                "GOOGLE_PROJECT", "acme-dev",
                "PATH", "/evil",
                "HOME", "/evil",
                "TF_CLI_ARGS", "-plugin-dir=/evil",
                "LD_PRELOAD", "/evil.so",
                "OTHER", "x"));
    assertThat(child)
        .containsEntry("GOOGLE_PROJECT", "acme-dev")
        .doesNotContainKeys("AWS_REGION", "TF_CLI_ARGS", "LD_PRELOAD", "OTHER")
        .doesNotContainValue("/evil");
    assertThat(child.get("HOME")).startsWith(folder.toRealPath().toString());
    assertThat(child.get("TF_DATA_DIR")).startsWith(folder.toRealPath().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TF_CLI_ARGS_init",
        "TF_DATA_DIR",
        "TF_PLUGIN_CACHE_DIR",
        "TF_REATTACH_PROVIDERS",
        "TF_VAR_x",
        "tf_var_x",
        "TFGATE_TRUST",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_S3",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "GOOGLE_STORAGE_CUSTOM_ENDPOINT",
        "GOOGLE_CLOUD_UNIVERSE_DOMAIN",
        "GOOGLE_UNIVERSE_DOMAIN",
        "STORAGE_EMULATOR_HOST",
        "GCE_METADATA_HOST",
        "CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE",
        "CLOUDSDK_CONFIG",
        "KUBECONFIG",
        "KUBE_CONFIG_PATH",
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "GIT_SSH_COMMAND",
        "GIT_CONFIG_COUNT",
        "SSH_AUTH_SOCK",
        "BASH_ENV",
        "BASH_FUNC_x%%",
        "ENV",
        "GODEBUG",
        "SSL_CERT_FILE",
        "JAVA_TOOL_OPTIONS",
        "PYTHONPATH",
        "HOME",
        "PATH",
        "TMPDIR"
      })
  void whatCouldRedirectARunIsNeverPassed(String name) {
    assertThat(PassedVariables.isDenied(name)).isTrue();
    assertThatThrownBy(() -> environment(List.of(name), Map.of()))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GOOGLE_PROJECT",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "HTTPS_PROXY",
        "BUILD_ID"
      })
  void ordinaryOnesMayBeNamed(String name) {
    assertThat(PassedVariables.isDenied(name)).isFalse();
  }
}

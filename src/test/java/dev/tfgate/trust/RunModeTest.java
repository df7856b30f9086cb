package dev.tfgate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunModeTest {
  @TempDir Path root;

  @Test
  void aLaptopIsLocal() {
    assertThat(RunMode.of(null, Map.of("HOME", "/home/a"), root).mode()).isEqualTo(Mode.LOCAL);
  }

  @Test
  void everySignOfABuildMeansCi() throws IOException {
    assertThat(RunMode.of(null, Map.of("CI", ""), root))
        .isEqualTo(new RunMode(Mode.CI, "CI is set"));
    assertThat(RunMode.of(null, Map.of("BUILD_ID", "1"), root).mode()).isEqualTo(Mode.CI);
    assertThat(RunMode.of(null, Map.of("TFGATE_MODE", "ci"), root).mode()).isEqualTo(Mode.CI);
    assertThat(RunMode.of(null, Map.of("TFGATE_MODE", "local"), root).mode()).isEqualTo(Mode.LOCAL);
    Files.createDirectories(root.resolve("builder/home"));
    assertThat(RunMode.of(null, Map.of(), root))
        .isEqualTo(new RunMode(Mode.CI, "/builder/home exists"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TF_BUILD",
        "CODEBUILD_BUILD_ID",
        "TEAMCITY_VERSION",
        "JENKINS_URL",
        "BUILDKITE",
        "DRONE",
        "ATLANTIS_TERRAFORM_VERSION",
        "BITBUCKET_BUILD_NUMBER",
        "CI_PIPELINE_ID"
      })
  void systemsThatDoNotSetCiAreKnownToo(String variable) {
    assertThat(RunMode.of(null, Map.of(variable, "1"), root))
        .isEqualTo(new RunMode(Mode.CI, variable + " is set"));
  }

  @Test
  void theEnvironmentCannotMakeABuildLocal() throws IOException {
    Files.createDirectories(root.resolve("etc/tfgate"));
    assertThat(RunMode.of(null, Map.of("TFGATE_MODE", "local"), root).mode()).isEqualTo(Mode.CI);
    assertThat(RunMode.of("local", Map.of("CI", "true"), root).mode()).isEqualTo(Mode.LOCAL);
  }

  @Test
  void inCiTheInstalledTrustDirectoryWinsOverTheEnvironment() throws IOException {
    Path installed = Files.createDirectories(root.resolve("etc/tfgate"));
    Path checkout = Files.createDirectories(root.resolve("checkout/service"));
    Files.writeString(root.resolve("checkout/gate.yaml"), "version: 1\n");
    Map<String, String> named = Map.of("TFGATE_TRUST", "/elsewhere");
    assertThat(TrustLocation.find(null, named, Mode.CI, checkout, root).orElseThrow().path())
        .isEqualTo(installed);
    assertThat(TrustLocation.find(null, named, Mode.LOCAL, checkout, root).orElseThrow().source())
        .isEqualTo("TFGATE_TRUST");
    assertThat(
            TrustLocation.find(Path.of("/given"), named, Mode.CI, checkout, root)
                .orElseThrow()
                .source())
        .isEqualTo("--trust");
  }

  @Test
  void onlyALaptopLooksIntoTheCheckout() throws IOException {
    Path service = Files.createDirectories(root.resolve("checkout/service"));
    Files.writeString(root.resolve("checkout/gate.yaml"), "version: 1\n");
    assertThat(TrustLocation.find(null, Map.of(), Mode.CI, service, root)).isEmpty();
    assertThat(TrustLocation.find(null, Map.of(), Mode.LOCAL, service, root).orElseThrow().path())
        .isEqualTo(root.resolve("checkout"));
    Files.createDirectories(service.resolve(".git"));
    assertThat(TrustLocation.find(null, Map.of(), Mode.LOCAL, service, root))
        .as("never above the git top level")
        .isEmpty();
  }
}

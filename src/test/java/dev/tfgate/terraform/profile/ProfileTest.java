package dev.tfgate.terraform.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileTest {
  private static Profile profile(Engine engine, String version) {
    return new Profile(engine, Release.parse(version).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void theTableOfTheDocumentationIsTheTable(Feature feature) throws IOException {
    String name = feature.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String row =
        "(?m)^\\| %s: [^|]+ \\| %s \\| %s \\|$"
            .formatted(
                name,
                Pattern.quote(feature.since().text(Engine.TERRAFORM)),
                Pattern.quote(feature.since().text(Engine.TOFU)));
    assertThat(Files.readString(Path.of("docs/versions.md"))).containsPattern(row);
  }

  @Test
  void theOptionsOfTheDocumentationAreThoseOfTheTable() throws IOException {
    Map<String, Since> options = new TreeMap<>(Names.COMMANDS);
    options.putAll(Names.OPTIONS);
    Names.EARLY_VARIABLES.forEach((command, since) -> options.put(command + " -var", since));
    String documentation = Files.readString(Path.of("docs/versions.md"));
    options.forEach(
        (option, since) ->
            assertThat(documentation)
                .contains(
                    "\n| `%s` | %s | %s |\n"
                        .formatted(option, since.text(Engine.TERRAFORM), since.text(Engine.TOFU))));
  }

  @Test
  void theNamesOfTheDocumentationAreThoseOfTheTable() throws IOException {
    Map<String, Since> names = new TreeMap<>(Names.VARIABLES);
    names.putAll(Names.CLI_FILES);
    names.putAll(Names.PLAN_SECTIONS);
    String documentation = Files.readString(Path.of("docs/versions.md"));
    names.forEach(
        (name, since) ->
            assertThat(documentation)
                .containsPattern(
                    "\n\\| [^|]*`%s`[^|]* \\| %s \\| %s \\|\n"
                        .formatted(
                            Pattern.quote(name),
                            since.text(Engine.TERRAFORM),
                            since.text(Engine.TOFU))));
  }

  @ParameterizedTest
  @CsvSource({
    "TF_CLI_ARGS, true",
    "TF_CLI_ARGS_plan, true",
    "TF_STACKS_X, true",
    "TF_ENCRYPTION, true",
    "TF_CLOUD_PLUGIN_DEV_OVERRIDE, true",
    "XDG_CONFIG_HOME, true",
    "TF_VAR_x, false",
    "TF_LOG, false",
    "TF_IN_AUTOMATION, false"
  })
  void variablesThatRedirectAreKnown(String name, boolean known) {
    assertThat(name.matches(Profile.variables())).isEqualTo(known);
  }

  @ParameterizedTest
  @CsvSource({
    "TERRAFORM, 1.4.7, false", "TERRAFORM, 1.5.0, true", "TERRAFORM, 1.16.99, true",
    "TERRAFORM, 1.17.0, false", "TERRAFORM, 2.5.0, false", "TOFU, 1.7.9, false",
    "TOFU, 1.8.0, true", "TOFU, 1.12.6, true", "TOFU, 1.13.0, false"
  })
  void versionsAreVerifiedByTheirMinorVersion(Engine engine, String version, boolean verified) {
    assertThat(profile(engine, version).isVerified()).isEqualTo(verified);
  }

  @Test
  void withoutAPinAllCountsThatAnyVersionDoes() {
    for (Feature feature : Feature.values()) {
      assertThat(Profile.TERRAFORM.has(feature) || Profile.TOFU.has(feature)).isTrue();
    }
    assertThat(profile(Engine.TERRAFORM, "1.12.2").has(Feature.HIDDEN_TESTS)).isFalse();
    assertThat(profile(Engine.TERRAFORM, "1.13.0-rc1").has(Feature.HIDDEN_TESTS)).isTrue();
    assertThat(profile(Engine.TERRAFORM, "2.0.0").has(Feature.HIDDEN_TESTS)).isTrue();
    assertThat(profile(Engine.TOFU, "1.12.6").has(Feature.HIDDEN_TESTS)).isFalse();
  }

  @Test
  void whatOneVersionDoesAloneTheNextDoesNot() {
    assertThat(profile(Engine.TERRAFORM, "1.14.9").has(Feature.MODULES_BEFORE_BACKEND)).isFalse();
    assertThat(profile(Engine.TERRAFORM, "1.15.0").has(Feature.MODULES_BEFORE_BACKEND)).isTrue();
    assertThat(profile(Engine.TERRAFORM, "1.16.4").has(Feature.MODULES_BEFORE_BACKEND)).isFalse();
    assertThat(profile(Engine.TOFU, "1.12.6").has(Feature.MODULES_BEFORE_BACKEND)).isFalse();
  }

  @Test
  void namesBelongToProgramsAndVersions() {
    assertThat(profile(Engine.TERRAFORM, "1.12.2").hasBlock("action")).isFalse();
    assertThat(profile(Engine.TERRAFORM, "1.14.9").hasBlock("action")).isTrue();
    assertThat(profile(Engine.TOFU, "1.12.6").hasBlock("action")).isFalse();
    assertThat(Profile.TERRAFORM.hasSetting("encryption")).isFalse();
    assertThat(Profile.TOFU.hasSetting("encryption")).isTrue();
    assertThat(Profile.TERRAFORM.hasSetting("state_store")).isFalse();
  }
}

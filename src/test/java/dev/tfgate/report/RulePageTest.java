package dev.tfgate.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulePageTest {
  @TempDir Path home;

  @Test
  void aPageIsReadFromTheFolderOfTheProgramElseFromItsJar() throws IOException {
    Path folder = Files.createDirectories(home.resolve("docs/rules"));
    Files.writeString(folder.resolve("provisioner.md"), "# a page in the folder\n");
    assertThat(RulePage.of("provisioner", home.toString())).contains("# a page in the folder\n");
    for (String rule : new String[] {"provisioner", "module-source"}) {
      assertThat(RulePage.of(rule, rule.equals("provisioner") ? null : home.toString()))
          .contains(Files.readString(Path.of(RulePage.path(rule))));
    }
    assertThat(RulePage.of("no-such-rule", home.toString())).isEmpty();
    assertThat(RulePage.of("../../gate", home.toString())).isEmpty();
  }
}

package dev.tfgate.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
  @TempDir Path folder;

  private CommandRun tfgate = new CommandRun();

  @BeforeEach
  void runInTheFolder() {
    tfgate = new CommandRun(Map.of(), folder, "");
  }

  @Test
  void showsTheBlocksOfEveryFile() throws IOException {
    Files.writeString(
        folder.resolve("main.tf"), "\nresource \"a\" \"b\" {\n  x = 1\n  lifecycle {}\n}\n");
    Files.createDirectories(folder.resolve("sub/.git"));
    Files.writeString(folder.resolve("sub/.git/x.tf"), "broken {");
    Files.writeString(folder.resolve("sub/v.tfvars.json"), "{\"name\": 1}");
    Files.writeString(folder.resolve("notes.txt"), "no Terraform");
    CommandRun.Result result = tfgate.run("inspect", "--format", "json", ".");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out().replaceAll("\\s+", ""))
        .contains("\"path\":\"main.tf\",\"syntax\":\"hcl\",\"error\":null,\"attributes\":[]")
        .contains(
            "{\"type\":\"resource\",\"labels\":[\"a\",\"b\"],\"line\":2,\"attributes\":[\"x\"],"
                + "\"blocks\":[{\"type\":\"lifecycle\",\"labels\":[],\"line\":4,\"attributes\":[],\"blocks\":[]}]}")
        .contains(
            "\"path\":\"sub/v.tfvars.json\",\"syntax\":\"json\",\"error\":null,\"attributes\":[\"name\"]")
        .doesNotContain("notes", ".git");
  }

  @Test
  void argumentsInAnEscapingBlockOfJsonAreNotHidden() throws IOException {
    Files.writeString(
        folder.resolve("a.tf.json"),
        """
        {"provider": {"aws": {"_": {"shared_config_files": ["x"], "dynamic": {"exec": {
            "for_each": [1], "content": {"command": "x"}}}}}},
         "module": {"m": {"source": "./m", "_": {"a": 1}, "provider": {"aws": {"region": "r"}}}},
         "data": {"d": {"n": {"connection": {"host": "h"}, "_": {"count": 1}}}}}
        """);
    CommandRun.Result result = tfgate.run("inspect", "--format", "json", ".");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out().replaceAll("\\s+", ""))
        .contains(
            "{\"type\":\"_\",\"labels\":[],\"line\":1,\"attributes\":[\"shared_config_files\"],"
                + "\"blocks\":[{\"type\":\"dynamic\",\"labels\":[\"exec\"]")
        .contains("{\"type\":\"_\",\"labels\":[],\"line\":3,\"attributes\":[\"a\"],\"blocks\":[]}")
        .contains("{\"type\":\"provider\",\"labels\":[\"aws\"],\"line\":3")
        .contains("\"labels\":[\"d\",\"n\"],\"line\":4,\"attributes\":[\"connection\"]");
  }

  @Test
  void aFileThatDoesNotParseIsTheOnlyOneWithoutBlocks() throws IOException {
    Files.writeString(folder.resolve("a.tf"), "locals {}\n");
    Files.writeString(folder.resolve("b.tf"), "locals {\n  x = \n}\n");
    CommandRun.Result result = tfgate.run("inspect", "--format=json", ".");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out().replaceAll("\\s+", " "))
        .contains("\"type\": \"locals\"")
        .contains("\"error\": { \"line\": 2, \"column\": 7, \"message\": \"expected an expression");
  }

  @Test
  void whatCannotBeReadIsUndecided() throws Exception {
    Files.writeString(folder.resolve("a.tf"), "locals {\n");
    Path pipe = folder.resolve("pipe.tf");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CommandRun.Result result = tfgate.run("inspect", ".");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out())
        .contains("a block is not closed")
        .contains("not a regular file, so nothing of it was read");
  }

  @Test
  void aFileOverTheLimitIsNotRead() throws IOException {
    Files.write(folder.resolve("big.tf"), new byte[5 << 20]);
    CommandRun.Result result = tfgate.run("inspect", "big.tf");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out()).contains("over the limit of 4194304");
  }

  @Test
  void filesOfOpenTofuAreSeenAsItSeesThem() throws IOException {
    for (String directory : new String[] {"own", "both", "caller", "plain"}) {
      Files.createDirectories(folder.resolve(directory));
    }
    Files.writeString(folder.resolve("own/main.tofu"), "resource \"aws_x\" \"x\" {}\n");
    Files.writeString(folder.resolve("both/main.tofu"), "resource \"google_x\" \"x\" {}\n");
    Files.writeString(folder.resolve("both/main.tf"), "resource \"aws_x\" \"x\" {}\n");
    Files.writeString(
        folder.resolve("caller/main.tf"), "module \"m\" {\n  source = \"../own\"\n}\n");
    Files.writeString(folder.resolve("plain/main.tf"), "resource \"aws_x\" \"x\" {}\n");
    CommandRun.Result result = tfgate.run("inspect", "--format", "json", ".");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    List<String> seen = new ArrayList<>();
    for (JsonNode module : new ObjectMapper().readTree(result.out()).get("modules")) {
      seen.add(
          module.get("path").asText()
              + " "
              + module.get("program").asText()
              + " "
              + module.get("resolvedProviders"));
    }
    assertThat(seen)
        .containsExactly(
            "both terraform [\"registry.terraform.io/hashicorp/aws\"]",
            "both tofu [\"registry.opentofu.org/hashicorp/google\"]",
            "caller terraform []",
            "caller tofu [\"registry.opentofu.org/hashicorp/aws\"]",
            "own tofu [\"registry.opentofu.org/hashicorp/aws\"]",
            "plain terraform [\"registry.terraform.io/hashicorp/aws\"]");
    assertThat(tfgate.run("inspect", ".").out()).contains("module own  as OpenTofu sees it");
    assertThat(tfgate.run("inspect", "own/main.tofu").out()).contains("opentofu.org/hashicorp/aws");
  }

  @Test
  void namesFromTheFileCannotDriveTheTerminal() throws IOException {
    Files.writeString(folder.resolve("x\u001b[31m.tf"), "a \"\\u001b]0;x\\u0007\" {}\n");
    CommandRun.Result result = tfgate.run("inspect", ".");
    assertThat(result.out()).doesNotContain("\u001b", "\u0007");
  }

  @Test
  void noPasswordOfASourceIsShown() throws IOException {
    Files.writeString(
        folder.resolve("main.tf"),
        "module \"m\" {\n  source = \"git::https://joe:hunter2@example.com/net.git\"\n}\n");
    assertThat(tfgate.run("inspect", ".").out())
        .contains("calls git::https://joe:*******@example.com/net.git")
        .doesNotContain("hunter2");
  }

  @Test
  void aLinkOutOfTheTreeIsNotFollowed(@TempDir Path outside) throws IOException {
    Path secret = Files.writeString(outside.resolve("secret.tf"), "hunter2 : x\n");
    Files.createSymbolicLink(folder.resolve("link.tf"), secret);
    Files.writeString(folder.resolve("real.tf"), "locals {}\n");
    Files.createSymbolicLink(folder.resolve("inside.tf"), Path.of("real.tf"));
    CommandRun.Result result = tfgate.run("inspect", ".");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out())
        .contains("link.tf\n  the link leads out of the tree")
        .contains("inside.tf\n  locals  (line 1)")
        .doesNotContain("hunter2");
  }

  @Test
  void aMissingPathIsWrongUse() {
    assertThat(tfgate.run("inspect", "nowhere").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void deepJsonBlocksAreRefusedWithoutOverflow() throws IOException {
    String open = "{\"content\":{\"dynamic\":{\"a\":".repeat(20_000);
    Files.writeString(
        folder.resolve("deep.tf.json"),
        "{\"resource\":{\"a\":{\"b\":{\"dynamic\":{\"a\":"
            + open
            + "1"
            + "}}}".repeat(20_000)
            + "}}}}}");
    CommandRun.Result result = tfgate.run("inspect", ".");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("nested deeper than 200 levels");
  }
}

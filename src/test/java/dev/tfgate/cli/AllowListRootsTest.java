package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An entry of an allow list that names roots counts for these alone. */
class AllowListRootsTest {
  private static final String GATE =
      """
      version: 1
      modules:
        allow:
          - {source: "git::https://example.com/prod.git", ref_regex: "v1", roots: ["svc/prod", "svc/*/prod"]}
      backends:
        allow:
          - {type: gcs, arguments: {bucket: dev, prefix: "{root}"}, roots: ["svc/dev"]}
          - {type: gcs, arguments: {bucket: prod, prefix: "{root}"}, roots: ["svc/prod"]}
      remote_state:
        allow:
          - {type: gcs, arguments: {bucket: prod, prefix: "svc/net"}, roots: ["svc/prod"]}
      """;

  @TempDir Path folder;

  @BeforeEach
  void trust() throws IOException {
    write("trust/gate.yaml", GATE);
  }

  @Test
  void theDevelopmentRootMayNotUseTheBucketOfProduction() throws IOException {
    write("checkout/svc/dev/main.tf", backend("dev", "svc/dev"));
    write("checkout/svc/prod/main.tf", backend("prod", "svc/prod"));
    assertThat(findings()).isEmpty();
    write("checkout/svc/dev/main.tf", backend("prod", "svc/dev"));
    assertThat(findings()).containsExactly("backend-argument svc/dev/main.tf");
  }

  @Test
  void norItsModulesAndStatesAlsoThroughAModuleOfTheCheckout() throws IOException {
    write("checkout/svc/dev/main.tf", backend("dev", "svc/dev"));
    write("checkout/svc/prod/main.tf", backend("prod", "svc/prod") + call("../../modules/network"));
    write(
        "checkout/modules/network/main.tf",
        call("git::https://example.com/prod.git?ref=v1")
            + "data \"terraform_remote_state\" \"r\" {\n  backend = \"gcs\"\n"
            + "  config = { bucket = \"prod\", prefix = \"svc/net\" }\n}\n");
    assertThat(findings()).isEmpty();
    write("checkout/svc/dev/main.tf", backend("dev", "svc/dev") + call("../../modules/network"));
    assertThat(findings())
        .containsExactlyInAnyOrder(
            "module-source modules/network/main.tf", "remote-state modules/network/main.tf");
  }

  @Test
  void anEmptyListIsRefused() throws IOException {
    write(
        "trust/gate.yaml",
        "version: 1\nmodules: {allow: [{source: \"git::https://example.com/x\", roots: []}]}\n");
    write("checkout/svc/dev/main.tf", backend("dev", "svc/dev"));
    CommandRun.Result result = check();
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("at least one pattern");
  }

  private static String backend(String bucket, String prefix) {
    return "terraform {\n  backend \"gcs\" {\n    bucket = \"%s\"\n    prefix = \"%s\"\n  }\n}\n"
        .formatted(bucket, prefix);
  }

  private static String call(String source) {
    return "module \"m%d\" {\n  source = \"%s\"\n}\n".formatted(source.length(), source);
  }

  private List<String> findings() {
    List<String> found = new ArrayList<>();
    var matcher =
        Pattern.compile(
                "\"rule\": \"([^\"]+)\",\\s+\"enforcement\": \"mandatory\",\\s+\"path\": \"([^\"]+)\"")
            .matcher(check().out());
    while (matcher.find()) {
      found.add(matcher.group(1) + " " + matcher.group(2));
    }
    return found;
  }

  private CommandRun.Result check() {
    return new CommandRun(Map.of(), folder.resolve("checkout"), "")
        .run(
            "check",
            "--mode",
            "local",
            "--trust",
            folder.resolve("trust").toString(),
            "--format",
            "json");
  }

  private void write(String path, String content) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(folder.resolve(path), content);
  }
}

package dev.tfgate.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.plugins.PluginProblem.Kind;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Verdict;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is pinned, what is refused, and that a pinned directory verifies. */
class PluginPinTest {
  private static final String ZIP =
      PluginWorld.AWS + "/terraform-provider-aws_5.100.0_linux_amd64.zip";

  @TempDir Path folder;
  private PluginWorld world;

  @BeforeEach
  void aWorld() throws IOException {
    world = new PluginWorld(folder);
  }

  @Test
  void whatIsPinnedVerifiesAndReadsBack() throws IOException {
    PluginWorld.usual(folder);
    world.executable(PluginWorld.AWS + "/5.99.0/linux_amd64/terraform-provider-aws", "old");
    world.executable(PluginWorld.AWS + "/5.100.0/darwin_arm64/terraform-provider-aws", "mac");
    world.file(PluginWorld.AWS + "/5.100.0/darwin_arm64/docs/a/b.md", "nested");
    world.zip(
        "registry.terraform.io/hashicorp/null/terraform-provider-null_3.2.4_linux_amd64.zip",
        Map.of("terraform-provider-null_v3.2.4_x5", "null"));
    PluginPin.Outcome outcome = pin();
    assertThat(outcome.verification().problems()).isEmpty();
    Manifest manifest = outcome.manifest();
    assertThat(manifest.providers().stream().map(p -> p.source() + " " + p.version()))
        .containsExactly(
            PluginWorld.AWS + " 5.100.0",
            PluginWorld.AWS + " 5.99.0",
            "registry.terraform.io/hashicorp/null 3.2.4");
    Problems problems = new Problems();
    Manifest again =
        Manifest.read("m", manifest.toYaml().getBytes(StandardCharsets.UTF_8), problems);
    assertThat(problems.sorted()).isEmpty();
    assertThat(again).isEqualTo(manifest);
    Verification verification =
        PluginVerification.verify(again, world.top(), List.of(), Progress.NONE);
    assertThat(verification.problems()).isEmpty();
    assertThat(verification.packages()).hasSize(4).allMatch(VerifiedPackage::intact);
  }

  @Test
  void aZipIsPinnedAsTerraformHashesIt() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("terraform-provider-aws_v5.100.0_x5", "the provider");
    files.put("LICENSE.txt", "the license");
    Path zip = world.zip(ZIP, files);
    PinnedPackage packed = only(pin());
    assertThat(packed.zh()).isEqualTo("zh:" + PackageHash.sha256(zip, bytes -> {}));
    Files.delete(zip);
    PluginWorld.usual(folder);
    PinnedPackage unpacked = only(pin());
    assertThat(packed.h1()).isEqualTo(unpacked.h1());
    assertThat(unpacked.zh()).isNull();
  }

  @Test
  void theIndexFilesOfAMirrorAreNoPackageAndRefusedElsewhere() throws IOException {
    world.zip(ZIP, Map.of("terraform-provider-aws_v5.100.0_x5", "the provider"));
    String index = "{\"versions\": {\"5.100.0\": {}}}";
    String archives =
        "{\"archives\": {\"linux_amd64\": {\"hashes\": [\"h1:x=\"], \"url\": \"x.zip\"}}}";
    world.file(PluginWorld.AWS + "/index.json", index);
    world.file(PluginWorld.AWS + "/5.100.0.json", archives);
    PluginPin.Outcome outcome = pin();
    assertThat(outcome.verification().problems()).isEmpty();
    assertThat(
            PluginVerification.verify(outcome.manifest(), world.top(), List.of(), Progress.NONE)
                .problems())
        .isEmpty();
    Map<String, String> refused =
        Map.of(
            "index.json",
            index,
            "registry.terraform.io/index.json",
            index,
            PluginWorld.AWS + "/5.99.0.json",
            archives,
            PluginWorld.AWS + "/other.json",
            index,
            PluginWorld.AWS + "/sub/index.json",
            index,
            "registry.terraform.io/hashicorp/null/index.json",
            index);
    for (Map.Entry<String, String> file : refused.entrySet()) {
      Path written = world.file(file.getKey(), file.getValue());
      assertThat(pin().verification().problems()).as(file.getKey()).hasSize(1);
      assertThat(
              PluginVerification.verify(outcome.manifest(), world.top(), List.of(), Progress.NONE)
                  .problems())
          .as(file.getKey())
          .hasSize(1);
      Files.delete(written);
      for (String folder :
          List.of(PluginWorld.AWS + "/sub", "registry.terraform.io/hashicorp/null")) {
        Files.deleteIfExists(world.place(folder));
      }
    }
    for (String content :
        List.of(
            "",
            "x",
            "{}",
            "[]",
            archives,
            index + "x",
            "{\"versions\": {}, \"a\": 1}",
            "{\"versions\": {")) {
      world.file(PluginWorld.AWS + "/index.json", content);
      assertThat(pin().verification().problems())
          .as(content)
          .singleElement()
          .extracting(PluginProblem::kind)
          .isEqualTo(Kind.UNLISTED);
    }
    Files.delete(world.place(PluginWorld.AWS + "/index.json"));
    Files.createSymbolicLink(world.place(PluginWorld.AWS + "/index.json"), Path.of("5.100.0.json"));
    assertThat(pin().verification().problems())
        .singleElement()
        .extracting(PluginProblem::kind)
        .isEqualTo(Kind.SYMLINK);
  }

  /** As 'terraform providers mirror' leaves them, run once or more, and as people sync them. */
  @Test
  void mirrorsOfManyKindsArePinned() throws IOException {
    String other = "terraform.acme.example/acme/aws";
    String archive = "{\"archives\": {\"linux_amd64\": {\"url\": \"%s\"}}}";
    List<Map<String, String>> indexes =
        List.of(
            Map.of("index.json", "{\"versions\": {\"5.99.0\": {}, \"5.100.0\": {}}}"),
            Map.of("index.json", "\ufeff{\n  \"versions\": {\n    \"5.100.0\": {}\n  }\n}\r\n"),
            Map.of("index.json", "{\"versions\": {\"5.100.0\": {}, \"5.101.0\": {}}}"),
            Map.of("5.100.0.json", archive.formatted("https://mirror.acme.example/x.zip")),
            Map.of(
                "index.json",
                "{\"versions\": {\"5.100.0\": {}}}",
                "5.99.0.json",
                archive.formatted("terraform-provider-aws_5.99.0_linux_amd64.zip")));
    for (String address : List.of(PluginWorld.AWS, other)) {
      for (String version : List.of("5.99.0", "5.100.0")) {
        for (String platform : List.of("linux_amd64", "darwin_arm64")) {
          world.zip(
              "%s/terraform-provider-aws_%s_%s.zip".formatted(address, version, platform),
              Map.of("terraform-provider-aws_v" + version, "x"));
        }
      }
    }
    for (Map<String, String> index : indexes) {
      List<Path> written = new ArrayList<>();
      for (String address : List.of(PluginWorld.AWS, other)) {
        for (Map.Entry<String, String> file : index.entrySet()) {
          written.add(world.file(address + "/" + file.getKey(), file.getValue()));
        }
      }
      PluginPin.Outcome outcome = pin();
      assertThat(outcome.verification().problems()).as(index.toString()).isEmpty();
      assertThat(outcome.manifest().providers()).hasSize(4);
      for (Path file : written) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aPinnedZipVerifiesUnpackedToo() throws IOException {
    Path zip =
        world.zip(
            ZIP,
            Map.of(
                "terraform-provider-aws_v5.100.0_x5", "the provider",
                "LICENSE.txt", "the license"));
    Manifest manifest = pin().manifest();
    Files.delete(zip);
    PluginWorld.usual(folder);
    // The zip of the JDK tells no permissions, so all are those of an executable.
    Files.setPosixFilePermissions(
        world.place(PluginWorld.PACKAGE + "/LICENSE.txt"),
        PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(
            PluginVerification.verify(manifest, world.top(), List.of(), Progress.NONE).problems())
        .isEmpty();
  }

  @Test
  void zipsThatCouldBeReadInTwoWaysAreRefused() throws IOException {
    Map<String, String> bad =
        Map.of(
            "../escape", "would be unpacked to another place",
            "/etc/passwd", "would be unpacked to another place",
            "a\\b", "would be unpacked to another place",
            "a/./b", "would be unpacked to another place",
            "docs/", "lists the directory");
    for (Map.Entry<String, String> entry : bad.entrySet()) {
      world.zip(ZIP, Map.of("terraform-provider-aws", "x", entry.getKey(), ""));
      assertRefused(entry.getValue());
    }
  }

  @Test
  void aZipWithTheSameNameTwiceIsRefused() throws IOException {
    Path zip = world.zip(ZIP, Map.of("terraform-provider-aws", "x", "terraform-provider-awz", "y"));
    byte[] bytes = Files.readAllBytes(zip);
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("-awz", "-aws");
    Files.write(zip, text.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("holds 'terraform-provider-aws' twice");
  }

  @Test
  void aZipWithALinkIsRefused() throws IOException {
    Path zip = world.zip(ZIP, Map.of("terraform-provider-aws", "/bin/sh"));
    byte[] bytes = Files.readAllBytes(zip);
    int header = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    bytes[header + 5] = 3;
    bytes[header + 40] = (byte) 0xff;
    bytes[header + 41] = (byte) 0xa1;
    Files.write(zip, bytes);
    assertRefused("is a link");
  }

  @Test
  void aZipThatHoldsMoreThanItSaysIsRefused() throws IOException {
    Path zip = world.zip(ZIP, Map.of("terraform-provider-aws", "x".repeat(1000)));
    byte[] bytes = Files.readAllBytes(zip);
    int header = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    bytes[header + 24] = 10;
    bytes[header + 25] = 0;
    Files.write(zip, bytes);
    assertRefused("is not what the zip says it is");
  }

  @Test
  void aZipWithSomethingBehindOrBeforeItIsRefused() throws IOException {
    Path zip = world.zip(ZIP, Map.of("terraform-provider-aws", "x"));
    byte[] bytes = Files.readAllBytes(zip);
    Files.write(
        zip,
        ("#!/bin/sh\n" + new String(bytes, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("not where it should be");
    Files.writeString(zip, "no zip at all");
    assertRefused("it is not a zip");
  }

  @Test
  void aPackageWithoutExactlyOneExecutableIsRefused() throws IOException {
    world.file(PluginWorld.PACKAGE + "/LICENSE.txt", "x");
    assertThat(kinds()).containsExactly(Kind.NO_EXECUTABLE);
    world.file(PluginWorld.EXECUTABLE, "not executable");
    assertThat(kinds()).containsExactly(Kind.NO_EXECUTABLE);
    world.executable(PluginWorld.EXECUTABLE, "x");
    assertThat(kinds()).isEmpty();
    world.executable(PluginWorld.PACKAGE + "/terraform-provider-aws.good", "x");
    assertThat(kinds()).containsExactly(Kind.SECOND_EXECUTABLE);
  }

  @Test
  void whatVerifyWouldRefuseIsNotPinned() throws IOException {
    PluginWorld.usual(folder);
    world.file("README.md", "x");
    world.executable("terraform-provisioner-x", "x");
    world.zip(ZIP, Map.of("terraform-provider-aws", "x"));
    world.zip(
        PluginWorld.AWS + "/terraform-provider-aws_5.100.0_linux_amd64_x.zip",
        Map.of("terraform-provider-aws", "x"));
    Files.createSymbolicLink(world.place(PluginWorld.PACKAGE + "/link"), Path.of("LICENSE.txt"));
    assertThat(kinds())
        .containsExactlyInAnyOrder(
            Kind.UNLISTED, Kind.PROVISIONER, Kind.ZIP_TWIN, Kind.ZIP_TWIN, Kind.SYMLINK);
  }

  @Test
  void aNewerVersionForAnotherPlatformIsRefused() throws IOException {
    PluginWorld.usual(folder);
    world.executable(PluginWorld.AWS + "/5.9.0/linux_amd64/terraform-provider-aws", "older");
    world.executable(PluginWorld.AWS + "/5.9.0/linux_arm64/terraform-provider-aws", "older");
    PluginPin.Outcome outcome = pin();
    assertThat(outcome.verification().problems())
        .singleElement()
        .matches(problem -> problem.kind() == Kind.NEWER_FOREIGN_VERSION)
        .matches(problem -> problem.path().equals(PluginWorld.AWS + "/5.100.0"))
        .matches(problem -> problem.message().contains("not for linux_arm64"));
    Verification verification =
        PluginVerification.verify(outcome.manifest(), world.top(), List.of(), Progress.NONE);
    assertThat(verification.problems())
        .extracting(PluginProblem::kind)
        .containsExactly(Kind.NEWER_FOREIGN_VERSION);
  }

  @Test
  void lockFilesAddTheHashesOfOtherPlatforms() throws IOException {
    PluginWorld.usual(folder);
    String own = only(pin()).h1();
    Path lock = lock("5.100.0", own, h1('b'), "zh:" + "0".repeat(64));
    PluginPin.Outcome outcome = pin(lock, lock);
    assertThat(outcome.verification().problems()).isEmpty();
    assertThat(outcome.manifest().providers().getFirst().lockHashes())
        .containsExactly(h1('b'), "zh:" + "0".repeat(64));
  }

  @Test
  void aLockFileForAnotherVersionIsRefused() throws IOException {
    PluginWorld.usual(folder);
    Path lock = lock("5.99.0", only(pin()).h1());
    assertThat(pin(lock).verification().problems())
        .singleElement()
        .matches(problem -> problem.kind() == Kind.LOCK_FILE)
        .matches(problem -> problem.message().contains("5.99.0"))
        .matches(problem -> problem.message().contains("there is 5.100.0"));
  }

  @Test
  void aLockFileThatSharesNoHashIsRefused() throws IOException {
    PluginWorld.usual(folder);
    Path lock = lock("5.100.0", h1('b'));
    assertThat(pin(lock).verification().problems())
        .singleElement()
        .matches(problem -> problem.kind() == Kind.LOCK_FILE)
        .matches(problem -> problem.message().contains("none of its 1 hashes"));
  }

  @Test
  void aLockFileThatIsNoneIsRefusedWithItsLine() throws IOException {
    PluginWorld.usual(folder);
    Path lock = Files.writeString(folder.resolve(".terraform.lock.hcl"), "\nprovider {");
    assertThat(pin(lock).verification().problems())
        .singleElement()
        .matches(problem -> problem.message().startsWith("line 2: "));
    assertThatThrownBy(() -> pin(folder.resolve("gone"))).isInstanceOf(ExitException.class);
  }

  private Path lock(String version, String... hashes) throws IOException {
    return Files.writeString(
        folder.resolve(".terraform.lock.hcl"),
        """
        provider "%s" {
          version = "%s"
          hashes  = ["%s"]
        }
        """
            .formatted(PluginWorld.AWS, version, String.join("\", \"", hashes)));
  }

  private static String h1(char letter) {
    return "h1:" + String.valueOf(letter).repeat(43) + "=";
  }

  private PluginPin.Outcome pin(Path... lockFiles) {
    return PluginPin.pin(world.top(), List.of(), false, List.of(lockFiles), Progress.NONE);
  }

  private List<Kind> kinds() {
    return pin().verification().problems().stream().map(PluginProblem::kind).toList();
  }

  private static PinnedPackage only(PluginPin.Outcome outcome) {
    assertThat(outcome.verification().problems()).isEmpty();
    return outcome.manifest().providers().getFirst().platforms().firstEntry().getValue();
  }

  private void assertRefused(String why) {
    Verification verification = pin().verification();
    assertThat(verification.verdict()).as(why).isEqualTo(Verdict.FAIL);
    assertThat(verification.problems())
        .singleElement()
        .matches(problem -> problem.kind() == Kind.ZIP_UNFIT)
        .extracting(PluginProblem::message)
        .asString()
        .contains(why);
  }

  @Test
  void aLinkedFolderIsNamedAsOneWhereverItLies() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Files.createDirectories(elsewhere);
    for (String place :
        List.of(
            "registry.terraform.io/acme",
            "registry.terraform.io/other/x",
            "registry.terraform.io/third/x/1.0.0",
            "registry.terraform.io/fourth/x/1.0.0/linux_amd64")) {
      Path link = world.place(place);
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, elsewhere);
      Verification outcome = pin().verification();
      assertThat(outcome.problems()).hasSize(1);
      PluginProblem problem = outcome.problems().getFirst();
      assertThat(problem.kind()).isEqualTo(Kind.SYMLINK);
      assertThat(problem.path()).isEqualTo(place);
      assertThat(problem.message())
          .contains(place.endsWith("amd64") ? "program follows it" : "doesn't follow");
      Files.delete(link);
      for (Path above = link.getParent();
          above != null && !above.endsWith("registry.terraform.io");
          above = above.getParent()) {
        Files.delete(above);
      }
    }
  }
}

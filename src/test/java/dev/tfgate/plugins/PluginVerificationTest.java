package dev.tfgate.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.plugins.PluginProblem.Kind;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Verdict;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a plugin directory can differ from what was pinned. */
class PluginVerificationTest {
  private static final String LICENSE = PluginWorld.PACKAGE + "/LICENSE.txt";

  @TempDir Path folder;
  private PluginWorld world;
  private Manifest manifest;

  @BeforeEach
  void aPinnedPluginDirectory() throws IOException {
    world = PluginWorld.usual(folder);
    pin(Map.of("terraform-provider-aws_v5.100.0_x5", "the provider", "LICENSE.txt", "the license"));
  }

  /** Pins one package of these files, by name and content. */
  private void pin(Map<String, String> files) {
    manifest =
        new Manifest(
            List.of(), List.of(provider("5.100.0", Map.of("linux_amd64", pinned(null, files)))));
  }

  @Test
  void whatIsAsPinnedPasses() {
    Verification verification = verify();
    assertThat(verification.problems()).isEmpty();
    assertThat(verification.verdict()).isEqualTo(Verdict.PASS);
    assertThat(verification.packages())
        .singleElement()
        .matches(VerifiedPackage::intact)
        .extracting(VerifiedPackage::layout)
        .isEqualTo(VerifiedPackage.Layout.UNPACKED);
    assertThat(verification.files()).isEqualTo(2);
  }

  @Test
  void aChangedByteIsNamed() throws IOException {
    world.executable(PluginWorld.EXECUTABLE, "the provideR");
    assertOnly(Kind.CONTENT_DIFFERS, PluginWorld.EXECUTABLE);
    assertThat(verify().packages()).noneMatch(VerifiedPackage::intact);
  }

  @Test
  void anotherLengthIsNamed() throws IOException {
    world.executable(PluginWorld.EXECUTABLE, "another provider");
    assertOnly(Kind.SIZE_DIFFERS, PluginWorld.EXECUTABLE);
  }

  @Test
  void otherPermissionsAreNamed() throws IOException {
    Files.setPosixFilePermissions(
        world.place(LICENSE), PosixFilePermissions.fromString("rwxr-xr-x"));
    assertOnly(Kind.MODE_DIFFERS, LICENSE);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(world.place(LICENSE));
    assertOnly(Kind.MISSING, LICENSE);
  }

  @Test
  void aMissingPackageIsNamed() throws IOException {
    for (String path : List.of(PluginWorld.EXECUTABLE, LICENSE, PluginWorld.PACKAGE)) {
      Files.delete(world.place(path));
    }
    assertOnly(Kind.MISSING, PluginWorld.PACKAGE);
  }

  @Test
  void anUnlistedFileIsRefusedWhereverItLies() throws IOException {
    for (String path :
        List.of(
            "README",
            "registry.terraform.io/README",
            PluginWorld.AWS + "/README",
            PluginWorld.AWS + "/5.100.0/README",
            PluginWorld.PACKAGE + "/lib.so")) {
      world.file(path, "x");
      assertOnly(Kind.UNLISTED, path);
      Files.delete(world.place(path));
    }
    assertThat(verify().problems()).isEmpty();
  }

  @Test
  void anUnlistedPackageIsRefusedOnce() throws IOException {
    world.executable(
        "registry.terraform.io/evil/aws/1.0.0/linux_amd64/terraform-provider-aws", "x");
    assertOnly(Kind.UNLISTED, "registry.terraform.io/evil");
  }

  @Test
  void anEmptyDirectoryIsAPackageForTerraform() throws IOException {
    String path = PluginWorld.AWS + "/5.101.0/linux_amd64";
    Files.createDirectories(world.place(path));
    assertOnly(Kind.UNLISTED, PluginWorld.AWS + "/5.101.0");
  }

  @Test
  void aLinkIsRefusedEvenWhereItsTargetIsAsPinned() throws IOException {
    Path elsewhere = Files.move(world.place(LICENSE), folder.resolve("elsewhere"));
    Files.createSymbolicLink(world.place(LICENSE), elsewhere);
    assertOnly(Kind.SYMLINK, LICENSE);
  }

  @Test
  void aLinkedPackageIsRefused() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(world.place(PluginWorld.PACKAGE), elsewhere);
    Files.createSymbolicLink(world.place(PluginWorld.PACKAGE), elsewhere);
    assertThat(kinds(verify())).contains(Map.entry(PluginWorld.PACKAGE, Kind.SYMLINK));
    assertThat(verify().verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void theDirectoryItselfMayBeNamedByALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), world.top());
    assertThat(PluginVerification.verify(manifest, link, List.of(), Progress.NONE).problems())
        .isEmpty();
  }

  @Test
  void aPipeIsRefusedAndNotOpened() throws Exception {
    String path = PluginWorld.PACKAGE + "/pipe";
    Process made = new ProcessBuilder("mkfifo", "-m", "600", world.place(path).toString()).start();
    assertThat(made.waitFor()).isZero();
    assertOnly(Kind.SPECIAL_FILE, path);
  }

  @Test
  void aPlantedExecutableIsRefused() throws IOException {
    String path = PluginWorld.PACKAGE + "/terraform-provider-aws";
    world.executable(path, "x");
    assertOnly(Kind.SECOND_EXECUTABLE, path);
  }

  @Test
  void aPinnedPackageOfTwoExecutablesIsRefused() throws IOException {
    world.executable(PluginWorld.PACKAGE + "/terraform-provider-aws", "x");
    pin(
        Map.of(
            "terraform-provider-aws_v5.100.0_x5", "the provider",
            "terraform-provider-aws", "x",
            "LICENSE.txt", "the license"));
    assertOnly(Kind.SECOND_EXECUTABLE, PluginWorld.PACKAGE);
  }

  @Test
  void aProvisionerIsRefused() throws IOException {
    world.executable("terraform-provisioner-local-exec", "x");
    assertOnly(Kind.PROVISIONER, "terraform-provisioner-local-exec");
  }

  @Test
  void aZipBesideThePackageIsRefused() throws IOException {
    String path = PluginWorld.AWS + "/terraform-provider-aws_5.100.0_linux_amd64.zip";
    world.zip(path, Map.of("terraform-provider-aws", "x"));
    assertOnly(Kind.ZIP_TWIN, path);
  }

  @Test
  void aZipThatIsNotPinnedIsRefused() throws IOException {
    String path = PluginWorld.AWS + "/terraform-provider-aws_6.0.0_linux_amd64.zip";
    world.zip(path, Map.of("terraform-provider-aws", "x"));
    assertOnly(Kind.ZIP_TWIN, path);
  }

  @Test
  void aPinnedZipPassesAndAnotherZipDoesNot() throws IOException {
    for (String path : List.of(PluginWorld.EXECUTABLE, LICENSE, PluginWorld.PACKAGE)) {
      Files.delete(world.place(path));
    }
    Files.delete(world.place(PluginWorld.AWS + "/5.100.0"));
    String path = PluginWorld.AWS + "/terraform-provider-aws_5.100.0_linux_amd64.zip";
    Map<String, String> files = Map.of("terraform-provider-aws_v5.100.0_x5", "the provider");
    Path zip = world.zip(path, files);
    assertOnly(Kind.ZIP_UNFIT, path);
    String zh = "zh:" + PackageHash.sha256(zip, bytes -> {});
    manifest =
        new Manifest(
            List.of(), List.of(provider("5.100.0", Map.of("linux_amd64", pinned(zh, files)))));
    assertThat(verify().problems()).isEmpty();
    assertThat(verify().packages())
        .extracting(VerifiedPackage::layout)
        .containsExactly(VerifiedPackage.Layout.PACKED);
    world.zip(path, Map.of("terraform-provider-aws_v5.100.0_x5", "the provideR"));
    assertOnly(Kind.CONTENT_DIFFERS, path);
  }

  @Test
  void whatOthersMayWriteIsRefused() throws IOException {
    for (String path : List.of(".", "registry.terraform.io", PluginWorld.PACKAGE)) {
      Path place = world.place(path);
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xrwx"));
      assertThat(verify().problems())
          .as(path)
          .extracting(PluginProblem::kind)
          .containsExactly(Kind.WRITABLE_BY_OTHERS);
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(
        world.place(LICENSE), PosixFilePermissions.fromString("rw-r--rw-"));
    assertThat(kinds(verify())).contains(Map.entry(LICENSE, Kind.WRITABLE_BY_OTHERS));
  }

  @Test
  void inCiItsGroupMayWriteNothingEither() throws IOException {
    assertThat(inCi()).isEmpty();
    for (String path : List.of(".", PluginWorld.PACKAGE)) {
      Path place = world.place(path);
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxr-x"));
      assertThat(verify().problems()).as(path).isEmpty();
      assertThat(inCi()).as(path).contains(Kind.WRITABLE_BY_OTHERS);
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertThat(inCi()).contains(Kind.WRITABLE_BY_OTHERS);
    assertThat(PlaceWriters.problems(Mode.LOCAL, world.top(), List.of())).isEmpty();
  }

  private List<Kind> inCi() {
    return PlaceWriters.problems(Mode.CI, world.top(), List.of()).stream()
        .map(PluginProblem::kind)
        .toList();
  }

  @Test
  void theFolderAboveCountsToo() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(verify().problems())
        .extracting(PluginProblem::kind)
        .containsExactly(Kind.WRITABLE_BY_OTHERS);
  }

  @Test
  void terraformIsComparedByItsContent() throws IOException {
    Path terraform = folder.resolve("terraform");
    List<NamedBinary> named = List.of(new NamedBinary(Engine.TERRAFORM, terraform));
    Files.writeString(terraform, "binary");
    manifest =
        new Manifest(
            List.of(
                new PinnedProgram(
                    Engine.TERRAFORM,
                    "1.11.4",
                    new TreeMap<>(Map.of("linux_amd64", sha256("binary"))))),
            manifest.providers());
    assertThat(PluginVerification.verify(manifest, world.top(), named, Progress.NONE).problems())
        .isEmpty();
    Files.writeString(terraform, "binarY");
    assertThat(PluginVerification.verify(manifest, world.top(), named, Progress.NONE).problems())
        .extracting(PluginProblem::kind)
        .containsExactly(Kind.TERRAFORM_DIFFERS);
    Files.delete(terraform);
    assertThat(PluginVerification.verify(manifest, world.top(), named, Progress.NONE).problems())
        .extracting(PluginProblem::kind)
        .containsExactly(Kind.TERRAFORM_MISSING);
    assertThat(verify().problems())
        .extracting(PluginProblem::kind)
        .containsExactly(Kind.TERRAFORM_MISSING);
  }

  @Test
  void aDirectoryThatIsNotThereIsWrongUse() {
    assertThatThrownBy(
            () ->
                PluginVerification.verify(
                    manifest, folder.resolve("gone"), List.of(), Progress.NONE))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("there is no plugin directory");
  }

  private Verification verify() {
    return PluginVerification.verify(manifest, world.top(), List.of(), Progress.NONE);
  }

  private void assertOnly(Kind kind, String path) {
    assertThat(kinds(verify())).containsExactly(Map.entry(path, kind));
    assertThat(verify().verdict()).isEqualTo(Verdict.FAIL);
  }

  private static List<Map.Entry<String, Kind>> kinds(Verification verification) {
    return verification.problems().stream().map(p -> Map.entry(p.path(), p.kind())).toList();
  }

  private static PinnedProvider provider(String version, Map<String, PinnedPackage> platforms) {
    return new PinnedProvider(PluginWorld.AWS, version, new TreeMap<>(platforms), List.of());
  }

  private static PinnedPackage pinned(@Nullable String zh, Map<String, String> files) {
    Map<String, String> hashes = new TreeMap<>();
    files.forEach((path, content) -> hashes.put(path, sha256(content)));
    return new PinnedPackage(
        PackageHash.h1(hashes),
        zh,
        "terraform-provider-aws_v5.100.0_x5",
        files.entrySet().stream()
            .map(
                file ->
                    new PinnedFile(
                        file.getKey(),
                        file.getValue().length(),
                        file.getKey().startsWith("terraform-") ? "0755" : "0644",
                        sha256(file.getValue())))
            .toList());
  }

  private static String sha256(String content) {
    return PackageHash.sha256(content.getBytes(StandardCharsets.UTF_8));
  }
}

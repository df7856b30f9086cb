package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code policy compile} keeps, and what of that a check believes. */
class PolicyCacheTest {
  private static final String POLICY =
      """
      version: 1
      policies:
      - id: no-owner-grant
        title: Owner is never granted
        on: [config, plan]
        match: {resource: ["google_project_iam_*"]}
        deny: resource.role == "roles/owner"
      """;
  private static final String OWNER =
      "resource \"google_project_iam_member\" \"a\" {\n  role = \"roles/owner\"\n}\n";

  @TempDir private Path world;
  private Path trust;
  private Path checkout;

  @BeforeEach
  void world() throws Exception {
    checkout = Files.createDirectories(world.resolve("checkout"));
    Files.writeString(checkout.resolve("main.tf"), OWNER);
    trust = trustAt(world.resolve("trust"));
  }

  private static Path trustAt(Path place) throws Exception {
    Files.createDirectories(place.resolve("policies"));
    Files.writeString(
        place.resolve("gate.yaml"),
        "version: 1\npolicies: [policies]\nrules:\n  provider-not-pinned: {enforcement: off}\n");
    Files.writeString(place.resolve("policies/iam.yaml"), POLICY);
    return place;
  }

  private static Path kept(Path trust) {
    return trust.resolve("policies/.tfgate-compiled");
  }

  private CommandRun.Result run(String... arguments) {
    return new CommandRun(Map.of(), checkout, "").run(arguments);
  }

  private CommandRun.Result check(Path trustDirectory) {
    return run(
        "check", "--mode", "local", "--trust", trustDirectory.toString(), checkout.toString());
  }

  private void compile(Path trustDirectory) {
    String policies = trustDirectory.resolve("policies").toString();
    assertThat(run("policy", "compile", policies).code()).isEqualTo(ExitCode.PASSED);
  }

  /** A file of compiled policies that lets Owner through. */
  private void forge(Path trustDirectory) throws Exception {
    Path elsewhere = trustAt(world.resolve("forger"));
    compile(elsewhere);
    String bytes = Files.readString(kept(elsewhere), StandardCharsets.ISO_8859_1);
    Files.writeString(
        kept(trustDirectory),
        bytes.replace("roles/owner", "roles/0wner"),
        StandardCharsets.ISO_8859_1);
  }

  @Test
  void aCheckWritesNothingIntoTheTrustDirectory() throws Exception {
    assertThat(check(trust).code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(trust.resolve("policies").toFile().list()).containsExactly("iam.yaml");
  }

  @Test
  void whatIsCompiledIsKeptForEveryoneToRead() throws Exception {
    CommandRun.Result first = check(trust);
    compile(trust);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept(trust))))
        .isEqualTo("rw-r--r--");
    byte[] bytes = Files.readAllBytes(kept(trust));
    assertThat(check(trust).out()).isEqualTo(first.out());
    assertThat(kept(trust)).hasBinaryContent(bytes);
    assertThat(trust.resolve("policies").toFile().list())
        .containsExactlyInAnyOrder("iam.yaml", ".tfgate-compiled");
  }

  @Test
  void whatIsKeptIsUsed() throws Exception {
    forge(trust);
    assertThat(check(trust).code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aPolicyThatChangedIsCompiledAnew() throws Exception {
    compile(trust);
    byte[] bytes = Files.readAllBytes(kept(trust));
    Files.writeString(
        trust.resolve("policies/iam.yaml"), POLICY.replace("roles/owner", "roles/viewer"));
    assertThat(check(trust).code()).isEqualTo(ExitCode.PASSED);
    assertThat(kept(trust)).hasBinaryContent(bytes);
  }

  @Test
  void nothingIsBelievedInTheCheckout() throws Exception {
    Path inside = trustAt(checkout.resolve("trust"));
    forge(inside);
    byte[] forged = Files.readAllBytes(kept(inside));
    CommandRun.Result result = check(inside);
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("no-owner-grant");
    assertThat(kept(inside)).hasBinaryContent(forged);
    Path link = Files.createSymbolicLink(world.resolve("link"), inside);
    assertThat(check(link).code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void nothingIsBelievedWhereOthersCanWrite() throws Exception {
    Path policies = trust.resolve("policies");
    Files.setPosixFilePermissions(policies, PosixFilePermissions.fromString("rwxrwxrwx"));
    forge(trust);
    assertThat(check(trust).code()).isEqualTo(ExitCode.FINDINGS);
    Files.setPosixFilePermissions(policies, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(check(trust).code()).isEqualTo(ExitCode.PASSED);
    Files.setPosixFilePermissions(kept(trust), PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(check(trust).code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void aLinkIsNotFollowed() throws Exception {
    forge(trust);
    Path elsewhere = Files.move(kept(trust), world.resolve("elsewhere"));
    Files.createSymbolicLink(kept(trust), elsewhere);
    assertThat(check(trust).code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void anotherVersionCompilesAnew() throws Exception {
    forge(trust);
    String bytes = Files.readString(kept(trust), StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains(ProgramVersion.CURRENT);
    Files.writeString(
        kept(trust),
        bytes.replace(ProgramVersion.CURRENT, "9" + ProgramVersion.CURRENT.substring(1)),
        StandardCharsets.ISO_8859_1);
    assertThat(check(trust).code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void aFolderInItsPlaceIsPassedOver() throws Exception {
    Files.createDirectories(kept(trust).resolve("in-the-way"));
    CommandRun.Result result = check(trust);
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.err()).isEmpty();
  }

  @Test
  void aPlanCheckWritesNothingEither() throws Exception {
    Path plan = world.resolve("plan.json");
    Files.writeString(
        plan,
        """
        {"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[
        {"address":"google_project_iam_member.a","mode":"managed","type":"google_project_iam_member","name":"a",
         "provider_name":"registry.terraform.io/hashicorp/google",
         "change":{"actions":["create"],"before":null,"after":{"role":"roles/owner"},"after_unknown":{}}}],
        "configuration":{"root_module":{}}}
        """);
    CommandRun.Result result =
        run("plan", "check", "--mode", "local", "--trust", trust.toString(), plan.toString());
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(kept(trust)).doesNotExist();
  }

  @Test
  void trustVerifyCompilesAndFindsCompiledPoliciesThatSaySomethingElse() throws Exception {
    assertThat(run("trust", "verify", trust.toString()).code()).isEqualTo(ExitCode.PASSED);
    assertThat(kept(trust)).doesNotExist();
    run("policy", "compile", trust.resolve("policies").toString());
    assertThat(run("trust", "verify", trust.toString()).code()).isEqualTo(ExitCode.PASSED);
    forge(trust);
    CommandRun.Result forged = run("trust", "verify", trust.toString());
    assertThat(forged.code()).isEqualTo(ExitCode.USAGE);
    assertThat(forged.out())
        .contains(".tfgate-compiled: the compiled policies are not what the policies beside them");
    Files.delete(kept(trust));
    Files.writeString(
        trust.resolve("policies/iam.yaml"), POLICY.replace("resource.role", "resourc.role"));
    CommandRun.Result broken = run("trust", "verify", trust.toString());
    assertThat(broken.code()).isEqualTo(ExitCode.USAGE);
    assertThat(broken.out()).contains("policies/iam.yaml:7:9").contains("did you mean");
  }
}

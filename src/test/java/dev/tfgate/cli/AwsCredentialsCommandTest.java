package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.google.FakeServiceAccounts;
import dev.tfgate.google.Loopback;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwsCredentialsCommandTest {
  @TempDir Path folder;
  private FakeServiceAccounts google;
  private FakeSts aws;

  /** STS as AWS documents it. */
  private static final class FakeSts extends Loopback {
    private FakeSts() throws IOException {}

    @Override
    protected Reply answer(Call call) {
      String body = URLDecoder.decode(call.body(), StandardCharsets.UTF_8);
      if (body.contains("role/refused")) {
        return new Reply(
            403,
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform"
                + " sts:AssumeRoleWithWebIdentity for identity-of-ambient.aud</Message></Error></ErrorResponse>",
            Map.of());
      }
      return new Reply(
          200,
          """
          <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
            <AssumeRoleWithWebIdentityResult>
              <Credentials><SessionToken>AQo/+==</SessionToken><SecretAccessKey>wJalr/x</SecretAccessKey>
                <Expiration>2030-01-01T00:00:00Z</Expiration><AccessKeyId>ASIAEXAMPLE</AccessKeyId></Credentials>
            </AssumeRoleWithWebIdentityResult>
          </AssumeRoleWithWebIdentityResponse>
          """,
          Map.of());
    }
  }

  @BeforeEach
  void services() throws IOException {
    google = new FakeServiceAccounts();
    aws = new FakeSts();
    for (String root : List.of("svc/shop/dev", "svc/bare/dev", "svc/refused/dev", "other")) {
      Files.createDirectories(folder.resolve("checkout").resolve(root));
    }
    Files.createDirectories(folder.resolve("checkout/.git"));
    Files.createDirectories(folder.resolve("trust"));
    Files.writeString(
        folder.resolve("trust/gate.yaml"),
        """
        version: 1
        identities:
          - roots: ["svc/shop/*"]
            google: {plan: "plan-{1}@acme.iam.gserviceaccount.com", apply: "apply-{1}@acme.iam.gserviceaccount.com"}
            aws: {plan: "arn:aws:iam::111122223333:role/plan-{1}", apply: "arn:aws:iam::111122223333:role/apply-{1}"}
          - roots: ["svc/*/*"]
            aws: {plan: "arn:aws:iam::111122223333:role/{1}", audience: aud}
        """);
  }

  @AfterEach
  void end() {
    google.close();
    aws.close();
  }

  @Test
  void aRootsAccountIsImpersonatedAndItsTokenBecomesKeys() throws IOException {
    CommandRun.Result result = run("--root", "svc/shop/dev", "--phase", "apply");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.PASSED);
    JsonNode keys = new ObjectMapper().readTree(result.out());
    assertThat(keys)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"Version":1,"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"wJalr/x","SessionToken":"AQo/+==","Expiration":"2030-01-01T00:00:00Z"}
                    """));
    assertThat(google.calls()).hasSize(1);
    assertThat(google.calls().getFirst().path())
        .isEqualTo(
            "/v1/projects/-/serviceAccounts/apply-dev@acme.iam.gserviceaccount.com:generateIdToken");
    assertThat(google.calls().getFirst().body())
        .contains("\"audience\":\"sts.amazonaws.com\"", "\"includeEmail\":true");
    assertThat(google.calls().getFirst().headers()).doesNotContainKey("Authorization");
    assertThat(URLDecoder.decode(aws.calls().getFirst().body(), StandardCharsets.UTF_8))
        .contains(
            "Action=AssumeRoleWithWebIdentity",
            "RoleArn=arn:aws:iam::111122223333:role/apply-dev",
            "RoleSessionName=tfgate-apply-svc-shop-dev",
            "WebIdentityToken=identity-of-apply-dev@acme.iam.gserviceaccount.com");
  }

  @Test
  void aRootWithoutAnAccountUsesTheAmbientOne() {
    CommandRun.Result result = run("--root", "svc/bare/dev");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.PASSED);
    assertThat(aws.calls().getFirst().body()).contains("WebIdentityToken=identity-of-ambient.aud");
  }

  @Test
  void whatIsRefusedSaysWhatToGrantAndQuotesNoToken() {
    google.refuse("plan-dev@acme.iam.gserviceaccount.com");
    CommandRun.Result denied = run("--root", "svc/shop/dev");
    assertThat(denied.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(denied.out()).isEmpty();
    assertThat(denied.err())
        .contains("plan-dev@acme.iam.gserviceaccount.com", "serviceAccountTokenCreator");
    CommandRun.Result refused = run("--root", "svc/refused/dev");
    assertThat(refused.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(refused.err())
        .contains("role/refused", "Not authorized", "[token]")
        .doesNotContain("identity-of-ambient");
  }

  @Test
  void faultsOfAwsAreRepeatedOrTold() {
    aws.fail("POST /", Loopback.Fault.UNAVAILABLE, 1);
    assertThat(run("--root", "svc/bare/dev").code()).isEqualTo(ExitCode.PASSED);
    for (Loopback.Fault fault : List.of(Loopback.Fault.HTML, Loopback.Fault.REFUSED)) {
      aws.fail("POST /", fault, 1);
      CommandRun.Result result = run("--root", "svc/bare/dev");
      assertThat(result.code()).as(fault.name()).isEqualTo(ExitCode.UNDECIDED);
      assertThat(result.out()).isEmpty();
    }
  }

  @Test
  void aRootWithoutAnIdentityGetsNothing() {
    assertThat(run("--root", "other").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("--root", "svc/bare/dev", "--phase", "apply").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run("--root", "svc/none/dev").code()).isEqualTo(ExitCode.USAGE);
    assertThat(run().code()).isEqualTo(ExitCode.USAGE);
    assertThat(google.calls()).isEmpty();
  }

  @Test
  void aLinkToAnotherRootIsThatRoot() throws IOException {
    Files.createSymbolicLink(folder.resolve("checkout/svc/shop/link"), Path.of("../bare/dev"));
    assertThat(run("--root", "svc/shop/link").code()).isEqualTo(ExitCode.PASSED);
    assertThat(aws.calls().getFirst().body()).contains("role%2Fbare");
  }

  private CommandRun.Result run(String... options) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "aws",
                "credentials",
                "--trust",
                folder.resolve("trust").toString(),
                "--mode",
                "local",
                "--endpoint",
                "metadata=" + google.endpoint(),
                "--endpoint",
                "iamcredentials=" + google.endpoint(),
                "--endpoint",
                "sts=" + aws.endpoint()));
    command.addAll(List.of(options));
    return new CommandRun(Map.of("HOME", "/nonexistent"), folder.resolve("checkout"), "")
        .run(command.toArray(String[]::new));
  }
}

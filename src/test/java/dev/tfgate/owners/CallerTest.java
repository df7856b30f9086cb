package dev.tfgate.owners;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who tfgate runs as, by every kind of credentials, and where that is asked. */
class CallerTest {
  private static final String TERRAFORM = "tf@acme.iam.gserviceaccount.com";

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private FakeResourceManager fake;
  private HttpServer google;
  private String answer = TERRAFORM;

  @BeforeEach
  void start() throws Exception {
    environment.put("HOME", home.toString());
    fake = new FakeResourceManager();
    fake.policy(
        "projects/acme-one",
        "organizations/1",
        Binding.of(
            "roles/owner",
            List.of(
                "group:admins@acme.example",
                "serviceAccount:" + TERRAFORM,
                "user:ann@acme.example")));
    google = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    google.createContext(
        "/",
        exchange -> {
          asked.add(
              "%s %s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI(),
                      exchange.getRequestHeaders().getFirst("Metadata-Flavor"),
                      new String(
                          exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    google.start();
  }

  @AfterEach
  void stop() {
    fake.close();
    google.stop(0);
  }

  @Test
  void theMetadataServerNamesTheAccountOfTheMachine() {
    CommandRun.Result result = strip("metadata");
    assertThat(result.out()).as(result.err()).contains("\"outcome\":\"removed\"", TERRAFORM);
    assertThat(asked)
        .containsExactly("GET /computeMetadata/v1/instance/service-accounts/default/email Google ");
  }

  @Test
  void aMetadataServerThatNamesNobodyIsNoIdentity() {
    answer = "<html>login</html>";
    CommandRun.Result result = strip("metadata");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--member");
    assertThat(fake.writes()).isZero();
  }

  @Test
  void endpointsOfTheEnvironmentAreIgnored() {
    String host = "127.0.0.1:" + google.getAddress().getPort();
    environment.put("GCE_METADATA_HOST", host);
    environment.put("GCE_METADATA_IP", host);
    environment.put("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER", "http://" + host);
    environment.put("GOOGLE_CLOUD_UNIVERSE_DOMAIN", host);
    strip("metadata");
    assertThat(asked).hasSize(1);
    asked.clear();
    CommandRun.Result result =
        strip("metadata=http://127.0.0.1:1", "resourcemanager=" + fake.url());
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(asked).isEmpty();
  }

  @Test
  void theKeyOfAServiceAccountNamesIt() throws Exception {
    credentials(
        """
        {"type":"service_account","project_id":"acme","private_key_id":"1","client_id":"1",
         "private_key":"%s","client_email":"%s","token_uri":"https://oauth2.googleapis.com/token"}
        """
            .formatted(key(), TERRAFORM));
    assertThat(strip("metadata").out()).contains("\"outcome\":\"removed\"", TERRAFORM);
    assertThat(asked).isEmpty();
  }

  @Test
  void impersonationNamesWhoIsImpersonated() throws Exception {
    credentials(
        """
        {"type":"impersonated_service_account",
         "service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/%s:generateAccessToken",
         "source_credentials":{"type":"authorized_user","client_id":"1","client_secret":"s","refresh_token":"r"}}
        """
            .formatted(TERRAFORM));
    assertThat(strip("metadata").out()).contains("\"outcome\":\"removed\"", TERRAFORM);
  }

  @Test
  void federationNamesItsServiceAccountOrNobody() throws Exception {
    String federated =
        """
        {"type":"external_account","audience":"//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x",
         "subject_token_type":"urn:ietf:params:oauth:token-type:jwt","token_url":"https://sts.googleapis.com/v1/token",
         %s"credential_source":{"file":"/nowhere"}}
        """;
    credentials(
        federated.formatted(
            "\"service_account_impersonation_url\":\"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/%s:generateAccessToken\","
                .formatted(TERRAFORM)));
    assertThat(strip("metadata").out()).contains("\"outcome\":\"removed\"", TERRAFORM);
    credentials(federated.formatted(""));
    CommandRun.Result result = strip("metadata");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("federated", "--member");
  }

  @Test
  void aPersonIsKnownByTokenInfoAndOverHttpNoTokenIsSent() throws Exception {
    credentials(
        "{\"type\":\"authorized_user\",\"client_id\":\"1\",\"client_secret\":\"s\",\"refresh_token\":\"r\"}");
    answer = "{\"email\":\"ann@acme.example\",\"scope\":\"x\"}";
    CommandRun.Result result = strip("sts");
    assertThat(result.out())
        .as(result.err())
        .contains("\"outcome\":\"refused\"", "--include-users");
    assertThat(asked).containsExactly("POST /tokeninfo null ");
  }

  @Test
  void credentialsThatCantBeReadNeverShowWhatTheyHold() throws Exception {
    credentials("{\"type\":\"service_account\",\"private_key\":\"hunter2\"}");
    CommandRun.Result result = strip("metadata");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err()).contains("no credentials that can be used").doesNotContain("hunter2");
    environment.put("GOOGLE_APPLICATION_CREDENTIALS", home.resolve("nowhere").toString());
    assertThat(strip("metadata").err()).contains("there is no such file");
  }

  @Test
  void aProxyWithAPasswordIsRefusedAndNotShown() {
    environment.put("HTTPS_PROXY", "http://ann:hunter2@proxy:1");
    CommandRun.Result result = strip("metadata");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err()).contains("HTTPS_PROXY").doesNotContain("hunter2");
  }

  private CommandRun.Result strip(String service) {
    return strip(
        service + "=http://127.0.0.1:" + google.getAddress().getPort(),
        "resourcemanager=" + fake.url());
  }

  private CommandRun.Result strip(String endpoint, String another) {
    return new CommandRun(environment, home, "")
        .run(
            "owners",
            "strip",
            "acme-one",
            "--mode",
            "local",
            "--format",
            "json",
            "--endpoint",
            endpoint,
            "--endpoint",
            another);
  }

  private void credentials(String json) throws Exception {
    Path file = Files.writeString(home.resolve("credentials.json"), json);
    environment.put("GOOGLE_APPLICATION_CREDENTIALS", file.toString());
  }

  private static String key() throws Exception {
    byte[] key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
    return "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n"
        .formatted(Base64.getEncoder().encodeToString(key));
  }
}

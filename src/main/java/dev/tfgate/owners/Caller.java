package dev.tfgate.owners;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.Credentials;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.auth.oauth2.OAuth2Credentials;
import com.google.auth.oauth2.OAuth2CredentialsWithRefresh;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.auth.oauth2.UserCredentials;
import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity tfgate runs as: Application Default Credentials, which are a file, or the account
 * that the metadata server of the machine hands tokens for
 * (https://cloud.google.com/docs/authentication/application-default-credentials).
 */
final class Caller {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final URI METADATA = URI.create("http://metadata.google.internal");
  private static final URI TOKEN_INFO = URI.create("https://oauth2.googleapis.com");
  private static final String ACCOUNT = "/computeMetadata/v1/instance/service-accounts/default/";
  private static final Map<String, String> FLAVOR = Map.of("Metadata-Flavor", "Google");
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int LARGEST_FILE = 1024 * 1024;

  private static final String NO_IDENTITY =
      "so tfgate can't tell who created the projects: give --member serviceAccount:… (who Terraform"
          + " ran as)";

  private final GoogleAccess access;
  private final @Nullable OAuth2Credentials file;

  private Caller(GoogleAccess access, @Nullable OAuth2Credentials file) {
    this.access = access;
    this.file = file;
  }

  /** Finds the credentials; nothing is asked of the network yet. */
  static Caller of(GoogleAccess access) {
    Optional<Path> named = access.variable("GOOGLE_APPLICATION_CREDENTIALS").map(Path::of);
    Optional<Path> path = named.or(() -> access.gcloudCredentials().filter(Files::exists));
    return new Caller(access, path.isEmpty() ? null : read(path.get(), access));
  }

  /** Returns what to call Google with. */
  Credentials credentials() {
    return file != null
        ? file
        : OAuth2CredentialsWithRefresh.newBuilder().setRefreshHandler(this::metadataToken).build();
  }

  /**
   * Returns the identity as a policy names it.
   *
   * @throws ExitException where the credentials don't say, and nobody else does
   */
  String member() {
    return switch (file) {
      case null -> "serviceAccount:" + metadataAccount();
      case ServiceAccountCredentials account -> serviceAccount(account.getClientEmail());
      case ImpersonatedCredentials account -> serviceAccount(account.getAccount());
      case ExternalAccountCredentials account -> serviceAccount(account.getServiceAccountEmail());
      case UserCredentials user -> tokenInfo(user);
      default -> throw noIdentity("the credentials are of a kind that doesn't name its account");
    };
  }

  private static OAuth2Credentials read(Path path, GoogleAccess access) {
    HttpTransport transport = transport(access);
    try {
      byte[] bytes = BoundedFile.read(path, LARGEST_FILE);
      return GoogleCredentials.fromStream(new ByteArrayInputStream(bytes), () -> transport)
          .createScoped(SCOPE);
    } catch (UnreadableFileException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "the credentials in '%s' can't be read: %s".formatted(path, e.getMessage()));
    } catch (IOException | RuntimeException e) {
      // Its message could quote the key.
      throw new ExitException(
          ExitCode.UNDECIDED,
          "'%s' holds no credentials that can be used; write new ones with 'gcloud auth application-default login'"
              .formatted(path));
    }
  }

  private static HttpTransport transport(GoogleAccess access) {
    Proxy proxy = access.proxies().select(TOKEN_INFO).getFirst();
    return new NetHttpTransport.Builder().setProxy(proxy).build();
  }

  private String metadataAccount() {
    try (HttpCalls calls = metadata()) {
      String email = calls.getText(ACCOUNT + "email", FLAVOR, LIMIT);
      if (!email.matches("[^@\\s]+@[^@\\s]+")) {
        throw noIdentity("the metadata server names no account");
      }
      return email;
    } catch (CallException e) {
      throw noCredentials(e);
    }
  }

  private AccessToken metadataToken() throws IOException {
    try (HttpCalls calls = metadata()) {
      JsonTree.Fields token =
          calls.get(
              ACCOUNT + "token?scopes=" + URLEncoder.encode(SCOPE, StandardCharsets.UTF_8),
              FLAVOR,
              LIMIT);
      long seconds =
          token.of().get("expires_in") instanceof JsonTree.Plain number
                  && number.source().matches("[0-9]{1,9}")
              ? Long.parseLong(number.source())
              : 0;
      return new AccessToken(
          token
              .text("access_token")
              .orElseThrow(() -> new IOException("the metadata server gave no token")),
          Date.from(Instant.now().plusSeconds(seconds)));
    } catch (CallException e) {
      throw new IOException("the metadata server: " + e.text(), e);
    }
  }

  private HttpCalls metadata() {
    return new HttpCalls(access.endpoint("metadata").orElse(METADATA), null, access);
  }

  /** Asks Google whose token it is; over http no token is sent. */
  private String tokenInfo(UserCredentials user) {
    URI endpoint = access.endpoint("sts").orElse(TOKEN_INFO);
    try (HttpCalls calls = new HttpCalls(endpoint, null, access)) {
      String form = "";
      if (!access.isLoopback("sts")) {
        user.refreshIfExpired();
        @Nullable AccessToken token = user.getAccessToken();
        form =
            token == null
                ? ""
                : "access_token="
                    + URLEncoder.encode(token.getTokenValue(), StandardCharsets.UTF_8);
      }
      String email =
          calls
              .post("/tokeninfo", "application/x-www-form-urlencoded", form, LIMIT)
              .text("email")
              .orElseThrow(
                  () -> noIdentity("the credentials don't give away their e-mail address"));
      return (email.endsWith(".gserviceaccount.com") ? "serviceAccount:" : "user:") + email;
    } catch (CallException e) {
      throw noIdentity("token info failed (%s)".formatted(e.text()));
    } catch (IOException e) {
      throw noIdentity("no access token could be had (%s)".formatted(e.getMessage()));
    }
  }

  private static String serviceAccount(@Nullable String email) {
    if (email == null || email.isEmpty()) {
      throw noIdentity("the credentials are federated, without a service account");
    }
    return "serviceAccount:" + email;
  }

  private static ExitException noIdentity(String why) {
    return new ExitException(ExitCode.USAGE, why + ", " + NO_IDENTITY);
  }

  private static ExitException noCredentials(CallException e) {
    return new ExitException(
        ExitCode.UNDECIDED,
        "no Application Default Credentials: no file, and no metadata server (%s). Run it as a service account, or after 'gcloud auth application-default login'"
            .formatted(e.text()));
  }
}

package dev.tfgate.owners;

import com.google.auth.Credentials;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.auth.oauth2.UserCredentials;
import dev.tfgate.google.DefaultCredentials;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.JsonService;
import dev.tfgate.google.ServiceException;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The identity tfgate runs as, by name: what a policy would call it. */
final class Caller {
  private static final URI TOKEN_INFO = URI.create("https://oauth2.googleapis.com");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final String NO_IDENTITY =
      "so the creator of the projects is not known. Name the account that the apply ran as with --member serviceAccount:…";

  private final GoogleAccess access;
  private final DefaultCredentials credentials;

  private Caller(GoogleAccess access, DefaultCredentials credentials) {
    this.access = access;
    this.credentials = credentials;
  }

  /**
   * Finds the credentials; nothing is asked of the network yet.
   *
   * @throws ExitException where the file that is named holds none
   */
  static Caller of(GoogleAccess access) {
    try {
      return new Caller(access, DefaultCredentials.find(access));
    } catch (GoogleAccessException e) {
      throw new ExitException(ExitCode.UNDECIDED, e.getMessage(), e);
    }
  }

  /** Returns what to call Google with. */
  Credentials credentials() {
    return credentials.credentials();
  }

  /**
   * Returns the identity as a policy names it.
   *
   * @throws ExitException where the credentials don't say, and nobody else does
   */
  String member() {
    return switch (credentials.file().orElse(null)) {
      case null -> "serviceAccount:" + metadataAccount();
      case ServiceAccountCredentials account -> serviceAccount(account.getClientEmail());
      case ImpersonatedCredentials account -> serviceAccount(account.getAccount());
      case ExternalAccountCredentials account -> serviceAccount(account.getServiceAccountEmail());
      case UserCredentials user -> tokenInfo(user);
      default -> throw noIdentity("the credentials are of a kind that doesn't name its account");
    };
  }

  private String metadataAccount() {
    String email;
    try {
      email = credentials.metadata("email");
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "there are no Application Default Credentials, neither a file nor a metadata server (%s). Run this as a service account, or after 'gcloud auth application-default login'"
              .formatted(e.getMessage()),
          e);
    }
    if (!email.matches("[^@\\s<>]{1,200}@[^@\\s<>]{1,200}")) {
      throw noIdentity("the metadata server names no account");
    }
    return email;
  }

  /** Asks Google whose token it is; over http no token is sent. */
  private String tokenInfo(UserCredentials user) {
    URI endpoint = access.endpoint("sts").orElse(TOKEN_INFO);
    try (JsonService service = JsonService.of("token info", endpoint, null, access)) {
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
          service
              .sendForm("/tokeninfo", form, LIMIT)
              .fields()
              .text("email")
              .orElseThrow(() -> noIdentity("the credentials don't name their e-mail address"));
      return (email.endsWith(".gserviceaccount.com") ? "serviceAccount:" : "user:") + email;
    } catch (ServiceException e) {
      throw noIdentity("the owner of the token is not known (%s)".formatted(e.getMessage()));
    } catch (IOException e) {
      throw noIdentity("Google gave no access token (%s)".formatted(e.getMessage()));
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
}

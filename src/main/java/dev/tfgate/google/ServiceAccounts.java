package dev.tfgate.google;

import com.google.auth.oauth2.OAuth2Credentials;
import com.google.auth.oauth2.OAuth2CredentialsWithRefresh;
import dev.tfgate.google.ServiceException.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Short-lived tokens of other service accounts
 * (https://cloud.google.com/iam/docs/reference/credentials/rest). The caller needs the role
 * roles/iam.serviceAccountTokenCreator on the account, and nothing else.
 */
public final class ServiceAccounts implements AutoCloseable {
  private static final URI GOOGLE = URI.create("https://iamcredentials.googleapis.com");
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private final JsonService service;

  /**
   * Tokens by the credentials of this run.
   *
   * @throws GoogleAccessException where no credentials can be had
   */
  public ServiceAccounts(GoogleAccess access) throws GoogleAccessException {
    service = JsonService.of("IAM Credentials", "iamcredentials", GOOGLE, access);
  }

  /**
   * An access token.
   *
   * @param value a secret
   * @param expires when it ends
   */
  public record AccessToken(String value, Instant expires) {
    /** Tells the end alone. */
    @Override
    public String toString() {
      return "an access token until " + expires;
    }
  }

  /** Returns credentials that are tokens of an account, each asked for when it is needed. */
  public static OAuth2Credentials credentials(String account, GoogleAccess access) {
    return OAuth2CredentialsWithRefresh.newBuilder()
        .setRefreshHandler(
            () -> {
              try (ServiceAccounts accounts = new ServiceAccounts(access)) {
                AccessToken token =
                    accounts.accessToken(account, Duration.ofHours(1), Duration.ofSeconds(30));
                return new com.google.auth.oauth2.AccessToken(
                    token.value(), Date.from(token.expires()));
              }
            })
        .build();
  }

  /**
   * Returns an access token for all of Google Cloud, as far as the account's roles go.
   *
   * @param lifetime at most an hour, unless the organization allows more
   * @throws ServiceException where none can be had
   */
  public AccessToken accessToken(String account, Duration lifetime, Duration limit)
      throws ServiceException {
    JsonTree.Fields answer =
        call(
            account,
            "generateAccessToken",
            new JsonTree.Fields(
                Map.of(
                    "scope",
                    new JsonTree.Items(List.of(JsonTree.Text.of(SCOPE))),
                    "lifetime",
                    JsonTree.Text.of(lifetime.toSeconds() + "s"))),
            limit);
    Optional<String> token = answer.text("accessToken").filter(text -> !text.isEmpty());
    try {
      Instant expires = Instant.parse(answer.text("expireTime").orElse(""));
      if (token.isPresent()) {
        return new AccessToken(token.get(), expires);
      }
    } catch (DateTimeParseException e) {
      // The message below says what is wrong.
    }
    throw new ServiceException(
        Kind.UNCERTAIN, "IAM Credentials gave no access token of %s".formatted(account));
  }

  /**
   * Returns an identity token with the account's e-mail address.
   *
   * @param audience whom it is for
   * @throws ServiceException where none can be had
   */
  public String identityToken(String account, String audience, Duration limit)
      throws ServiceException {
    return call(
            account,
            "generateIdToken",
            new JsonTree.Fields(
                Map.of(
                    "audience",
                    JsonTree.Text.of(audience),
                    "includeEmail",
                    new JsonTree.Plain("true"))),
            limit)
        .text("token")
        .filter(text -> !text.isEmpty())
        .orElseThrow(
            () ->
                new ServiceException(
                    Kind.UNCERTAIN,
                    "IAM Credentials gave no identity token of %s".formatted(account)));
  }

  private JsonTree.Fields call(String account, String method, JsonTree.Fields body, Duration limit)
      throws ServiceException {
    String path = "/v1/projects/-/serviceAccounts/%s:%s".formatted(account, method);
    try {
      return service.repeat("POST", path, body, limit).fields();
    } catch (ServiceException e) {
      if (e.kind() == Kind.DENIED || e.kind() == Kind.MISSING) {
        throw new ServiceException(
            e.kind(),
            "%s can't be impersonated (%s). Grant roles/iam.serviceAccountTokenCreator on it to the identity that runs tfgate, or correct identities in gate.yaml"
                .formatted(account, e.getMessage()));
      }
      throw e;
    }
  }

  @Override
  public void close() {
    service.close();
  }
}

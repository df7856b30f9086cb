package dev.tfgate.google;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.webtoken.JsonWebSignature;
import com.google.auth.oauth2.TokenVerifier;
import java.net.Proxy;
import java.net.URI;

/**
 * Checks the identity tokens that Google's services send along with a request
 * (https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions): signed by Google, issued
 * by it, for this audience, not expired, and about one service account.
 */
public final class IdentityTokens {
  private static final URI GOOGLE = URI.create("https://www.googleapis.com");
  private static final String KEYS = "/oauth2/v3/certs";
  private static final String ISSUER = "https://accounts.google.com";
  private static final int LONGEST = 8192;

  private final TokenVerifier verifier;
  private final String email;

  /**
   * @param audience what the token must be made for
   * @param email the service account that it must be about
   * @throws GoogleAccessException where the proxy of the environment can't be used
   */
  public IdentityTokens(String audience, String email, GoogleAccess access)
      throws GoogleAccessException {
    URI endpoint = access.endpoint("certificates").orElse(GOOGLE);
    Proxy proxy = access.proxies().select(endpoint).getFirst();
    HttpTransport transport = new NetHttpTransport.Builder().setProxy(proxy).build();
    String base = endpoint.toString();
    verifier =
        TokenVerifier.newBuilder()
            .setAudience(audience)
            .setIssuer(ISSUER)
            .setCertificatesLocation(
                (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + KEYS)
            .setHttpTransportFactory(() -> transport)
            .build();
    this.email = email;
  }

  /** What a token is worth. */
  public enum Verdict {
    VALID,
    /** Not the token that is due, whatever is wrong with it. */
    INVALID,
    /** Google's keys could not be had, so nothing is known. */
    UNDECIDED
  }

  /**
   * Judges the value of an {@code Authorization} header.
   *
   * @param header empty where there is none
   */
  public Verdict judge(String header) {
    if (!header.startsWith("Bearer ") || header.length() > LONGEST) {
      return Verdict.INVALID;
    }
    try {
      JsonWebSignature token = verifier.verify(header.substring("Bearer ".length()).strip());
      boolean lasts = token.getPayload().getExpirationTimeSeconds() != null;
      boolean same = email.equals(token.getPayload().get("email"));
      boolean proven = Boolean.TRUE.equals(token.getPayload().get("email_verified"));
      return lasts && same && proven ? Verdict.VALID : Verdict.INVALID;
    } catch (TokenVerifier.VerificationException e) {
      return String.valueOf(e.getMessage()).startsWith("Error fetching PublicKey")
          ? Verdict.UNDECIDED
          : Verdict.INVALID;
    } catch (RuntimeException e) {
      // What is no token at all makes the parser fail in ways of its own.
      return Verdict.INVALID;
    }
  }
}

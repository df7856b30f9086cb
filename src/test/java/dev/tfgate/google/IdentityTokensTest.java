package dev.tfgate.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.google.IdentityTokens.Verdict;
import dev.tfgate.google.Loopback.Fault;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdentityTokensTest {
  private static final String AUDIENCE = "https://hook.example/events/build";
  private static final String EMAIL = "push@acme-ci.iam.gserviceaccount.com";

  private FakeCertificates google;
  private IdentityTokens tokens;

  @BeforeEach
  void open() throws IOException {
    google = new FakeCertificates();
    tokens =
        new IdentityTokens(
            AUDIENCE, EMAIL, new GoogleAccess(Map.of(), Map.of("certificates", google.endpoint())));
  }

  @AfterEach
  void close() {
    google.close();
  }

  private static Map<String, Object> claims() {
    long now = Instant.now().getEpochSecond();
    return Map.of(
        "iss",
        "https://accounts.google.com",
        "aud",
        AUDIENCE,
        "email",
        EMAIL,
        "email_verified",
        true,
        "iat",
        now,
        "exp",
        now + 3600);
  }

  private Verdict with(String claim, Object value) {
    Map<String, Object> claims = new java.util.HashMap<>(claims());
    claims.put(claim, value);
    return tokens.judge("Bearer " + google.token(claims));
  }

  @Test
  void theTokenThatIsDueIsValid() {
    assertThat(tokens.judge("Bearer " + google.token(claims()))).isEqualTo(Verdict.VALID);
  }

  @Test
  void everyOtherTokenIsNot() {
    assertThat(with("aud", "https://other.example/")).isEqualTo(Verdict.INVALID);
    assertThat(with("iss", "https://accounts.evil.example")).isEqualTo(Verdict.INVALID);
    assertThat(with("email", "push@evil.iam.gserviceaccount.com")).isEqualTo(Verdict.INVALID);
    assertThat(with("email_verified", false)).isEqualTo(Verdict.INVALID);
    assertThat(with("email_verified", "true")).isEqualTo(Verdict.INVALID);
    assertThat(with("exp", Instant.now().getEpochSecond() - 10)).isEqualTo(Verdict.INVALID);
    Map<String, Object> lasting = new java.util.HashMap<>(claims());
    lasting.remove("exp");
    assertThat(tokens.judge("Bearer " + google.token(lasting))).isEqualTo(Verdict.INVALID);
  }

  @Test
  void whatGoogleDidNotSignIsNot() throws IOException {
    String token = google.token(claims());
    int dot = token.lastIndexOf('.');
    assertThat(tokens.judge("Bearer " + token.substring(0, dot + 1))).isEqualTo(Verdict.INVALID);
    assertThat(tokens.judge("Bearer " + token.substring(0, dot))).isEqualTo(Verdict.INVALID);
    assertThat(tokens.judge("Bearer " + google.unsigned(claims()))).isEqualTo(Verdict.INVALID);
    assertThat(tokens.judge("Bearer " + google.signedWithThePublicKeyAsSecret(claims())))
        .isEqualTo(Verdict.INVALID);
    try (FakeCertificates other = new FakeCertificates()) {
      assertThat(tokens.judge("Bearer " + other.token(claims()))).isEqualTo(Verdict.INVALID);
    }
  }

  @Test
  void whatIsNoTokenIsNot() {
    for (String header :
        new String[] {
          "", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic eDp5", "Bearer ..", "bearer"
        }) {
      assertThat(tokens.judge(header)).as(header).isEqualTo(Verdict.INVALID);
    }
  }

  @Test
  void withoutGooglesKeysNothingIsDecided() {
    google.fail("GET /oauth2/v3/certs", Fault.FORBIDDEN, 100);
    assertThat(tokens.judge("Bearer " + google.token(claims()))).isEqualTo(Verdict.UNDECIDED);
  }
}

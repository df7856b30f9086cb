package dev.tfgate.google;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Google's signing keys on loopback, and tokens signed with them. */
public final class FakeCertificates extends Loopback {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KeyPair keys;

  public FakeCertificates() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token as Google signs it. */
  public String token(Map<String, Object> claims) {
    String text =
        encoded(Map.of("alg", "RS256", "typ", "JWT", "kid", "k1")) + "." + encoded(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token of algorithm {@code none}. */
  public String unsigned(Map<String, Object> claims) {
    return encoded(Map.of("alg", "none", "typ", "JWT", "kid", "k1")) + "." + encoded(claims) + ".";
  }

  /** The old confusion of an RSA key with a shared secret. */
  public String signedWithThePublicKeyAsSecret(Map<String, Object> claims) {
    String text =
        encoded(Map.of("alg", "HS256", "typ", "JWT", "kid", "k1")) + "." + encoded(claims);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keys.getPublic().getEncoded(), "HmacSHA256"));
      return text + "." + base64(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Reply answer(Call call) {
    if (!call.path().equals("/oauth2/v3/certs")
        || !(keys.getPublic() instanceof RSAPublicKey key)) {
      return Reply.error(404, "no such path");
    }
    return Reply.json(
        "{\"keys\":[{\"kty\":\"RSA\",\"alg\":\"RS256\",\"use\":\"sig\",\"kid\":\"k1\",\"n\":\"%s\",\"e\":\"%s\"}]}"
            .formatted(number(key.getModulus()), number(key.getPublicExponent())));
  }

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return base64(bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static String encoded(Map<String, Object> json) {
    try {
      return base64(JSON.writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package dev.tfgate.identity;

import dev.tfgate.google.Loopback;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** STS as AWS documents it: keys that name the role that they are of. */
public final class FakeSecurityTokens extends Loopback {
  private static final Pattern ROLE = Pattern.compile("RoleArn=[^&]*:role/([^&]*)");

  /** Keys of every role. */
  public FakeSecurityTokens() throws IOException {}

  @Override
  protected Reply answer(Call call) {
    Matcher role = ROLE.matcher(URLDecoder.decode(call.body(), StandardCharsets.UTF_8));
    if (!role.find()) {
      return Reply.error(400, "no role");
    }
    return new Reply(
        200,
        """
        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleWithWebIdentityResult>
            <Credentials><SessionToken>session-of-%1$s</SessionToken><SecretAccessKey>secret-of-%1$s</SecretAccessKey>
              <Expiration>2030-01-01T00:00:00Z</Expiration><AccessKeyId>ASIA%1$s</AccessKeyId></Credentials>
          </AssumeRoleWithWebIdentityResult>
        </AssumeRoleWithWebIdentityResponse>
        """
            .formatted(role.group(1)),
        Map.of());
  }
}

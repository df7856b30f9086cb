package dev.tfgate.google;

import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** IAM Credentials and a metadata server: tokens name the account and what they are for. */
public final class FakeServiceAccounts extends Loopback {
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  /** Tokens of every account. */
  public FakeServiceAccounts() throws IOException {}

  /** Lets nobody impersonate an account. */
  public void refuse(String account) {
    refused.add(account);
  }

  @Override
  protected Reply answer(Call call) {
    String path = call.path();
    if (path.startsWith("/computeMetadata/v1/instance/service-accounts/default/identity?")) {
      return "Google".equals(call.headers().get("Metadata-Flavor"))
          ? new Reply(
              200, "identity-of-ambient." + path.replaceAll(".*audience=", ""), java.util.Map.of())
          : Reply.error(403, "no flavor");
    }
    if (!path.startsWith("/v1/projects/-/serviceAccounts/") || !call.method().equals("POST")) {
      return Reply.error(404, "nothing here");
    }
    String account = path.replaceAll("^.*/([^/:]+):[A-Za-z]+$", "$1");
    if (refused.contains(account)) {
      return Reply.error(403, "Permission 'iam.serviceAccounts.getAccessToken' denied");
    }
    return path.endsWith(":generateIdToken")
        ? Reply.json("{\"token\":\"identity-of-" + account + "\"}")
        : Reply.json(
            "{\"accessToken\":\"access-of-%s\",\"expireTime\":\"%s\"}"
                .formatted(account, Instant.now().plusSeconds(3600)));
  }
}

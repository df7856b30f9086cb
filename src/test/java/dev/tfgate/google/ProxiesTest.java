package dev.tfgate.google;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which calls go through the proxy of the environment. */
class ProxiesTest {
  @Test
  void aProxyIsUsedForHttpsOnly() throws Exception {
    Proxies proxies =
        Proxies.of(
            Map.of(
                "HTTPS_PROXY", "http://proxy.acme.example:3128",
                "NO_PROXY", "internal, .corp.example"));
    assertThat(proxy(proxies, "https://cloudresourcemanager.googleapis.com/v3").type())
        .isEqualTo(Proxy.Type.HTTP);
    assertThat(proxy(proxies, "https://a.corp.example")).isEqualTo(Proxy.NO_PROXY);
    assertThat(proxy(proxies, "https://internal")).isEqualTo(Proxy.NO_PROXY);
    assertThat(proxy(proxies, "https://notinternal").type()).isEqualTo(Proxy.Type.HTTP);
    assertThat(proxy(proxies, "http://127.0.0.1:1")).isEqualTo(Proxy.NO_PROXY);
  }

  private static Proxy proxy(Proxies proxies, String uri) {
    return proxies.select(URI.create(uri)).getFirst();
  }
}

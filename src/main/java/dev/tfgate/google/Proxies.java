package dev.tfgate.google;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of the environment, as curl and gcloud read it: {@code HTTPS_PROXY} for https, but for
 * the hosts of {@code NO_PROXY}. It sees no more than the host's name, for TLS goes through it.
 */
final class Proxies extends ProxySelector {
  private final @Nullable InetSocketAddress proxy;
  private final List<String> direct;

  private Proxies(@Nullable InetSocketAddress proxy, List<String> direct) {
    this.proxy = proxy;
    this.direct = direct;
  }

  /** Reads the variables, whose lower-case spelling wins. */
  static Proxies of(Map<String, String> environment) throws GoogleAccessException {
    String https =
        environment.getOrDefault("https_proxy", environment.getOrDefault("HTTPS_PROXY", ""));
    String no = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    return new Proxies(
        https.isEmpty() ? null : address(https),
        List.of(no.toLowerCase(Locale.ROOT).replace(" ", "").split(",")));
  }

  @Override
  public List<Proxy> select(URI uri) {
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    return proxy == null || !"https".equals(uri.getScheme()) || isDirect(host)
        ? List.of(Proxy.NO_PROXY)
        : List.of(new Proxy(Proxy.Type.HTTP, proxy));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The call itself fails, and says so.
  }

  private boolean isDirect(String host) {
    for (String name : direct) {
      String suffix = name.startsWith("*") ? name.substring(1) : name;
      if (name.equals("*")
          || (!suffix.isEmpty()
              && (host.equals(suffix)
                  || host.endsWith(suffix.startsWith(".") ? suffix : "." + suffix)))) {
        return true;
      }
    }
    return false;
  }

  private static InetSocketAddress address(String text) throws GoogleAccessException {
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      if (uri.getHost() != null && "http".equals(uri.getScheme()) && uri.getUserInfo() == null) {
        return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
      }
    } catch (URISyntaxException e) {
      // The message below doesn't repeat the value: it may hold a password.
    }
    throw new GoogleAccessException(
        "HTTPS_PROXY should be http://HOST:PORT without a password; Google can't be reached through"
            + " it as it is");
  }
}

package dev.tfgate.google;

import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How Google is reached.
 *
 * @param environment the environment variables: where credentials lie, and proxies; no endpoint is
 *     ever taken from it
 * @param endpoints service → URL of {@code --endpoint}, https, or http on loopback
 */
public record GoogleAccess(Map<String, String> environment, Map<String, URI> endpoints) {
  public GoogleAccess {
    environment = Map.copyOf(environment);
    endpoints = Map.copyOf(endpoints);
  }

  /** Returns the endpoint that was given for {@code service}. */
  public Optional<URI> endpoint(String service) {
    return Optional.ofNullable(endpoints.get(service));
  }

  /** Whether {@code service} is reached over http, on loopback: no credentials go there. */
  public boolean isLoopback(String service) {
    return endpoint(service).map(uri -> "http".equals(uri.getScheme())).orElse(false);
  }

  /** Returns a variable of the environment that is set and not empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Returns where gcloud keeps the Application Default Credentials. */
  Optional<Path> gcloudCredentials() {
    return variable("CLOUDSDK_CONFIG")
        .map(Path::of)
        .or(() -> variable("HOME").map(home -> Path.of(home, ".config", "gcloud")))
        .map(folder -> folder.resolve("application_default_credentials.json"));
  }

  /**
   * Returns the proxy to use by {@code HTTPS_PROXY} and {@code NO_PROXY}.
   *
   * @throws GoogleAccessException where the variable names none that can be used
   */
  ProxySelector proxies() throws GoogleAccessException {
    return Proxies.of(environment);
  }
}

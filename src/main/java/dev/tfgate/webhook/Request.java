package dev.tfgate.webhook;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request, whatever brought it.
 *
 * @param method such as {@code POST}
 * @param path without query
 * @param headers all values by name, whatever the case of the name
 * @param body not read yet
 */
public record Request(
    String method, String path, Map<String, List<String>> headers, InputStream body) {
  public Request {
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    headers = copy;
  }

  /** Returns the value of a header that stands there once. */
  Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }
}

package dev.tfgate.terraform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The address of a resource in a plan, without instance keys.
 *
 * @param modulePath names of the module calls that lead to it, empty for the root module
 * @param mode {@code managed}, {@code data}, {@code ephemeral} or {@code action}
 * @param type resource type
 * @param name resource name
 */
public record ResourceAddress(List<String> modulePath, String mode, String type, String name) {
  public ResourceAddress {
    modulePath = List.copyOf(modulePath);
  }

  /**
   * Reads an address such as {@code module.m["a.b"].data.http.x[0]}; empty where it is that of no
   * resource.
   */
  public static Optional<ResourceAddress> parse(String address) {
    List<String> parts = new ArrayList<>(List.of(withoutKeys(address).split("\\.", -1)));
    List<String> path = new ArrayList<>();
    while (parts.size() > 2 && parts.getFirst().equals("module")) {
      path.add(parts.get(1));
      parts.subList(0, 2).clear();
    }
    String mode = "managed";
    if (parts.size() == 3
        && (parts.getFirst().equals("data")
            || parts.getFirst().equals("ephemeral")
            || parts.getFirst().equals("action"))) {
      mode = parts.removeFirst();
    }
    return parts.size() == 2 && parts.stream().noneMatch(String::isEmpty)
        ? Optional.of(new ResourceAddress(path, mode, parts.get(0), parts.get(1)))
        : Optional.empty();
  }

  /** Returns an address without its instance keys: {@code a.b["c"]} becomes {@code a.b}. */
  public static String withoutKeys(String address) {
    StringBuilder bare = new StringBuilder();
    boolean quoted = false;
    int depth = 0;
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '[') {
        depth++;
      } else if (c == ']') {
        depth--;
      } else if (depth > 0) {
        quoted = c == '"';
      } else {
        bare.append(c);
      }
    }
    return bare.toString();
  }
}

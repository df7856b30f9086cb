package dev.tfgate.terraform;

import dev.tfgate.terraform.profile.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The full source address of a provider, as Terraform compares it: lower case, defaults filled in.
 *
 * @param host the program's default registry where none was written
 * @param namespace {@code hashicorp} where none was written
 * @param type the last part, which the prefix of resource types stands for
 */
public record ProviderAddress(String host, String namespace, String type)
    implements Comparable<ProviderAddress> {
  /** The provider that is part of Terraform itself. */
  public static final ProviderAddress BUILT_IN =
      new ProviderAddress("terraform.io", "builtin", "terraform");

  private static final String DEFAULT_NAMESPACE = "hashicorp";

  /**
   * Returns the address that a {@code source} names: {@code type}, {@code namespace/type} or {@code
   * host/namespace/type}; empty where Terraform would reject it. Without a host it is that of
   * Terraform's registry.
   */
  public static Optional<ProviderAddress> parse(String source) {
    return parse(source, Engine.TERRAFORM);
  }

  /** As above, for a program with a registry of its own. */
  public static Optional<ProviderAddress> parse(String source, Engine program) {
    String[] parts = source.split("/", -1);
    if (parts.length > 3) {
      return Optional.empty();
    }
    List<String> normal = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      boolean host = parts.length == 3 && i == 0;
      Optional<String> part = host ? host(parts[i]) : part(parts[i]);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      normal.add(part.get());
    }
    String type = normal.getLast();
    String namespace = normal.size() > 1 ? normal.get(normal.size() - 2) : DEFAULT_NAMESPACE;
    String host = normal.size() > 2 ? normal.getFirst() : program.defaultHost();
    return Optional.of(new ProviderAddress(host, namespace, type));
  }

  /** Returns the provider that a local name stands for where nothing declares a source for it. */
  public static ProviderAddress implied(String localName, Engine program) {
    String type = localName.toLowerCase(Locale.ROOT);
    return type.equals(BUILT_IN.type)
        ? BUILT_IN
        : new ProviderAddress(program.defaultHost(), DEFAULT_NAMESPACE, type);
  }

  /**
   * Returns the local name that a resource type implies: what stands before the first {@code _}.
   */
  public static String impliedLocalName(String resourceType) {
    int underscore = resourceType.indexOf('_');
    String prefix = underscore < 0 ? resourceType : resourceType.substring(0, underscore);
    return prefix.toLowerCase(Locale.ROOT);
  }

  /** Whether it is part of Terraform itself, so that no package is looked for. */
  public boolean isBuiltIn() {
    return equals(BUILT_IN);
  }

  private static Optional<String> host(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    if (host.endsWith(":443")) {
      host = host.substring(0, host.length() - ":443".length());
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (!isLetterOrDigit(c) && c != '-' && c != '.' && c != ':') {
        return Optional.empty();
      }
    }
    return host.isEmpty() ? Optional.empty() : Optional.of(host);
  }

  private static Optional<String> part(String text) {
    String part = text.toLowerCase(Locale.ROOT);
    if (part.equals("-")) {
      // The namespace of providers from before namespaces: known, and never pinned.
      return Optional.of(part);
    }
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (!isLetterOrDigit(c) && c != '-' && c != '_') {
        return Optional.empty();
      }
    }
    return part.isEmpty() ? Optional.empty() : Optional.of(part);
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  @Override
  public int compareTo(ProviderAddress other) {
    int order = host.compareTo(other.host);
    order = order != 0 ? order : namespace.compareTo(other.namespace);
    return order != 0 ? order : type.compareTo(other.type);
  }

  /** {@code host/namespace/type}. */
  @Override
  public String toString() {
    return host + "/" + namespace + "/" + type;
  }
}

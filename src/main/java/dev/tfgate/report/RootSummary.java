package dev.tfgate.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A root module that was checked and the providers Terraform would request for it.
 *
 * @param path the directory, relative to the checkout, with {@code /}; "." at the top
 * @param program the command of the pinned program that runs there, {@code terraform} or {@code
 *     tofu}; null where none is pinned
 * @param version the pinned version of it; null where none is pinned
 * @param providers sorted by source address
 * @param calls the module calls below it, in the order in which they were met
 */
public record RootSummary(
    String path,
    @Nullable String program,
    @Nullable String version,
    List<Provider> providers,
    List<Call> calls) {
  public RootSummary {
    providers = List.copyOf(providers);
    calls = List.copyOf(calls);
  }

  /** A root of which no module call is known. */
  public RootSummary(
      String path, @Nullable String program, @Nullable String version, List<Provider> providers) {
    this(path, program, version, providers, List.of());
  }

  /**
   * A module call.
   *
   * @param from the directory of the calling module
   * @param module the directory that is called, or the source as it is written where that is no
   *     path; null where it is not a constant
   * @param version the version as it is written, or null
   */
  public record Call(String from, @Nullable String module, @Nullable String version) {
    /** Hides secrets in the address. */
    public Call {
      module = module == null ? null : Redaction.of(module);
    }
  }

  /** The same root as another program sees it too: with the providers and calls of both. */
  public RootSummary and(RootSummary other) {
    SortedMap<String, Provider> all = new TreeMap<>();
    other.providers.forEach(provider -> all.put(provider.source(), provider));
    providers.forEach(provider -> all.put(provider.source(), provider));
    Set<Call> both = new LinkedHashSet<>(calls);
    both.addAll(other.calls);
    return new RootSummary(path, program, version, List.copyOf(all.values()), List.copyOf(both));
  }

  /** Whether nothing is known of the root but its path. */
  boolean isBare() {
    return program == null && version == null && providers.isEmpty() && calls.isEmpty();
  }

  /**
   * A provider that a root requests.
   *
   * @param source full source address, {@code host/namespace/type}
   * @param constraints the version constraints as written in the module tree, sorted and without
   *     repetition
   * @param pinned the version of the manifest that Terraform would choose, or null where none fits
   */
  public record Provider(String source, List<String> constraints, @Nullable String pinned) {
    public Provider {
      constraints = List.copyOf(constraints);
    }
  }
}

package dev.tfgate.terraform;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A root module and every module of the checkout that it reaches. */
public final class Root {
  /**
   * A module and how the root reaches it.
   *
   * @param module the module
   * @param chain the directories from the root to the module, both included, on a shortest way
   * @param callers every call of it within this root
   */
  public record Reached(Module module, List<String> chain, List<Caller> callers) {
    /** Keeps a view of the callers, which grow while the root is built. */
    public Reached {
      chain = List.copyOf(chain);
      callers = Collections.unmodifiableList(callers);
    }

    /** The chain as users read it: {@code svc/dev → modules/db}. */
    public String chainText() {
      return String.join(" → ", chain);
    }
  }

  /** A call and the module that it stands in. */
  public record Caller(Module module, ModuleCall call) {}

  private final List<Reached> modules;
  private final List<Caller> outside;

  /**
   * A root whose modules were collected.
   *
   * @param modules the root's own first, then by distance
   * @param outside calls that lead to no directory of the checkout
   */
  Root(List<Reached> modules, List<Caller> outside) {
    this.modules = List.copyOf(modules);
    this.outside = List.copyOf(outside);
  }

  /** The path of its directory, relative to the checkout; "." at the top. */
  public String path() {
    return module().path();
  }

  /** The root module itself. */
  public Module module() {
    return modules.getFirst().module();
  }

  /** Every module that it reaches over local paths, itself first, each once. */
  public List<Reached> modules() {
    return modules;
  }

  /** How it reaches the module of that directory; empty where it doesn't. */
  public Optional<Reached> reached(String path) {
    for (Reached reached : modules) {
      if (reached.module().path().equals(path)) {
        return Optional.of(reached);
      }
    }
    return Optional.empty();
  }

  /** Calls of modules that are not in the checkout, or that are not known. */
  public List<Caller> outsideCalls() {
    return outside;
  }

  /** A place that requests a provider, and the module that it stands in. */
  public record Request(Reached reached, ProviderRequest request) {}

  /** Every place in any of its modules, and in its own tests, that requests a provider. */
  public List<Request> providerRequests() {
    List<Request> all = new ArrayList<>();
    for (ProviderRequest request : module().providerRequestsOfTests()) {
      all.add(new Request(modules.getFirst(), request));
    }
    for (Reached reached : modules) {
      for (ProviderRequest request : reached.module().providerRequests()) {
        all.add(new Request(reached, request));
      }
    }
    return all;
  }
}

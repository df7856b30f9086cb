package dev.tfgate.rules.provider;

import dev.tfgate.plugins.PinnedProvider;
import dev.tfgate.plugins.ProviderSelection;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ProviderAddress;
import dev.tfgate.terraform.Root;
import dev.tfgate.trust.Trust;
import java.util.List;
import java.util.stream.Collectors;

/** Providers that the manifest doesn't pin. */
public final class ProviderNotPinned implements RootRule {
  @Override
  public boolean judgesUncalled() {
    return true;
  }

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "provider-not-pinned",
        "Provider that is not pinned",
        Enforcement.MANDATORY,
        Layer.PROVIDER,
        "A module requests a provider that plugins-manifest.yaml does not list. A provider is a"
            + " program that runs at plan with the credentials of the build.");
  }

  @Override
  public void check(Root root, Scope scope, Findings findings) {
    for (ProviderSelection selection : ProviderSelection.of(root, scope.trust().manifest())) {
      ProviderAddress address = selection.address();
      if (isPinned(address, scope.trust())) {
        continue;
      }
      for (Root.Request request : ProviderRequests.oneAModule(selection.requests())) {
        findings.add(
            root,
            request.request().file(),
            request.request().range(),
            "The provider '%s' is not pinned%s, but %s requests it.%s A provider is a program that runs with the build's credentials. %s, or ask the platform team to pin this one (tfgate plugins pin)."
                .formatted(
                    address,
                    sameType(address, scope.trust()),
                    ProviderRequests.who(request),
                    isImplied(request, selection)
                        ? " No source is written for '%s', so %s takes this one."
                            .formatted(
                                request.request().localName(), scope.profile().program().title())
                        : "",
                    isImplied(request, selection)
                        ? "Write the source of a pinned one under required_providers"
                        : "Use a pinned one"));
      }
    }
  }

  /** Whether the module names the provider nowhere, so that its address is made of its name. */
  private static boolean isImplied(Root.Request request, ProviderSelection selection) {
    return selection.requests().stream()
        .filter(other -> other.reached().module().path().equals(request.reached().module().path()))
        .noneMatch(other -> other.request().by().startsWith("required_providers"));
  }

  /**
   * Without a trust directory nothing is pinned and nothing can be said, but for addresses that no
   * image ever offers.
   */
  private static boolean isPinned(ProviderAddress address, Trust trust) {
    boolean unknownBuiltIn = address.host().equals(ProviderAddress.BUILT_IN.host());
    boolean legacy = address.namespace().equals("-");
    return !unknownBuiltIn
        && !legacy
        && (trust.location() == null || !trust.manifest().versionsOf(address.toString()).isEmpty());
  }

  private static String sameType(ProviderAddress address, Trust trust) {
    List<String> sources =
        trust.manifest().providers().stream()
            .map(PinnedProvider::source)
            .filter(source -> source.endsWith("/" + address.type()))
            .distinct()
            .toList();
    return sources.isEmpty()
        ? ""
        : sources.stream().collect(Collectors.joining(", ", " (pinned is ", ")"));
  }
}

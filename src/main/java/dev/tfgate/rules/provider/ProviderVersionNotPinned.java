package dev.tfgate.rules.provider;

import dev.tfgate.plugins.PinnedProvider;
import dev.tfgate.plugins.ProviderSelection;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Root;
import dev.tfgate.text.Version;
import dev.tfgate.text.VersionConstraints;
import java.util.List;
import java.util.stream.Collectors;

/** Version constraints that no pinned version meets. */
public final class ProviderVersionNotPinned implements RootRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "provider-version-not-pinned",
        "Provider version that is not pinned",
        Enforcement.MANDATORY,
        Layer.PROVIDER,
        "The version constraints on a provider admit none of the pinned versions, so another one"
            + " would have to be loaded.");
  }

  @Override
  public void check(Root root, Scope scope, Findings findings) {
    if (scope.trust().location() == null) {
      return;
    }
    for (ProviderSelection selection : ProviderSelection.of(root, scope.trust().manifest())) {
      List<PinnedProvider> pinned =
          scope.trust().manifest().versionsOf(selection.address().toString());
      boolean unclear =
          selection.requests().stream().anyMatch(request -> request.request().constraintsUnclear());
      if (pinned.isEmpty() || unclear || selection.pinned().isPresent()) {
        continue;
      }
      List<Root.Request> constrained =
          selection.requests().stream()
              .filter(request -> request.request().constraints() != null)
              .toList();
      List<Root.Request> culprits =
          constrained.stream().filter(request -> !admitsAny(request, pinned)).toList();
      String versions =
          pinned.stream().map(PinnedProvider::version).collect(Collectors.joining(", "));
      for (Root.Request request : ProviderRequests.oneAModule(culprits)) {
        findings.add(
            root,
            request.request().file(),
            request.request().range(),
            "The constraint '%s' on the provider '%s' (%s) admits no pinned version. Pinned is %s, and CI can load no other. Write a constraint that admits it, or ask the platform team to pin another version."
                .formatted(
                    request.request().constraints(),
                    selection.address(),
                    ProviderRequests.who(request),
                    versions));
      }
      if (culprits.isEmpty()) {
        Root.Request first =
            constrained.isEmpty() ? selection.requests().getFirst() : constrained.getFirst();
        findings.add(
            root,
            first.request().file(),
            first.request().range(),
            "No pinned version of the provider '%s' (%s) meets all constraints of this root together: %s. Make the constraints agree, or ask the platform team to pin another version."
                .formatted(
                    selection.address(),
                    versions,
                    constrained.stream()
                        .map(
                            request ->
                                "'%s' (%s)"
                                    .formatted(
                                        request.request().constraints(),
                                        ProviderRequests.who(request)))
                        .distinct()
                        .limit(5)
                        .collect(Collectors.joining(", "))));
      }
    }
  }

  private static boolean admitsAny(Root.Request request, List<PinnedProvider> pinned) {
    VersionConstraints constraints = request.request().constraints();
    return constraints != null
        && pinned.stream()
            .flatMap(provider -> Version.parse(provider.version()).stream())
            .anyMatch(constraints::admits);
  }
}

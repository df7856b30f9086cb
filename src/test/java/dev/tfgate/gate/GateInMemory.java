package dev.tfgate.gate;

import dev.tfgate.catalogue.Governance;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Limits;
import dev.tfgate.policy.compiled.ProgramCache;
import dev.tfgate.report.Report;
import dev.tfgate.terraform.FileOutlines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The gate over checkouts in memory, without git: for laws that ask it very often. */
public final class GateInMemory {
  private final Path nowhere;
  private final Map<String, Governance> governances = new HashMap<>();

  /**
   * A gate over no checkout on disk.
   *
   * @param nowhere where the checkout would lie
   */
  public GateInMemory(Path nowhere) {
    this.nowhere = nowhere;
  }

  /**
   * Checks all of a checkout.
   *
   * @param gate the text of the gate.yaml in the trust directory of the request
   */
  public Report whole(CheckRequest request, String gate, Checkout checkout) {
    return check(request, gate, opened(request, gate, checkout));
  }

  /** Checks what a change can affect: as {@code --staged} does, or as {@code --changed-since}. */
  public Report narrowed(
      CheckRequest request,
      String gate,
      Checkout checkout,
      Set<String> changed,
      Supplier<Checkout> before) {
    FileOutlines outlines = new FileOutlines(checkout, limits(request, gate));
    OpenedCheckout.Base base = before::get;
    return check(
        request,
        gate,
        request.extent().staged()
            ? OpenedCheckout.ofCommit(checkout, changed, outlines, base, new ArrayList<>())
            : changed(checkout, changed, outlines, base));
  }

  private static OpenedCheckout changed(
      Checkout checkout, Set<String> changed, FileOutlines outlines, OpenedCheckout.Base base) {
    return new OpenedCheckout(
        checkout,
        Optional.of(Changes.withLinks(changed, checkout)),
        Optional.empty(),
        outlines,
        base,
        new ArrayList<>());
  }

  /** Surveys a checkout of which some paths changed, as {@code roots --changed-since} does. */
  public Gate.Survey survey(
      CheckRequest request,
      String gate,
      Checkout checkout,
      Set<String> changed,
      Supplier<Checkout> before) {
    return Gate.survey(
        request,
        nowhere,
        governance(request, gate).trust(),
        changed(checkout, changed, new FileOutlines(checkout, limits(request, gate)), before::get));
  }

  /** Surveys a checkout. */
  public Gate.Survey survey(CheckRequest request, String gate, Checkout checkout) {
    return Gate.survey(
        request, nowhere, governance(request, gate).trust(), opened(request, gate, checkout));
  }

  private Report check(CheckRequest request, String gate, OpenedCheckout opened) {
    try (Gate.Outcome outcome =
        Gate.check(request, nowhere, governance(request, gate), opened, new CheckProgress())) {
      return outcome.report();
    }
  }

  private OpenedCheckout opened(CheckRequest request, String gate, Checkout checkout) {
    return new OpenedCheckout(
        checkout, new FileOutlines(checkout, limits(request, gate)), new ArrayList<>());
  }

  private Limits limits(CheckRequest request, String gate) {
    var limits = governance(request, gate).trust().limits();
    return new Limits(limits.fileBytes(), limits.nesting());
  }

  private Governance governance(CheckRequest request, String gate) {
    return governances.computeIfAbsent(
        request.mode().mode() + gate,
        any ->
            Governance.read(
                Optional.ofNullable(request.trust()),
                request.mode().mode(),
                nowhere,
                new ProgramCache(request.version(), nowhere)));
  }
}

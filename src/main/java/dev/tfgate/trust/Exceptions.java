package dev.tfgate.trust;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Layer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the exceptions made of the findings.
 *
 * @param findings in the order given, lifted ones carry their exception
 * @param notes for the report: entries that have expired, that lift nothing, that are full
 */
public record Exceptions(List<Finding> findings, List<String> notes) {
  public Exceptions {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /**
   * Applies the exceptions. Findings of the path layer are never lifted; an entry that would lift
   * more findings than its {@code max} lifts none of them.
   *
   * @param source of the downloaded module that was checked, or null for the checkout
   * @param layerOf the layer of a rule id, or null for an unknown one
   * @param today the day that counts for expiry
   * @param wholeCheckout whether everything was checked, so that an entry that lifts nothing is
   *     worth a note
   */
  public static Exceptions apply(
      List<TrustedException> exceptions,
      List<Finding> findings,
      @Nullable String source,
      Function<String, @Nullable Layer> layerOf,
      LocalDate today,
      boolean wholeCheckout) {
    List<Finding> result = new ArrayList<>(findings);
    List<String> notes = new ArrayList<>();
    for (TrustedException exception : exceptions) {
      List<Integer> covered = new ArrayList<>();
      for (int i = 0; i < result.size(); i++) {
        Finding finding = result.get(i);
        if (finding.exception() == null
            && finding.enforcement() != Enforcement.OFF
            && layerOf.apply(finding.rule()) != Layer.PATH
            && exception.covers(finding, source)) {
          covered.add(i);
        }
      }
      String name =
          "the exception for %s at gate.yaml:%s".formatted(exception.rule(), exception.position());
      if (exception.expired(today)) {
        notes.add(
            "%s expired on %s: it lifts nothing any more, remove or renew it"
                .formatted(name, exception.expires()));
      } else if (covered.isEmpty()) {
        if (wholeCheckout && exception.module() == null) {
          notes.add(name + " lifts nothing: remove it");
        }
      } else if (exception.max() != null && covered.size() > exception.max()) {
        notes.add(
            "%s may lift %d findings, but %d match: it lifts none, fix the new ones or raise max"
                .formatted(name, exception.max(), covered.size()));
      } else {
        Finding.Lifted lifted = new Finding.Lifted(exception.reason(), exception.expires());
        for (int i : covered) {
          result.set(i, result.get(i).liftedBy(lifted));
        }
      }
    }
    return new Exceptions(result, notes);
  }
}

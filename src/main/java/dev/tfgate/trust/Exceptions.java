package dev.tfgate.trust;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Layer;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the exceptions made of the findings.
 *
 * @param findings in the order given, lifted ones carry their exception
 * @param notes for the report: entries that have expired or soon will, that lift nothing, that are
 *     full
 */
public record Exceptions(List<Finding> findings, List<String> notes) {
  public Exceptions {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /**
   * Applies the exceptions. Findings of the path layer are never lifted; an entry that would lift
   * more findings than its {@code max} lifts none of them. A finding that only an expired entry is
   * about says so.
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
    if (exceptions.isEmpty()) {
      return new Exceptions(findings, List.of());
    }
    List<Finding> result = new ArrayList<>(findings);
    Index index = new Index(findings, layerOf);
    Notes notes = new Notes(today);
    Map<Integer, TrustedException> once = new HashMap<>();
    for (TrustedException exception : exceptions) {
      List<Integer> covered = new ArrayList<>();
      boolean blocks = false;
      for (List<Integer> places : index.candidates(exception)) {
        for (int i : places) {
          Finding finding = result.get(i);
          if (finding.exception() == null && exception.covers(finding, source)) {
            covered.add(i);
            blocks |= finding.enforcement() == Enforcement.MANDATORY;
          }
        }
      }
      if (blocks) {
        // What is only shown needs no exception, and takes no place of one.
        covered.removeIf(i -> result.get(i).enforcement() != Enforcement.MANDATORY);
      }
      if (exception.expired(today)) {
        notes.add(Notes.Kind.EXPIRED, exception, 0);
        covered.forEach(i -> once.put(i, exception));
      } else if (covered.isEmpty()) {
        if (wholeCheckout && exception.module() == null) {
          notes.add(Notes.Kind.IDLE, exception, 0);
        }
      } else if (exception.max() != null && covered.size() > exception.max()) {
        notes.add(Notes.Kind.FULL, exception, covered.size());
      } else {
        if (exception.expiresSoon(today)) {
          notes.add(Notes.Kind.SOON, exception, covered.size());
        }
        Finding.Lifted lifted = new Finding.Lifted(exception.reason(), exception.expires());
        for (int i : covered) {
          result.set(i, result.get(i).liftedBy(lifted));
        }
      }
    }
    once.forEach(
        (i, exception) -> {
          if (result.get(i).exception() == null) {
            result.set(i, result.get(i).saying(expired(exception)));
          }
        });
    return new Exceptions(result, notes.sentences());
  }

  private static String expired(TrustedException exception) {
    return "This finding was excepted until %s by %s%s (\"%s\"). The exception has expired: fix the finding, or renew the entry"
        .formatted(
            exception.expires(),
            exception.by() == null ? "" : exception.by() + ", ",
            exception.place(),
            exception.reason());
  }

  /** Finds the findings that an entry can be about, without a look at all others. */
  private static final class Index {
    private final Map<String, List<Integer>> byFingerprint = new HashMap<>();
    private final Map<String, TreeMap<String, List<Integer>>> byRule = new HashMap<>();

    Index(List<Finding> findings, Function<String, @Nullable Layer> layerOf) {
      for (int i = 0; i < findings.size(); i++) {
        Finding finding = findings.get(i);
        if (finding.enforcement() != Enforcement.OFF
            && layerOf.apply(finding.rule()) != Layer.PATH) {
          byFingerprint.computeIfAbsent(finding.fingerprint(), key -> new ArrayList<>()).add(i);
          byRule
              .computeIfAbsent(finding.rule(), key -> new TreeMap<>())
              .computeIfAbsent(finding.path(), key -> new ArrayList<>())
              .add(i);
        }
      }
    }

    Iterable<List<Integer>> candidates(TrustedException exception) {
      if (exception.fingerprint() != null) {
        return List.of(byFingerprint.getOrDefault(exception.fingerprint(), List.of()));
      }
      SortedMap<String, List<Integer>> paths =
          byRule.getOrDefault(exception.rule(), new TreeMap<>());
      String pattern = exception.path() == null ? "**" : exception.path().pattern();
      int star = pattern.indexOf('*');
      if (star < 0) {
        return List.of(paths.getOrDefault(pattern, List.of()));
      }
      String start = pattern.substring(0, star);
      // Behind every path that goes on from here.
      return start.isEmpty()
          ? paths.values()
          : paths.subMap(start, start + Character.MAX_VALUE).values();
    }
  }

  /** What there is to say of the entries; of many that are alike only the first are named. */
  private static final class Notes {
    private static final int NAMED = 3;

    private enum Kind {
      FULL,
      EXPIRED,
      SOON,
      IDLE
    }

    private record Note(TrustedException exception, int covered) {}

    private final LocalDate today;
    private final Map<Kind, List<Note>> notes = new EnumMap<>(Kind.class);

    Notes(LocalDate today) {
      this.today = today;
    }

    void add(Kind kind, TrustedException exception, int covered) {
      notes.computeIfAbsent(kind, key -> new ArrayList<>()).add(new Note(exception, covered));
    }

    List<String> sentences() {
      List<String> sentences = new ArrayList<>();
      notes.forEach(
          (kind, all) -> {
            List<Note> ordered = new ArrayList<>(all);
            if (kind == Kind.SOON) {
              ordered.sort((a, b) -> a.exception().expires().compareTo(b.exception().expires()));
            }
            int named = ordered.size() <= NAMED + 1 ? ordered.size() : NAMED;
            ordered.subList(0, named).forEach(note -> sentences.add(sentence(kind, note)));
            if (named < ordered.size()) {
              sentences.add(
                  "%d more exceptions %s"
                      .formatted(
                          ordered.size() - named,
                          switch (kind) {
                            case FULL ->
                                "match more findings than they may lift, so they lift none";
                            case EXPIRED ->
                                "have expired and lift nothing any more. Remove or renew them";
                            case SOON ->
                                "expire until "
                                    + Collections.max(
                                        ordered.stream()
                                            .map(note -> note.exception().expires())
                                            .toList());
                            case IDLE -> "lift nothing. Remove them";
                          }));
            }
          });
      return sentences;
    }

    private String sentence(Kind kind, Note note) {
      TrustedException exception = note.exception();
      String name = "the exception for %s at %s".formatted(exception.rule(), exception.place());
      return switch (kind) {
        case FULL ->
            "%s may lift %d findings and %d match, so it lifts none. Fix the new ones, or raise max"
                .formatted(name, exception.max(), note.covered());
        case EXPIRED ->
            "%s expired on %s and lifts nothing any more. Remove or renew it"
                .formatted(name, exception.expires());
        case SOON -> {
          long days = ChronoUnit.DAYS.between(today, exception.expires());
          yield "%s expires on %s (%s). It lifts %s. Fix %s, or renew it"
              .formatted(
                  name,
                  exception.expires(),
                  days == 0 ? "today" : days == 1 ? "tomorrow" : "in " + days + " days",
                  note.covered() == 1 ? "a finding" : note.covered() + " findings",
                  note.covered() == 1 ? "it" : "them");
        }
        case IDLE -> name + " lifts nothing. Remove it";
      };
    }
  }
}

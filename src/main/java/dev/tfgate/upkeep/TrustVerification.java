package dev.tfgate.upkeep;

import dev.tfgate.catalogue.Governance;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.Gate;
import dev.tfgate.hcl.Limits;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.compiled.ProgramCache;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Json;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Wrapped;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.ForRoots;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.TrustReader;
import dev.tfgate.trust.TrustedException;
import dev.tfgate.yaml.Position;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a trust directory, all at once: for the platform team's own CI.
 *
 * @param directory the trust directory
 * @param problems what is wrong, by file and place
 * @param notes what is not governed, in sentences
 */
public record TrustVerification(Path directory, List<Problem> problems, List<String> notes) {
  /** Copies the lists. */
  public TrustVerification {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /**
   * Verifies a trust directory: {@code gate.yaml}, the manifest, the policies with all their
   * expressions, entries that can have no effect, and exceptions that have expired.
   *
   * @param version of tfgate
   * @param mode in CI mode nothing of it may be writable by others
   * @param today the day that counts for expiry
   * @param checkout that roots and identities are held against, or null for none
   * @throws ExitException where the checkout can't be read
   */
  public static TrustVerification of(
      String version, TrustLocation location, Mode mode, LocalDate today, @Nullable Path checkout) {
    Problems problems = new Problems();
    PolicySet[] policies = {PolicySet.none()};
    Optional<Trust> trust =
        TrustReader.read(
            location,
            mode,
            null,
            Governance.knownRules(Optional.of(location), policies, null),
            problems);
    if (problems.isEmpty()) {
      policies[0].verify(new ProgramCache(version, null), problems);
    }
    if (problems.isEmpty() && trust.isPresent()) {
      String file = location.path().resolve("gate.yaml").toString();
      IdleEntries.in(trust.get()).forEach(problem -> problems.add(file, null, problem));
    }
    List<String> notes = new ArrayList<>(trust.map(Trust::notes).orElse(List.of()));
    TreeMap<LocalDate, List<TrustedException>> soon = new TreeMap<>();
    for (TrustedException exception : trust.map(Trust::exceptions).orElse(List.of())) {
      if (exception.expired(today)) {
        problems.add(
            location.path().resolve(exception.file()).normalize().toString(),
            exception.position(),
            "the exception for \"%s\" expired on %s and lifts nothing any more. Remove or renew it"
                .formatted(exception.rule(), exception.expires()));
      } else if (exception.expiresSoon(today)) {
        soon.computeIfAbsent(exception.expires(), day -> new ArrayList<>()).add(exception);
      }
    }
    soon.forEach(
        (day, all) ->
            notes.add(
                "%s on %s, the first of them at %s. Renew what is still needed"
                    .formatted(
                        all.size() == 1
                            ? "an exception expires"
                            : all.size() + " exceptions expire",
                        day,
                        all.getFirst().place())));
    if (trust.isPresent() && checkout != null) {
      reviewRoots(trust.get(), location, checkout, problems);
    } else if (trust.isPresent() && !trust.get().identities().isEmpty()) {
      notes.add("the identities were not held against roots. Name a checkout with --checkout");
    }
    return new TrustVerification(location.path(), problems.sorted(), notes);
  }

  /** Holds {@code roots} and {@code identities} against the roots of a checkout. */
  private static void reviewRoots(
      Trust trust, TrustLocation location, Path folder, Problems problems) {
    int fileBytes = trust.limits().fileBytes();
    try (Checkout checkout = Checkout.whole(folder.toRealPath(), fileBytes)) {
      Configuration configuration =
          Configuration.of(
                  checkout, new Limits(fileBytes, trust.limits().nesting()), new EvaluatedSources())
              // Also what nothing calls: where gate.yaml doesn't name the roots, it may be run.
              .choosing(Gate.choice(trust, false, null));
      List<String> roots = configuration.roots().stream().map(RootOutline::path).toList();
      List<String> found = new ArrayList<>(idlePatterns(trust, configuration));
      if (!trust.identities().isEmpty()) {
        found.addAll(
            new IdentityReview(trust.identities(), roots, CodeOwners.of(checkout)).problems());
      }
      for (String problem : found) {
        problems.add(location.path().resolve("gate.yaml").toString(), null, problem);
      }
      if (!checkout.problems().isEmpty()) {
        throw new ExitException(
            ExitCode.UNDECIDED,
            "'%s' can't be read, so the roots are not known for sure"
                .formatted(checkout.problems().getFirst().path()));
      }
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "'%s' can't be checked: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** What {@code roots} names and the checkout doesn't have. */
  private static List<String> idlePatterns(Trust trust, Configuration configuration) {
    ForRoots named = trust.roots();
    List<Glob> patterns = new ArrayList<>();
    if (named != null && !named.isAll()) {
      patterns.addAll(named.patterns());
      patterns.addAll(named.except());
    }
    List<String> folders = configuration.paths().stream().filter(configuration::isModule).toList();
    return patterns.stream()
        .filter(pattern -> folders.stream().noneMatch(pattern::matches))
        .map(
            pattern ->
                "roots: the pattern \"%s\" names no folder of the checkout that has files of configuration. Take it out, or mend it"
                    .formatted(pattern.pattern()))
        .toList();
  }

  /** Passed where nothing is wrong. */
  public ExitCode exitCode() {
    return problems.isEmpty() ? ExitCode.PASSED : ExitCode.USAGE;
  }

  /**
   * Prints a line for each problem, and a last line that sums up.
   *
   * @param columns width that lines are wrapped to
   */
  public void print(PrintStream out, int columns) {
    for (Problem problem : problems) {
      print(problem.toString(), out, columns);
    }
    for (String note : notes) {
      print("note: " + note + ".", out, columns);
    }
    out.println(
        problems.isEmpty()
            ? "valid: " + Printable.line(directory.toString())
            : "not valid: %d %s in %s"
                .formatted(
                    problems.size(),
                    problems.size() == 1 ? "problem" : "problems",
                    Printable.line(directory.toString())));
  }

  private static void print(String text, PrintStream out, int columns) {
    Wrapped.printable(text, columns).forEach(out::println);
  }

  /**
   * Writes {@code {"directory", "valid", "problems": [{file, line, column, message}], "notes"}}.
   */
  public void writeJson(Writer out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringField("directory", directory.toString());
          json.writeBooleanField("valid", problems.isEmpty());
          json.writeArrayFieldStart("problems");
          for (Problem problem : problems) {
            Position position = problem.position();
            json.writeStartObject();
            json.writeStringField("file", problem.file());
            if (position == null) {
              json.writeNullField("line");
              json.writeNullField("column");
            } else {
              json.writeNumberField("line", position.line());
              json.writeNumberField("column", position.column());
            }
            json.writeStringField("message", problem.message());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("notes");
          for (String note : notes) {
            json.writeString(note);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}

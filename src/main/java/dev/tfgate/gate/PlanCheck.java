package dev.tfgate.gate;

import dev.tfgate.catalogue.Catalogue;
import dev.tfgate.catalogue.Governance;
import dev.tfgate.catalogue.PolicyPlaces;
import dev.tfgate.checkout.ReadAhead;
import dev.tfgate.facts.Facts;
import dev.tfgate.policy.compiled.ProgramCache;
import dev.tfgate.policy.run.PlanRun;
import dev.tfgate.policy.run.PlanSource;
import dev.tfgate.policy.run.PolicyResult;
import dev.tfgate.policy.run.Violation;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Report;
import dev.tfgate.report.RootSummary;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.report.Undecided;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.PlanFindings;
import dev.tfgate.rules.view.PlanRule;
import dev.tfgate.rules.view.PlanScope;
import dev.tfgate.rules.view.Rule;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.PlanFormatException;
import dev.tfgate.terraform.PlanHeader;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.PlanReader;
import dev.tfgate.terraform.ResourceChange;
import dev.tfgate.trust.Exceptions;
import dev.tfgate.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One check of a saved plan from end to end. The plan is read once and not kept; the checkout is
 * read only to point findings at the source.
 */
public final class PlanCheck {
  /** Worth a thread that reads ahead, in bytes. */
  private static final long LARGE = 32 << 20;

  private static final int AHEAD = 1 << 20;

  private static final String READING = "the reading of the plan";

  private PlanCheck() {}

  /**
   * Checks a plan by every rule over plans.
   *
   * @param plan the file that holds what {@code terraform show -json} printed
   * @throws ExitException where the trust directory is not valid, or the plan can't be read or is
   *     none
   */
  public static Gate.Outcome check(PlanCheckRequest request, Path plan) throws IOException {
    return check(request, new PlanListener() {}, listener -> read(plan, listener));
  }

  /**
   * As above, for a plan that another program prints.
   *
   * @param plan is read to its end
   * @param also hears of the plan what the rules hear
   * @throws IOException where it can't be
   */
  public static Gate.Outcome check(PlanCheckRequest request, InputStream plan, PlanListener also)
      throws IOException {
    return check(request, also, listener -> read(plan, "the plan", listener));
  }

  /** Hands a plan to a listener. */
  private interface Source {
    PlanHeader read(PlanListener listener) throws IOException;
  }

  private static Gate.Outcome check(PlanCheckRequest request, PlanListener also, Source plan)
      throws IOException {
    Path top = request.top();
    ProgramCache programs = new ProgramCache(request.version(), top);
    Governance governance =
        Governance.read(Optional.ofNullable(request.trust()), request.mode().mode(), top, programs);
    CheckProgress progress = new CheckProgress();
    Gate.Outcome outcome;
    try {
      outcome =
          new TimedCheck<Gate.Outcome>() {
            @Override
            Gate.Outcome check() throws IOException {
              return PlanCheck.check(request, also, plan, governance, progress.step());
            }
          }.within(governance.trust().limits(), progress);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return outcome == null ? late(request, governance, progress) : outcome;
  }

  /** The outcome of a check that took too long: nothing is decided. */
  private static Gate.Outcome late(
      PlanCheckRequest request, Governance governance, CheckProgress progress) {
    Path top = request.top();
    Report report =
        new Report(
            request.version(),
            request.mode().mode(),
            List.of(),
            List.of(progress.late(governance.trust().limits())),
            List.of(),
            null,
            1,
            progress.slow(),
            0);
    return new Gate.Outcome(
        report,
        (path, line) -> Optional.empty(),
        Catalogue.of(governance),
        top,
        governance.trust().contact());
  }

  private static Gate.Outcome check(
      PlanCheckRequest request,
      PlanListener also,
      Source plan,
      Governance governance,
      CheckProgress.Step step)
      throws IOException {
    Path top = request.top();
    Trust trust = governance.trust();
    String root = top.relativize(request.root()).toString();
    root = root.isEmpty() ? "." : root;

    Facts facts = Facts.bundled();
    List<Watch> watches = new ArrayList<>();
    for (Rule rule : Rules.all()) {
      RuleDescription description = rule.description().under(trust.rules());
      if (rule instanceof PlanRule planRule && description.enforcement() != Enforcement.OFF) {
        PlanFindings found = new PlanFindings();
        watches.add(
            new Watch(
                description, found, planRule.listen(new PlanScope(trust, facts, root), found)));
      }
    }
    PlanSources sources = new PlanSources(request.root(), root);
    PlanRun asked =
        new PlanRun(
            governance.policies(), request.rootIsCertain() ? sources.source() : PlanSource.NONE);
    List<PlanListener> listeners = new ArrayList<>(watches.stream().map(Watch::listener).toList());
    listeners.add(asked);
    listeners.add(also);
    listeners.addFirst(Place.of(step, "the rules", root));
    listeners.add(watches.size() + 1, Place.of(step, "the policies", root));
    listeners.add(Place.reading(step, root));
    step.begin(READING, root);
    int[] changes = {0};
    listeners.add(
        new PlanListener() {
          @Override
          public void resourceChange(ResourceChange change) {
            if (!change.isNoOp() && !change.actions().contains("read")) {
              changes[0]++;
            }
          }
        });
    PlanHeader header = plan.read(PlanListener.all(listeners));
    step.beginRule("the policies", root);
    PolicyResult answers = asked.finish();
    step.begin("the search for the places in the source", root);
    PolicyPlaces.refuse(answers.problems());

    List<String> notes = new ArrayList<>();
    notes.add("mode is %s: %s.".formatted(request.mode().mode().word(), request.mode().reason()));
    trust.notes().forEach(note -> notes.add(note + "."));
    if (!header.complete()) {
      notes.add(
          "the plan leaves parts to a later one (-target, or deferred changes). Those are not judged.");
    }
    List<Undecided> undecided = new ArrayList<>(undecided(header, root));
    List<Finding> findings = new ArrayList<>();
    for (Watch watch : watches) {
      for (PlanFindings.Found found : watch.findings().all()) {
        findings.add(sources.locate(watch.rule(), found.address(), found.message()));
      }
      if (watch.findings().more() > 0) {
        undecided.add(
            new Undecided(
                root,
                "too-many-findings",
                "%s has %d more findings than the %d shown"
                    .formatted(watch.rule().id(), watch.findings().more(), PlanFindings.MOST)));
      }
    }
    for (Violation violation : answers.violations()) {
      Optional<RuleDescription> policy = governance.policies().description(violation.policy());
      findings.add(
          sources.locate(
              policy.orElseThrow().with(violation.enforcement()),
              violation.address(),
              violation.message()));
    }
    for (Undecided problem : answers.undecided()) {
      undecided.add(new Undecided(root, problem.reason(), problem.message()));
    }
    Exceptions result =
        Exceptions.apply(
            trust.exceptions(), findings, null, Rules.layers()::get, request.today(), false);
    result.notes().forEach(note -> notes.add(note + "."));
    Report report =
        new Report(
            request.version(),
            request.mode().mode(),
            result.findings(),
            undecided,
            request.rootIsCertain()
                ? List.of(new RootSummary(root, null, null, List.of()))
                : List.of(),
            null,
            1,
            notes,
            changes[0]);
    return new Gate.Outcome(
        report, sources, Catalogue.of(governance), top, governance.trust().contact());
  }

  /** Notes what a plan's part is handed to next, for the resource that it is about. */
  private record Place(CheckProgress.Step step, String work, String link, String root)
      implements PlanListener {
    /** What is read. */
    static Place reading(CheckProgress.Step step, String root) {
      return new Place(step, READING, READING + " behind", root);
    }

    /** What is asked. */
    static Place of(CheckProgress.Step step, String work, String root) {
      return new Place(step, work, work + " over", root);
    }

    private void begin(String address) {
      String what = address.isEmpty() ? work : link;
      if (work.equals(READING)) {
        step.begin(what, address, root);
      } else {
        step.beginRule(what, address, root);
      }
    }

    @Override
    public void resourceChange(ResourceChange change) {
      begin(change.address());
    }

    @Override
    public void configuredResource(ConfiguredResource resource) {
      begin(resource.address());
    }

    @Override
    public void end(PlanHeader header) {
      begin("");
    }
  }

  /** A rule at work on one plan. */
  private record Watch(RuleDescription rule, PlanFindings findings, PlanListener listener) {}

  /**
   * Reads a plan from a file, a link not followed.
   *
   * @throws ExitException where it can't be read or is none
   */
  public static PlanHeader read(Path plan, PlanListener listener) {
    if (!Files.isRegularFile(plan, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(
          Files.exists(plan, LinkOption.NOFOLLOW_LINKS) ? ExitCode.UNDECIDED : ExitCode.USAGE,
          "there is no plan at '%s', or it is not a regular file. Write it with 'terraform show -json PLAN'"
              .formatted(plan));
    }
    try (FileChannel channel =
            FileChannel.open(plan, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        InputStream in = stream(channel)) {
      return read(in, "'%s'".formatted(plan), listener);
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "the plan '%s' can't be read: %s".formatted(plan, e.getMessage()), e);
    }
  }

  private static InputStream stream(FileChannel plan) throws IOException {
    return plan.size() < LARGE
        ? Channels.newInputStream(plan)
        : new ReadAhead(plan, AHEAD).stream();
  }

  private static PlanHeader read(InputStream plan, String name, PlanListener listener)
      throws IOException {
    try {
      return PlanReader.read(plan, listener);
    } catch (PlanFormatException e) {
      throw new ExitException(ExitCode.UNDECIDED, "%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static List<Undecided> undecided(PlanHeader header, String root) {
    List<Undecided> undecided = new ArrayList<>();
    if (header.errored()) {
      undecided.add(
          new Undecided(
              root,
              "plan-errored",
              "planning ended in an error, so the plan does not hold everything. Mend the error and"
                  + " plan again"));
    }
    for (String section : header.unknownSections()) {
      undecided.add(
          new Undecided(
              root,
              "unknown-section",
              "the plan has the section '%s', which this version of tfgate does not know and so can't judge. Use a version of the program that tfgate supports, or a later tfgate"
                  .formatted(section)));
    }
    return undecided;
  }
}

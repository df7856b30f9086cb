package dev.tfgate.gate;

import dev.tfgate.catalogue.PolicyPlaces;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Shared;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.plugins.PinnedProvider;
import dev.tfgate.plugins.ProviderSelection;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.run.PolicyResult;
import dev.tfgate.policy.run.PolicyRun;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.RootSummary;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.report.Undecided;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.CiConfigRule;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Rule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.RootOutline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The run of all rules and policies over a checkout: directory by directory, then root by root, so
 * that what was parsed is used by every rule before it is dropped.
 *
 * @param findings of every rule that is not off; what several roots reach is reported once, for the
 *     first of them
 * @param undecided what the policies could not decide
 * @param roots with the providers that each requests
 * @param whole by root, paths of what a run of Terraform in a root may read as it is: the folders
 *     of its modules, and what is named outside of them
 */
record Scan(
    List<Finding> findings,
    List<Undecided> undecided,
    List<RootSummary> roots,
    Map<String, Set<String>> whole) {

  /** What any of the roots may read as it is. */
  Set<String> allWhole() {
    Set<String> all = new HashSet<>();
    whole.values().forEach(all::addAll);
    return all;
  }

  /**
   * Directories that a thread takes at a time, at most: neighbours, which call the same modules.
   */
  private static final int AT_A_TIME = 16;

  /** Into as many parts each thread's share is cut, so that none waits long for another. */
  private static final int PARTS = 4;

  /**
   * Runs the rules.
   *
   * @param views the checkout as each program sees it that runs here
   * @param tree the rules over names and the CI configuration
   * @param jobs how many threads may work at once
   * @param progress is told what each thread is at
   * @throws ExitException with {@link ExitCode#USAGE} where a policy is not valid
   */
  static Scan run(
      List<ProgramView> views,
      PolicySet policies,
      TreeScan tree,
      int jobs,
      CheckProgress progress) {
    List<Scan> scans = new ArrayList<>();
    for (ProgramView view : views) {
      scans.add(run(view, scans.isEmpty() ? tree : null, policies, jobs, progress));
    }
    if (scans.size() == 1) {
      return scans.getFirst();
    }
    Set<Finding> findings = new LinkedHashSet<>();
    Set<Undecided> undecided = new LinkedHashSet<>();
    Map<String, RootSummary> roots = new TreeMap<>();
    Map<String, Set<String>> whole = new HashMap<>();
    for (Scan scan : scans) {
      scan.whole.forEach(
          (root, paths) -> whole.computeIfAbsent(root, any -> new HashSet<>()).addAll(paths));
      findings.addAll(scan.findings);
      undecided.addAll(scan.undecided);
      scan.roots.forEach(root -> roots.merge(root.path(), root, RootSummary::and));
    }
    return new Scan(
        List.copyOf(findings), List.copyOf(undecided), List.copyOf(roots.values()), whole);
  }

  private static Scan run(
      ProgramView view,
      @Nullable TreeScan tree,
      PolicySet policies,
      int jobs,
      CheckProgress progress) {
    Scope scope = view.scope();
    Selection selection = view.selection();
    List<String> paths =
        scope.configuration().paths().stream()
            .filter(
                path ->
                    selection.hasDirectory(path)
                        && view.directories().test(path)
                        && !scope.isLeftOut(path))
            .toList();
    if (!paths.isEmpty() && !policies.isEmpty()) {
      // 12 ms of a start, before the first number that a policy sees. Rules hardly ask for any.
      Thread.ofPlatform().daemon().start(HclParser::loadNumbers);
    }
    PolicyRun asked = new PolicyRun(policies);
    Worker leader = new Worker(scope, asked, progress.step());
    List<Worker> workers = new ArrayList<>(List.of(leader));
    for (int i = 1; i < Math.min(jobs, paths.size() / 2); i++) {
      Scope another = scope.with(scope.configuration().forAnotherThread());
      workers.add(new Worker(another, asked.forAnotherThread(), progress.step()));
    }
    inParallel(workers, paths, (worker, path) -> worker.directory(path, view));
    Set<String> checked = new HashSet<>();
    workers.forEach(worker -> checked.addAll(worker.checkedRoots));
    List<String> left =
        scope.configuration().roots().stream()
            .map(RootOutline::path)
            .filter(
                path ->
                    selection.hasRoot(path) && view.roots().test(path) && !checked.contains(path))
            .toList();
    inParallel(workers, left, Worker::root);
    List<String> uncalled =
        scope.configuration().uncalled().stream()
            .filter(path -> selection.hasDirectory(path) && view.directories().test(path))
            .toList();
    inParallel(workers, uncalled, Worker::uncalled);
    if (tree != null) {
      askAboutCi(scope, asked, selection, leader.step);
    }
    workers.subList(1, workers.size()).forEach(worker -> asked.add(worker.asked));
    PolicyResult answers = asked.result();
    PolicyPlaces.refuse(answers.problems());
    List<Finding> findings = new ArrayList<>();
    if (tree != null) {
      findings.addAll(tree.findings());
    }
    findings.addAll(onePlaceOnce(workers));
    findings.removeIf(finding -> !isReported(finding, selection));
    answers.violations().forEach(violation -> findings.add(violation.finding()));
    Map<String, RootSummary> roots = new TreeMap<>();
    workers.forEach(worker -> worker.roots.forEach(root -> roots.put(root.path(), root)));
    findings.replaceAll(finding -> withRoot(finding, roots.keySet()));
    Map<String, Set<String>> whole = new HashMap<>();
    workers.forEach(worker -> whole.putAll(worker.whole));
    return new Scan(findings, answers.undecided(), List.copyOf(roots.values()), whole);
  }

  private interface Work {
    void run(Worker worker, String path);
  }

  /** Shares the paths out, some neighbours at a time. */
  private static void inParallel(List<Worker> workers, List<String> paths, Work work) {
    AtomicInteger next = new AtomicInteger();
    int part = Math.clamp(paths.size() / (PARTS * workers.size()), 1, AT_A_TIME);
    List<Runnable> parts = new ArrayList<>();
    for (Worker worker : workers) {
      parts.add(() -> takePaths(worker, paths, next, part, work));
    }
    Shared.together(parts);
  }

  private static void takePaths(
      Worker worker, List<String> paths, AtomicInteger next, int part, Work work) {
    for (int from = next.getAndAdd(part); from < paths.size(); from = next.getAndAdd(part)) {
      for (String path : paths.subList(from, Math.min(paths.size(), from + part))) {
        work.run(worker, path);
        worker.step.end();
      }
    }
    worker.asked.finish();
  }

  /** One thread's rules and policies, and what they found. */
  private static final class Worker {
    private final Scope scope;
    private final PolicyRun asked;
    private final CheckProgress.Step step;
    private final Map<Rule, Findings> rules = new LinkedHashMap<>();
    private final List<String> checkedRoots = new ArrayList<>();
    private final List<RootSummary> roots = new ArrayList<>();
    private final Map<String, Set<String>> whole = new HashMap<>();
    private final Map<String, Set<String>> namedIn = new HashMap<>();

    Worker(Scope scope, PolicyRun asked, CheckProgress.Step step) {
      this.scope = scope;
      this.asked = asked;
      this.step = step;
      for (Rule rule : Rules.all()) {
        RuleDescription description = rule.description().under(scope.trust().rules());
        if (description.enforcement() != Enforcement.OFF) {
          rules.put(rule, new Findings(description));
        }
      }
    }

    /** Checks a directory, and the root that it surely is while its files are parsed. */
    void directory(String path, ProgramView view) {
      step.beginRule("the reading of files", path);
      ConfigurationDirectory directory = scope.configuration().directory(path);
      rules.forEach(
          (rule, found) -> {
            if (rule instanceof ModuleRule module) {
              step.beginRule(found.ruleId(), path);
              module.check(directory, scope, found);
            }
          });
      if (view.selection().hasRoot(path)
          && view.roots().test(path)
          && scope.configuration().isRootByItself(path)) {
        root(path);
        scope.configuration().forget(path);
      }
    }

    /** Checks a folder in which Terraform is not known to be run, for what it would load. */
    void uncalled(String path) {
      Optional<Root> root = scope.configuration().root(path);
      if (root.isPresent()) {
        rules.forEach(
            (rule, found) -> {
              if (rule instanceof RootRule rooted && rooted.judgesUncalled()) {
                step.beginRule(found.ruleId(), path);
                rooted.check(root.get(), scope, found);
              }
            });
      }
    }

    void root(String path) {
      checkedRoots.add(path);
      step.beginRule("the reading of modules", path);
      Optional<Root> root = scope.configuration().root(path);
      if (root.isEmpty()) {
        return;
      }
      rules.forEach(
          (rule, found) -> {
            if (rule instanceof RootRule rooted) {
              step.beginRule(found.ruleId(), path);
              rooted.check(root.get(), scope, found);
            }
          });
      step.beginRule("the policies", path);
      asked.root(root.get().module(), scope.configuration());
      step.begin("the list of providers", path);
      roots.add(summary(root.get(), scope));
      Set<String> own = whole.computeIfAbsent(path, any -> new HashSet<>());
      own.add(path);
      for (Root.Reached reached : root.get().modules()) {
        String folder = reached.module().path();
        own.add(folder);
        for (String name : namedIn.computeIfAbsent(folder, any -> named(reached.module()))) {
          // Such a path begins in the module where path.module stands before it, else in the root.
          scope.checkout().resolve(folder + "/" + name).ifPresent(own::add);
          scope.checkout().resolve(path + "/" + name).ifPresent(own::add);
        }
      }
    }

    /** What a module may name outside of its folder: whatever looks like a path that climbs. */
    private static Set<String> named(Module module) {
      Set<String> names = new HashSet<>();
      for (FileKind kind : List.of(FileKind.CONFIGURATION, FileKind.VARIABLES)) {
        for (ParsedFile file : module.directory().files(kind)) {
          names.addAll(file.hcl().source().climbing());
        }
      }
      return names;
    }
  }

  private static void askAboutCi(
      Scope scope, PolicyRun asked, Selection selection, CheckProgress.Step step) {
    Set<String> named = new HashSet<>();
    scope.trust().ciConfig().files().forEach(file -> named.add(file.path()));
    for (CheckoutFile file : scope.checkout().files()) {
      if (!file.isDirectory()
          && selection.hasCiFile(file.path())
          && asked.looksAtCiConfiguration(file.path(), named.contains(file.path()))) {
        step.beginRule("the policies", file.path());
        try {
          asked.ciConfiguration(file.path(), scope.checkout().read(file.path()));
        } catch (UnreadableFileException e) {
          asked.unreadable(file.path(), e.getMessage());
        }
        step.end();
      }
    }
  }

  private static boolean isReported(Finding finding, Selection selection) {
    return switch (Rules.find(finding.rule()).orElse(null)) {
      case TreeRule tree -> selection.hasEntry(finding.path());
      case CiConfigRule ci -> selection.hasCiFile(finding.path());
      case null, default -> true;
    };
  }

  /** What a rule finds in the files of a root itself concerns that root. */
  private static Finding withRoot(Finding finding, Set<String> roots) {
    if (finding.root() != null
        || !(Rules.find(finding.rule()).orElse(null) instanceof ModuleRule)) {
      return finding;
    }
    int slash = finding.path().lastIndexOf('/');
    String directory = slash < 0 ? "." : finding.path().substring(0, slash);
    return roots.contains(directory) ? finding.inRoot(directory) : finding;
  }

  private static RootSummary summary(Root root, Scope scope) {
    Optional<PinnedProgram> program = scope.trust().programs().of(root.path());
    return new RootSummary(
        root.path(),
        program.map(pinned -> pinned.program().word()).orElse(null),
        program.map(PinnedProgram::version).orElse(null),
        ProviderSelection.of(root, scope.trust().manifest()).stream()
            .map(
                selection ->
                    new RootSummary.Provider(
                        selection.address().toString(),
                        selection.constraints(),
                        selection.pinned().map(PinnedProvider::version).orElse(null)))
            .toList(),
        calls(root));
  }

  /** A source of which no password is shown. */
  private static String withoutPassword(String source) {
    int user = source.indexOf("://") + "://".length();
    int at = source.indexOf('@', user);
    int colon = source.indexOf(':', user);
    int slash = source.indexOf('/', user);
    return user >= "://".length() && colon >= 0 && colon < at && (slash < 0 || at < slash)
        ? source.substring(0, colon) + ":…" + source.substring(at)
        : source;
  }

  private static List<RootSummary.Call> calls(Root root) {
    Set<RootSummary.Call> calls = new LinkedHashSet<>();
    for (Root.Reached reached : root.modules()) {
      for (Root.Caller caller : reached.callers()) {
        calls.add(new RootSummary.Call(caller.module().path(), reached.module().path(), null));
      }
    }
    for (Root.Caller caller : root.outsideCalls()) {
      calls.add(
          new RootSummary.Call(
              caller.module().path(),
              caller.call().source().map(Scan::withoutPassword).orElse(null),
              caller
                  .call()
                  .declaration()
                  .argument("version")
                  .flatMap(Argument::string)
                  .orElse(null)));
    }
    return List.copyOf(calls);
  }

  private record Place(String rule, String path, @Nullable Object region) {}

  // A chain of java.util.Comparator would be made anew in each start, which costs 20 ms.
  private static int byRoot(Finding a, Finding b) {
    String left = a.root() == null ? "" : a.root();
    String right = b.root() == null ? "" : b.root();
    int order = left.compareTo(right);
    return order != 0 ? order : a.message().compareTo(b.message());
  }

  /**
   * What several roots reach is reported for the first of them by path, in whatever order they were
   * looked at.
   */
  private static List<Finding> onePlaceOnce(List<Worker> workers) {
    List<Finding> findings = new ArrayList<>();
    List<Finding> ofRoots = new ArrayList<>();
    for (Worker worker : workers) {
      worker.rules.forEach(
          (rule, found) -> (rule instanceof RootRule ? ofRoots : findings).addAll(found.all()));
    }
    ofRoots.sort(Scan::byRoot);
    Set<Place> seen = new HashSet<>();
    for (Finding finding : ofRoots) {
      if (seen.add(new Place(finding.rule(), finding.path(), finding.region()))) {
        findings.add(finding);
      }
    }
    return findings;
  }
}

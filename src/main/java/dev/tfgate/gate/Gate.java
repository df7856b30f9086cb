package dev.tfgate.gate;

import dev.tfgate.catalogue.Catalogue;
import dev.tfgate.catalogue.Governance;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.GitRepository;
import dev.tfgate.checkout.Unreadable;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.ciconfig.Comparison;
import dev.tfgate.ciconfig.RunningBuild;
import dev.tfgate.ciconfig.TrustedCopies;
import dev.tfgate.facts.Facts;
import dev.tfgate.hcl.Limits;
import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.policy.compiled.ProgramCache;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Report;
import dev.tfgate.report.RootSummary;
import dev.tfgate.report.RuleCatalogue;
import dev.tfgate.report.SourceLines;
import dev.tfgate.report.Undecided;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.RootChoice;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.terraform.TerragruntUnits;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.trust.Exceptions;
import dev.tfgate.trust.ForRoots;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One check from end to end: a checkout in, a report out. */
public final class Gate {
  private static final int MOST_ROOTS_NAMED = 10;

  private static final List<String> TOFU_ENDS =
      List.of(".tofu", ".tofu.json", ".tofutest.hcl", ".tofutest.json");

  private Gate() {}

  /**
   * What a check gives.
   *
   * @param report the findings
   * @param lines the source lines that they point at
   * @param rules what they name
   * @param top the top of the checkout, absolute
   * @param details what a curious reader may want to know, one sentence each: why a directory is a
   *     root
   * @param contact whom to ask, or null
   * @param trees what tells the tree from any other, by root
   */
  public record Outcome(
      Report report,
      SourceLines lines,
      RuleCatalogue rules,
      Path top,
      Supplier<List<String>> details,
      @Nullable String contact,
      RootTrees trees)
      implements AutoCloseable {
    /** Lets go of the checkout: afterwards no line of it can be shown. */
    @Override
    public void close() {
      lines.close();
    }

    /** What a check gives that has no details. */
    Outcome(
        Report report, SourceLines lines, RuleCatalogue rules, Path top, @Nullable String contact) {
      this(report, lines, rules, top, List::of, contact, RootTrees.NONE);
    }
  }

  /**
   * Begins to load what every check needs, on a thread of its own: the JDK's first digest takes 8
   * ms of a start.
   */
  public static void prepare() {
    Thread.ofPlatform().daemon().start(Checkout::loadDigests);
  }

  /** As above, and what a check of a root needs that starts programs afterwards. */
  public static void prepareRun() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              Checkout.loadDigests();
              Facts.load();
              GitRepository.loadProcesses();
            });
  }

  /**
   * Checks a checkout by every built-in rule.
   *
   * @throws ExitException where the trust directory is missing in CI mode, or is not valid, or
   *     where the checkout can't be listed
   */
  public static Outcome check(CheckRequest request) {
    Path top = top(request.path());
    if (request.mode().mode() == Mode.LOCAL && Files.exists(top.resolve(".git"))) {
      Thread.ofPlatform().daemon().start(GitRepository::loadProcesses);
    }
    OpenedCheckout.Asked asked = OpenedCheckout.ask(request, top, false);
    ProgramCache programs = new ProgramCache(request.version(), top);
    Governance governance =
        Governance.read(Optional.ofNullable(request.trust()), request.mode().mode(), top, programs);
    CheckProgress progress = new CheckProgress();
    Outcome outcome =
        new TimedCheck<Outcome>() {
          @Override
          Outcome check() {
            return Gate.check(request, top, governance, asked, progress);
          }
        }.within(governance.trust().limits(), progress);
    return outcome == null ? late(request, top, governance, progress) : outcome;
  }

  /** The outcome of a check that took too long: nothing is decided. */
  private static Outcome late(
      CheckRequest request, Path top, Governance governance, CheckProgress progress) {
    Undecided undecided = progress.late(governance.trust().limits());
    Report report =
        new Report(
            request.version(),
            request.mode().mode(),
            List.of(),
            List.of(undecided),
            List.of(),
            null,
            0,
            progress.slow());
    return new Outcome(
        report,
        new CheckoutLines(Checkout.of(Map.of())),
        Catalogue.of(governance),
        top,
        governance.trust().contact());
  }

  private static Outcome check(
      CheckRequest request,
      Path top,
      Governance governance,
      OpenedCheckout.Asked asked,
      CheckProgress progress) {
    return check(
        request,
        top,
        governance,
        OpenedCheckout.of(request, top, governance.trust(), asked).heldTo(governance.trust(), top),
        progress);
  }

  private static Limits limits(Trust trust) {
    return new Limits(trust.limits().fileBytes(), trust.limits().nesting());
  }

  /** Checks a checkout that is open. */
  static Outcome check(
      CheckRequest request,
      Path top,
      Governance governance,
      OpenedCheckout opened,
      CheckProgress progress) {
    Trust trust = governance.trust();
    Limits limits = limits(trust);
    progress.reads(opened.checkout());
    Checkout checkout = opened.checkout();
    List<String> notes = new ArrayList<>();
    notes.add("mode is %s: %s.".formatted(request.mode().mode().word(), request.mode().reason()));
    TrustLocation location = trust.location();
    if (location != null) {
      notes.add(
          "trust directory is %s (%s)%s."
              .formatted(
                  location.path(),
                  location.source(),
                  request.mode().mode() == Mode.CI
                          && Files.exists(top.resolve("gate.yaml"), LinkOption.NOFOLLOW_LINKS)
                      ? ". The gate.yaml of the checkout does not count in CI mode"
                      : ""));
    }
    notes.addAll(opened.notes());
    List<Undecided> undecided = new ArrayList<>();

    CheckProgress.Step step = progress.step();
    step.begin("the comparison of the CI configuration", ".");
    List<Comparison> comparisons = comparisons(request, trust, checkout, undecided);
    step.begin("the search for roots", ".");
    undecided.addAll(undecided(comparisons, request.mode().mode()));
    notes.addAll(skipped(comparisons));
    RootChoice choice = choice(trust, request.mode().mode() == Mode.CI, request.running());
    ProgramView.Loader loader =
        new ProgramView.Loader() {
          private boolean asked;
          private Map<Profile, Configuration> parts = Map.of();

          // What needs the rest for one program is seen whole by all.
          private Map<Profile, Configuration> parts() {
            if (!asked) {
              asked = true;
              parts =
                  opened
                      .narrow()
                      .filter(files -> request.testFolder().equals(Configuration.TESTS))
                      .flatMap(
                          files ->
                              Configuration.around(
                                  checkout,
                                  limits,
                                  programs(trust, checkout),
                                  EvaluatedSources::new,
                                  files,
                                  part -> opened.keepsCalls(request, files, limits, part)))
                      .orElse(Map.of());
            }
            return parts;
          }

          @Override
          public Configuration configuration(Profile profile) {
            return Optional.ofNullable(parts().get(profile))
                .orElseGet(
                    () -> {
                      opened.readAhead(choice.named() == null, request.jobs());
                      return Configuration.of(
                          checkout,
                          limits,
                          profile,
                          request.testFolder(),
                          new EvaluatedSources(),
                          opened.outlines());
                    })
                .giving(request.givenVariables())
                .choosing(choice);
          }

          @Override
          public Selection selection(Configuration configuration) {
            return Selection.of(
                checkout.start(),
                request.extent().wholeTree(),
                request.extent().roots(),
                opened.changed(),
                opened.files(),
                configuration,
                trust.backendConfigFiles(),
                () -> opened.before(request, limits, configuration),
                request.jobs());
          }
        };
    Configuration configuration = loader.configuration(trust.programs().profiles().getFirst());
    Scope scope = new Scope(checkout, configuration, trust);
    TreeScan tree =
        TreeScan.begin(
            scope,
            request.mode().mode() == Mode.CI ? reached(comparisons) : comparisons,
            request.jobs(),
            progress);
    List<ProgramView> views = ProgramView.of(scope, loader, trust);
    Selection selection = views.getFirst().selection();
    step.end();
    Scan scan = Scan.run(views, governance.policies(), tree, request.jobs(), progress);
    notes.addAll(progress.slow());
    Exceptions lifted = exceptions(request, trust, scan, null, selection.isWhole());
    trust.notes().forEach(note -> notes.add(note + "."));
    lifted.notes().forEach(note -> notes.add(note + "."));
    if (request.mode().mode() == Mode.CI && selection.isWhole()) {
      rootless(trust, views).ifPresent(undecided::add);
    }
    views.forEach(
        view ->
            view.scope()
                .configuration()
                .unreadable()
                .forEach(problem -> undecided.add(undecided(problem))));
    notFetched(checkout, undecided).ifPresent(notes::add);
    runs(trust, scan.roots()).forEach(notes::add);
    uncalled(views).ifPresent(notes::add);
    notes.addAll(terragrunt(views.getFirst().scope().configuration().terragrunt()));
    Report report = report(request, scope, scan, lifted.findings(), undecided, notes);
    return new Outcome(
        report,
        new CheckoutLines(checkout),
        Catalogue.of(governance),
        top,
        () -> details(views, trust),
        trust.contact(),
        RootTrees.of(checkout, scan.whole()));
  }

  /** The programs that may be asked for: without a pin OpenTofu's only where it has files. */
  private static List<Profile> programs(Trust trust, Checkout checkout) {
    List<Profile> profiles = trust.programs().profiles();
    boolean noTofu =
        trust.programs().pinned().isEmpty()
            && checkout.ending(TOFU_ENDS).filter(List::isEmpty).isPresent();
    return noTofu ? List.of(Profile.TERRAFORM) : profiles;
  }

  private static List<String> details(List<ProgramView> views, Trust trust) {
    List<String> details = new ArrayList<>();
    views
        .getFirst()
        .scope()
        .configuration()
        .terragrunt()
        .elsewhere()
        .forEach(
            (source, units) ->
                details.add("%s runs '%s'.".formatted(String.join(", ", units), source)));
    for (ProgramView view : views) {
      for (RootOutline root : view.scope().configuration().roots()) {
        if (view.selection().hasRoot(root.path()) && view.roots().test(root.path())) {
          details.add(
              "%s is a root%s: it %s."
                  .formatted(
                      root.path(),
                      trust
                          .programs()
                          .of(root.path())
                          .map(program -> " of " + program.title())
                          .orElse(""),
                      String.join(", ", root.reasons())));
        }
      }
    }
    return details;
  }

  /** Says that a partial clone lacks files that nobody can use here either. */
  private static Optional<String> notFetched(Checkout checkout, List<Undecided> undecided) {
    Set<String> paths = checkout.notFetched();
    undecided.forEach(problem -> paths.remove(problem.path()));
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    String first = paths.iterator().next();
    return Optional.of(
        paths.size() == 1
            ? "this is a partial clone, and git has not fetched '%s', so it was not read."
                .formatted(first)
            : "this is a partial clone, and git has not fetched %d files, '%s' among them, so they were not read."
                .formatted(paths.size(), first));
  }

  /**
   * A checkout, opened and not checked.
   *
   * @param top of the checkout, links resolved
   * @param trust what the trust directory says
   * @param views the checkout as each program sees it that runs here
   * @param governing why a change affects every root: a path of the trust directory or of the CI
   *     configuration that is among the changes; empty where none is
   * @param base the checkout at the revision since which it changed
   * @param notes what the reader should know
   */
  public record Survey(
      Path top,
      Trust trust,
      List<View> views,
      Optional<String> governing,
      Earlier base,
      List<String> notes)
      implements AutoCloseable {
    /** A checkout at an earlier revision, which is opened when something first asks for it. */
    public static final class Earlier implements AutoCloseable {
      private final Supplier<Optional<Checkout>> opens;
      private boolean asked;
      private Optional<Checkout> opened = Optional.empty();

      Earlier(Supplier<Optional<Checkout>> opens) {
        this.opens = opens;
      }

      /** Returns it; empty where no revision is named. */
      public Optional<Checkout> get() {
        if (!asked) {
          opened = opens.get();
          asked = true;
        }
        return opened;
      }

      @Override
      public void close() {
        opened.ifPresent(Checkout::close);
      }
    }

    /**
     * A checkout as a program sees it.
     *
     * @param scope the checkout, its configuration and the trust directory
     * @param runs tells the roots that the program runs
     * @param affected what the change affects; empty where all counts, or nothing says what changed
     */
    public record View(Scope scope, Predicate<String> runs, Optional<Affected> affected) {}

    /** Copies the lists. */
    public Survey {
      views = List.copyOf(views);
      notes = List.copyOf(notes);
    }

    /** The files of the checkout. */
    public Checkout checkout() {
      return views.getFirst().scope().checkout();
    }

    /** Whether something says what changed. */
    public boolean hasChanges() {
      return views.getFirst().affected().isPresent();
    }

    /** The root modules of the checkout, by path. */
    public List<RootOutline> roots() {
      Map<String, RootOutline> roots = new TreeMap<>();
      for (View view : views) {
        for (RootOutline root : view.scope().configuration().roots()) {
          if (view.runs().test(root.path())) {
            roots.putIfAbsent(root.path(), root);
          }
        }
      }
      return List.copyOf(roots.values());
    }

    /** How those see a root that may run it: one, where a program is pinned. */
    public List<Scope> of(String root) {
      return views.stream().filter(view -> view.runs().test(root)).map(View::scope).toList();
    }

    /** The changed files that can affect a root, by path. */
    public List<Affected.Cause> causes(String root) {
      Map<String, Affected.Cause> causes = new TreeMap<>();
      for (View view : views) {
        if (view.runs().test(root) && view.affected().isPresent()) {
          view.affected()
              .get()
              .causes(root)
              .forEach(cause -> causes.putIfAbsent(cause.path(), cause));
        }
      }
      return List.copyOf(causes.values());
    }

    /** What could not be read so far, so that the roots are not known for sure. */
    public List<Unreadable> unreadable() {
      Set<Unreadable> all = new LinkedHashSet<>(checkout().problems());
      views.forEach(view -> all.addAll(view.scope().configuration().unreadable()));
      return List.copyOf(all);
    }

    /**
     * Those of some directories that are roots by another configuration, such as an older one, for
     * the program that reads it. What shows it without a look at all others is asked first.
     */
    public Set<String> rootsAmong(Set<String> paths, Configuration other) {
      Configuration configuration =
          other.choosing(views.getFirst().scope().configuration().choice());
      Set<String> own = new TreeSet<>(paths);
      own.removeIf(
          path ->
              trust
                  .programs()
                  .of(path)
                  .filter(program -> !program.profile().equals(configuration.profile()))
                  .isPresent());
      if (own.stream().allMatch(configuration::isRootByItself)) {
        return own;
      }
      Set<String> roots = new TreeSet<>();
      configuration.roots().forEach(root -> roots.add(root.path()));
      own.retainAll(roots);
      return own;
    }

    @Override
    public void close() {
      checkout().close();
      base.close();
    }
  }

  /**
   * Opens a checkout without checking it.
   *
   * @throws ExitException as {@link #check} does
   */
  public static Survey survey(CheckRequest request) {
    Path top = top(request.path());
    OpenedCheckout.Asked asked = OpenedCheckout.ask(request, top, true);
    Governance governance =
        Governance.read(
            Optional.ofNullable(request.trust()),
            request.mode().mode(),
            top,
            new ProgramCache(request.version(), top));
    return survey(
        request,
        top,
        governance.trust(),
        OpenedCheckout.of(request, top, governance.trust(), asked));
  }

  /** Surveys a checkout that is open. */
  static Survey survey(CheckRequest request, Path top, Trust trust, OpenedCheckout opened) {
    Limits limits = limits(trust);
    Optional<String> governing =
        opened
            .governing(trust, top)
            .or(
                () ->
                    opened
                        .changed()
                        .flatMap(
                            changed ->
                                trust.ciConfig().files().stream()
                                    .map(Trust.CiFile::path)
                                    .filter(new Changes(changed)::concern)
                                    .findFirst()));
    ProgramView.Loader loader =
        new ProgramView.Loader() {
          @Override
          public Configuration configuration(Profile profile) {
            Configuration configuration =
                Configuration.of(
                        opened.checkout(),
                        limits,
                        profile,
                        new EvaluatedSources(),
                        opened.outlines())
                    .choosing(choice(trust, request.mode().mode() == Mode.CI, request.running()));
            configuration.prepareRoots(request.jobs());
            return configuration;
          }

          @Override
          public Selection selection(Configuration configuration) {
            return Selection.everything();
          }
        };
    Scope first =
        new Scope(
            opened.checkout(), loader.configuration(trust.programs().profiles().getFirst()), trust);
    List<Survey.View> views = new ArrayList<>();
    for (ProgramView view : ProgramView.of(first, loader, trust)) {
      views.add(
          new Survey.View(
              view.scope(),
              view.roots(),
              opened
                  .changed()
                  .map(
                      paths ->
                          new Affected(
                              paths,
                              view.scope().configuration(),
                              trust.backendConfigFiles(),
                              () ->
                                  // No Terraform ran in what is a root since its caller went.
                                  opened
                                      .before(request, limits, view.scope().configuration())
                                      .withoutCalls()))));
    }
    return new Survey(
        top,
        trust,
        views,
        governing,
        new Survey.Earlier(() -> opened.base(request, top, limits.fileBytes())),
        opened.notes());
  }

  /**
   * Checks modules that Terraform downloaded, by the rules over files, modules and roots.
   *
   * @param request says how; its path names the checkout, which is not looked at
   * @param profile the program that will load them
   * @param called what was downloaded, and by whom
   * @throws ExitException as {@link #check} does
   */
  public static Outcome checkModules(CheckRequest request, Profile profile, ModulePackage called) {
    Path folder = called.folder();
    Governance governance =
        Governance.read(
            Optional.ofNullable(request.trust()),
            request.mode().mode(),
            folder,
            new ProgramCache(request.version(), top(request.path())));
    CheckProgress progress = new CheckProgress();
    Outcome outcome =
        new TimedCheck<Outcome>() {
          @Override
          Outcome check() {
            return checkModules(request, profile, called, governance, progress);
          }
        }.within(governance.trust().limits(), progress);
    return outcome == null ? late(request, folder, governance, progress) : outcome;
  }

  private static Outcome checkModules(
      CheckRequest request,
      Profile profile,
      ModulePackage called,
      Governance governance,
      CheckProgress progress) {
    Path folder = called.folder();
    Set<String> modules = called.modules();
    Trust trust = governance.trust();
    Limits limits = limits(trust);
    Checkout checkout = whole(folder, limits);
    progress.reads(checkout);
    Configuration configuration =
        Configuration.ofPackage(checkout, limits, profile, new EvaluatedSources(), modules);
    Set<String> roots = new HashSet<>();
    modules.forEach(module -> checkout.resolve(module).ifPresent(roots::add));
    RootChoice choice =
        roots.isEmpty()
            ? RootChoice.DISCOVERED
            : new RootChoice(roots::contains, null, false, null);
    Scope scope = new Scope(checkout, configuration.choosing(choice), trust, called.root());
    Scan scan =
        Scan.run(
            List.of(new ProgramView(scope, Selection.everything(), path -> true, path -> true)),
            governance.policies(),
            TreeScan.begin(scope, List.of(), request.jobs(), progress),
            request.jobs(),
            progress);
    Exceptions lifted = exceptions(request, trust, scan, called.source(), false);
    List<Undecided> undecided = new ArrayList<>();
    configuration.unreadable().forEach(problem -> undecided.add(undecided(problem)));
    Report report = report(request, scope, scan, lifted.findings(), undecided, progress.slow());
    return new Outcome(
        report, new CheckoutLines(checkout), Catalogue.of(governance), folder, trust.contact());
  }

  private static Exceptions exceptions(
      CheckRequest request,
      Trust trust,
      Scan scan,
      @Nullable String source,
      boolean wholeCheckout) {
    return Exceptions.apply(
        trust.exceptions(),
        scan.findings(),
        source,
        Rules.layers()::get,
        request.today(),
        wholeCheckout);
  }

  /**
   * What a scan and the reading of the checkout give.
   *
   * @param undecided what is undecided besides
   */
  private static Report report(
      CheckRequest request,
      Scope scope,
      Scan scan,
      List<Finding> findings,
      List<Undecided> undecided,
      List<String> notes) {
    Checkout checkout = scope.checkout();
    List<Undecided> all = new ArrayList<>(undecided);
    all.addAll(scan.undecided());
    checkout.problems().forEach(problem -> all.add(undecided(problem)));
    return new Report(
        request.version(),
        request.mode().mode(),
        findings,
        List.copyOf(new LinkedHashSet<>(all)),
        scan.roots(),
        new TreeDigest(checkout, scan.allWhole()),
        (int) checkout.files().stream().filter(file -> !file.isDirectory()).count(),
        notes);
  }

  private static Checkout whole(Path folder, Limits limits) {
    try {
      return Checkout.whole(folder, limits.fileBytes());
    } catch (UnreadableFileException e) {
      throw OpenedCheckout.unreadable(folder, e);
    }
  }

  private static Path top(Path path) {
    try {
      Path real = path.toRealPath();
      Path parent = real.getParent();
      return Checkout.top(Files.isDirectory(real) || parent == null ? real : parent);
    } catch (IOException e) {
      throw OpenedCheckout.unreadable(path, e);
    }
  }

  private static List<Comparison> comparisons(
      CheckRequest request, Trust trust, Checkout checkout, List<Undecided> undecided) {
    List<Comparison> comparisons =
        new ArrayList<>(
            new TrustedCopies(checkout, request.store(), trust.limits().fileBytes())
                .compare(trust.ciConfig().files()));
    boolean asked = trust.ciConfig().runningBuild() && request.mode().mode() == Mode.CI;
    RunningBuild build = request.build();
    if (asked && build != null && !comparisons.isEmpty()) {
      comparisons.add(build.compare(List.copyOf(comparisons)));
    } else if (asked) {
      undecided.add(
          new Undecided(
              ".",
              "running-build-not-compared",
              "gate.yaml asks for the running build (running_build), and "
                  + (build == null
                      ? "nothing names it. Give --build and --project, or set BUILD_ID and PROJECT_ID"
                      : "has no ci_config files to compare it with")));
    }
    return List.copyOf(comparisons);
  }

  /** Which roots each of the pinned programs runs, one sentence each. */
  private static List<String> runs(Trust trust, List<RootSummary> roots) {
    List<String> sentences = new ArrayList<>();
    for (PinnedProgram program : trust.programs().pinned()) {
      List<String> own =
          roots.stream()
              .filter(
                  root ->
                      program.program().word().equals(root.program())
                          && program.version().equals(root.version()))
              .map(RootSummary::path)
              .toList();
      if (!own.isEmpty()) {
        sentences.add(
            "%s runs %s%s."
                .formatted(
                    program.title(),
                    String.join(", ", own.subList(0, Math.min(own.size(), MOST_ROOTS_NAMED))),
                    own.size() > MOST_ROOTS_NAMED
                        ? " and %d more roots".formatted(own.size() - MOST_ROOTS_NAMED)
                        : ""));
      }
    }
    return sentences;
  }

  /**
   * What gate.yaml says of the roots.
   *
   * @param strict whether what nothing calls is none by itself, as in CI
   * @param running path of the root that is about to run, or null
   */
  public static RootChoice choice(Trust trust, boolean strict, @Nullable String running) {
    ForRoots roots = trust.roots();
    if (roots == null) {
      return new RootChoice(null, null, strict, running);
    }
    if (roots.isAll()) {
      return new RootChoice(path -> false, null, strict, null);
    }
    if (!roots.patterns().isEmpty()) {
      return new RootChoice(roots::include, null, strict, null);
    }
    return new RootChoice(
        null,
        path -> !roots.include(path),
        strict,
        running != null && roots.include(running) ? running : null);
  }

  private static List<String> terragrunt(TerragruntUnits units) {
    List<String> notes = new ArrayList<>();
    if (!units.elsewhere().isEmpty()) {
      int count = units.elsewhere().values().stream().mapToInt(List::size).sum();
      notes.add(
          "%s of Terragrunt %s another revision or repository, such as %s. That code is not judged here."
              .formatted(
                  count == 1 ? "1 unit" : count + " units",
                  count == 1 ? "runs" : "run",
                  units.elsewhere().firstEntry().getValue().getFirst()));
    }
    if (!units.untold().isEmpty()) {
      notes.add(
          "what %s of Terragrunt %s, such as %s, is not a constant, so every folder that nothing calls is judged as a root."
              .formatted(
                  units.untold().size() == 1 ? "1 unit" : units.untold().size() + " units",
                  units.untold().size() == 1 ? "runs" : "run",
                  units.untold().getFirst()));
    }
    return notes;
  }

  private static Optional<String> uncalled(List<ProgramView> views) {
    Set<String> folders = new TreeSet<>();
    views.forEach(view -> folders.addAll(view.scope().configuration().uncalled()));
    return folders.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s called by nothing and %s no backend, such as %s. Name those you run under 'roots:' of gate.yaml. The others are judged as modules, and for the providers that they load."
                .formatted(
                    folders.size() == 1 ? "1 folder is" : folders.size() + " folders are",
                    folders.size() == 1 ? "has" : "have",
                    folders.iterator().next()));
  }

  /** In CI a checkout in which nothing is judged as a root is no pass, unless that is meant. */
  private static Optional<Undecided> rootless(Trust trust, List<ProgramView> views) {
    boolean meant = trust.roots() != null && trust.roots().isAll();
    boolean some = views.stream().anyMatch(view -> !view.scope().configuration().roots().isEmpty());
    return meant || some
        ? Optional.empty()
        : Optional.of(
            new Undecided(
                ".",
                "no-root",
                "no root module was found%s, so nothing was judged that %s would run. Check the checkout that CI runs, or write 'roots: []' into gate.yaml where none is meant to be"
                    .formatted(
                        trust.roots() != null ? " where gate.yaml names some under 'roots'" : "",
                        trust.programs().pinned().isEmpty()
                            ? "Terraform"
                            : trust.programs().titles().replace(" and ", " or "))));
  }

  private static List<Comparison> reached(List<Comparison> comparisons) {
    return comparisons.stream().filter(comparison -> !comparison.state().isOutOfReach()).toList();
  }

  /** What leaves the CI configuration undecided: without a trusted copy, in CI only. */
  private static List<Undecided> undecided(List<Comparison> comparisons, Mode mode) {
    List<Undecided> undecided = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      boolean refused =
          switch (comparison.state()) {
            case EQUAL, DRIFTED, MISSING_HERE, EXTRA_HERE, SKIPPED -> false;
            case MISSING_THERE, UNREACHABLE -> mode == Mode.CI;
            case REFUSED, NOT_FOLLOWED, UNREADABLE -> true;
          };
      if (refused) {
        undecided.add(
            new Undecided(
                comparison.path(),
                "ci-config-not-verified",
                "not compared with its trusted copy, and without that there is no verdict: "
                    + comparison.message()));
      }
    }
    return undecided;
  }

  private static List<String> skipped(List<Comparison> comparisons) {
    long count = comparisons.stream().filter(c -> c.state() == Comparison.State.SKIPPED).count();
    return count == 0
        ? List.of()
        : List.of(
            "offline: %d %s of ci_config not compared."
                .formatted(count, count == 1 ? "entry" : "entries"));
  }

  private static Undecided undecided(Unreadable problem) {
    return new Undecided(problem.path(), problem.reason(), problem.message());
  }
}

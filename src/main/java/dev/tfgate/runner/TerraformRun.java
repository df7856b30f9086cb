package dev.tfgate.runner;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.gate.ModulePackage;
import dev.tfgate.gate.PlanCheck;
import dev.tfgate.gate.PlanCheckRequest;
import dev.tfgate.identity.RootIdentity;
import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.plugins.Manifest;
import dev.tfgate.plugins.NamedBinary;
import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.report.RootSummary;
import dev.tfgate.report.Verdict;
import dev.tfgate.terraform.CreatedProject;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.ResourceChange;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.Identities;
import dev.tfgate.trust.ProgramChoices;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One run of Terraform: the gate before it, the same environment around it, and a look after it.
 */
public final class TerraformRun {
  private final TerraformRequest request;
  private final Console console;
  private final Interruption interruption;
  private final Arguments arguments;
  private final Path top;
  private final boolean inRepository;
  private final Path root;
  private final String rootPath;
  private final Trust trust;

  private TerraformRun(TerraformRequest request, Console console, Interruption interruption)
      throws IOException {
    this.request = request;
    this.console = console;
    this.interruption = interruption;
    this.arguments = Arguments.parse(request.program(), request.arguments());
    Path standing = request.check().path().toRealPath();
    this.root = root(request, arguments, standing);
    Path git = Checkout.top(root);
    this.inRepository = Files.exists(git.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
    // Without git, as in a build that got an archive, the checkout is what the user stands in.
    this.top = !inRepository && root.startsWith(standing) ? standing : git;
    if (!root.startsWith(Checkout.top(standing)) && !root.startsWith(standing)) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s' lies outside of the checkout '%s'; stand in the checkout that it belongs to"
              .formatted(root, standing));
    }
    String relative = top.relativize(root).toString();
    this.rootPath = relative.isEmpty() ? "." : relative;
    this.trust =
        TrustReader.read(
            Optional.ofNullable(request.check().trust()),
            request.check().mode().mode(),
            top,
            Map.of());
  }

  /**
   * Runs Terraform as {@code request} says and returns what the process should end with: 0, 1 where
   * the gate has findings, 3 where Terraform failed or nothing could be decided.
   *
   * @throws ExitException where the request is refused
   */
  public static ExitCode run(TerraformRequest request, Console console) throws IOException {
    try (Interruption interruption = new Interruption()) {
      return new TerraformRun(request, console, interruption).run();
    }
  }

  private static Path root(TerraformRequest request, Arguments arguments, Path standing)
      throws IOException {
    if (arguments.directory() != null && request.root() != null) {
      throw new ExitException(ExitCode.USAGE, "-chdir and --root say the same; give one of them");
    }
    Path named =
        arguments.directory() != null
            ? standing.resolve(arguments.directory())
            : request.root() == null ? standing : standing.resolve(request.root());
    try {
      Path real = named.toRealPath();
      if (Files.isDirectory(real)) {
        return real;
      }
    } catch (NoSuchFileException e) {
      // told below
    }
    throw new ExitException(ExitCode.USAGE, "there is no directory '%s'".formatted(named));
  }

  private ExitCode run() throws IOException {
    requireNoSecrets();
    Optional<PinnedProgram> pinned = pinned();
    Profile profile =
        pinned.map(PinnedProgram::profile).orElse(new Profile(request.program(), null));
    Path plugins = plugins();
    NamedBinary terraform = binary(pinned);
    arguments.requireOf(profile);
    TreeSnapshot before = TreeSnapshot.of(top);
    Gate.Outcome outcome = Gate.check(at(inRepository ? root : top));
    console.checked(outcome, !arguments.subcommand().name().equals("plan"));
    if (outcome.report().verdict() != Verdict.PASS) {
      return outcome.report().verdict().exitCode();
    }
    RootSummary summary = summary(outcome);
    requireFiles();
    try (BuildDirectory directory =
        BuildDirectory.open(
            request.data(), request.environment().get("HOME"), top, root, request.program())) {
      Optional<ExitException> problem =
          PinnedPlugins.problem(
              new Manifest(pinned.stream().toList(), trust.manifest().providers()),
              plugins,
              terraform,
              request.check().mode().mode(),
              directory);
      if (problem.isPresent()) {
        throw problem.get();
      }
      boolean init = arguments.subcommand().name().equals("init");
      if (arguments.subcommand().needsInit()) {
        DownloadedModules.require(directory);
        requireAgreement(directory, plugins, summary);
      }
      directory.prepare(plugins);
      Session session =
          new Session(
              directory,
              profile,
              terraform.path(),
              new Child(
                  root,
                  environment(directory),
                  new Child.Limits(request.timeLimit(), request.memoryLimit()),
                  interruption));
      SavedPlan saved =
          new SavedPlan(directory, tree(before, outcome), Decision.digest(request.check(), trust));
      requireSame(before, path -> false);
      CreatedOwners owners = new CreatedOwners(directory, console);
      if (owners.isUnfinished() && (init || arguments.subcommand().needsInit())) {
        ExitCode finished = owners.finish(reader -> readState(session, plugins, summary, reader));
        if (finished != ExitCode.PASSED) {
          return ExitCode.UNDECIDED;
        }
      }
      if (init) {
        directory.reset();
        directory.prepare(plugins);
      }
      ExitCode code =
          switch (arguments.subcommand().name()) {
            case "init" -> init(session, plugins, summary);
            case "plan" -> plan(session, saved, owners);
            case "apply" ->
                apply(
                    session, saved, owners, reader -> readState(session, plugins, summary, reader));
            case "show" -> show(session);
            default -> other(session);
          };
      requireSame(before, this::isWrittenByTerraform);
      return code;
    }
  }

  /** Where gate.yaml gives identities, credentials of the root alone, or none. */
  private Map<String, String> environment(BuildDirectory directory) {
    Map<String, String> environment =
        ChildEnvironment.of(directory, trust.run().passEnvironment(), request.environment());
    if (trust.identities().isEmpty()) {
      return environment;
    }
    Identities.Phase phase =
        arguments.subcommand().name().equals("apply")
            ? Identities.Phase.APPLY
            : Identities.Phase.PLAN;
    Optional<RootIdentity> identity =
        RootIdentity.of(trust.identities(), rootPath, phase, request.google());
    if (identity.isEmpty()) {
      console.say(
          "'%s' runs without credentials: no entry of identities in gate.yaml names it"
              .formatted(rootPath));
    } else {
      requireOwnIdentity(phase);
    }
    return ChildEnvironment.withCredentials(
        environment, identity.map(RootIdentity::environment).orElse(Map.of()));
  }

  /** A pull request could add a root whose path makes the name of another one's account. */
  private void requireOwnIdentity(Identities.Phase phase) {
    if (!trust.identities().dependsOnPaths()) {
      return;
    }
    try (Gate.Survey survey = Gate.survey(at(top))) {
      trust
          .identities()
          .confused(survey.roots().stream().map(RootOutline::path).toList(), phase)
          .forEach(
              (name, roots) -> {
                if (roots.contains(rootPath)) {
                  throw new ExitException(
                      ExitCode.USAGE,
                      "identities in gate.yaml make %s of %s: none of them may run as it. Rename one, or put a character between the stars that no path holds"
                          .formatted(name, String.join(" and of ", roots)));
                }
              });
    }
  }

  /** A prepared run: where it keeps its things, and how Terraform is started. */
  private record Session(BuildDirectory directory, Profile profile, Path terraform, Child child) {
    List<String> command(String subcommand, List<String> options) {
      List<String> command = new ArrayList<>();
      command.add(terraform.toString());
      command.addAll(List.of(subcommand.split(" ")));
      command.addAll(options);
      return command;
    }
  }

  private ExitCode init(Session session, Path plugins, RootSummary summary) throws IOException {
    BuildDirectory directory = session.directory();
    // Modules come first, alone: a backend or provider of theirs must not be set up unseen.
    Child.End got =
        session
            .child()
            .run(
                session.command("get", earlyOptions(session.profile(), List.of("-no-color"))),
                Child.to(OutputStream.nullOutputStream()),
                errors());
    if (!got.isSuccess()) {
      return failed("get", got);
    }
    for (ModulePackage called : DownloadedModules.packages(directory, root, rootPath)) {
      Gate.Outcome modules = Gate.checkModules(request.check(), session.profile(), called);
      if (modules.report().verdict() != Verdict.PASS) {
        console.say(
            "a module that was downloaded has findings, so nothing of it was run: "
                + directory.modules().relativize(called.folder()));
        console.checked(modules, false);
        return modules.report().verdict().exitCode();
      }
    }
    List<String> options = options("reconfigure", "input");
    options.addAll(List.of("-input=false", "-reconfigure", "-get=false", "-plugin-dir=" + plugins));
    Child.End end = stream(session, "init", options);
    if (!end.isSuccess()) {
      return failed("init", end);
    }
    requireAgreement(directory, plugins, summary);
    DownloadedModules.remember(directory);
    return ExitCode.PASSED;
  }

  private ExitCode plan(Session session, SavedPlan saved, CreatedOwners owners) throws IOException {
    BuildDirectory directory = session.directory();
    saved.forget();
    List<String> options = options("input");
    options.add("-input=false");
    options.addAll(state(directory));
    options.add("-out=" + directory.plan());
    Child.End end = stream(session, "plan", options);
    if (!end.isSuccess()) {
      saved.forget();
      return failed("plan", end);
    }
    return judge(session, saved, owners);
  }

  /** Where sources of modules may depend on variables, these come again with every subcommand. */
  private List<String> earlyOptions(Profile profile, List<String> own, String... positionals) {
    List<String> options = new ArrayList<>(own);
    if (profile.has(Feature.VARIABLES_EVERYWHERE)) {
      options.addAll(arguments.only("var", "var-file"));
    }
    options.addAll(List.of(positionals));
    return options;
  }

  /** Judges the saved plan, which holds secrets and stays only where it may be applied. */
  private ExitCode judge(Session session, SavedPlan saved, CreatedOwners owners)
      throws IOException {
    List<CreatedProject> created = new ArrayList<>();
    boolean passed = false;
    try {
      Gate.Outcome outcome = checkPlan(session, created);
      console.planned(outcome);
      passed = outcome.report().verdict() == Verdict.PASS;
      if (passed) {
        owners.remember(created);
        saved.remember();
      }
      return outcome.report().verdict().exitCode();
    } finally {
      if (!passed) {
        saved.forget();
      }
    }
  }

  private SavedPlan.Tree tree(TreeSnapshot snapshot, Gate.Outcome outcome) {
    // What git ignores is no part of the check on a laptop, and no content of it is known.
    boolean all = request.check().mode().mode() == Mode.CI;
    return new SavedPlan.Tree(
        String.valueOf(outcome.report().treeDigest()),
        snapshot.digest(path -> isState(path) || (all && isBelow(path, outcome.whole()))));
  }

  private boolean isBelow(Path path, Set<String> folders) {
    if (folders.contains(".")) {
      return true;
    }
    for (Path above = path; above != null && !above.equals(top); above = above.getParent()) {
      if (folders.contains(top.relativize(above).toString())) {
        return true;
      }
    }
    return false;
  }

  private Gate.Outcome checkPlan(Session session, List<CreatedProject> created) {
    PlanListener projects =
        new PlanListener() {
          @Override
          public void resourceChange(ResourceChange change) {
            CreatedProject.of(change).ifPresent(created::add);
          }
        };
    AtomicReference<Gate.@Nullable Outcome> checked = new AtomicReference<>();
    AtomicReference<@Nullable RuntimeException> refused = new AtomicReference<>();
    Child.End end =
        session
            .child()
            .run(
                session.command(
                    "show",
                    earlyOptions(
                        session.profile(),
                        List.of("-json"),
                        session.directory().plan().toString())),
                in -> {
                  try {
                    checked.set(PlanCheck.check(planRequest(), in, projects));
                  } catch (RuntimeException e) {
                    refused.set(e);
                    in.transferTo(OutputStream.nullOutputStream());
                  }
                },
                errors());
    if (!end.isSuccess()) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "'%s show' could not print the plan (exit code %d), so it was not judged"
              .formatted(request.program().word(), end.code()));
    }
    RuntimeException e = refused.get();
    if (e != null) {
      throw e;
    }
    Gate.Outcome outcome = checked.get();
    if (outcome == null) {
      throw new ExitException(ExitCode.UNDECIDED, "the plan was not judged");
    }
    return outcome;
  }

  private ExitCode apply(
      Session session, SavedPlan saved, CreatedOwners owners, CreatedOwners.State state)
      throws IOException {
    BuildDirectory directory = session.directory();
    if (!saved.require()) {
      console.say(
          "the plan was judged by another gate.yaml, manifest, policy or tfgate, or on another day; it"
              + " is judged again");
      ExitCode again = judge(session, saved, owners);
      if (again != ExitCode.PASSED) {
        return again;
      }
    }
    console.readyToStrip();
    List<String> options =
        new ArrayList<>(arguments.without("input", "json", "no-color", "auto-approve"));
    options.addAll(List.of("-input=false", "-json"));
    options.addAll(state(directory));
    options.add(directory.plan().toString());
    // A plan is applied once, also where that fails half-way.
    Files.deleteIfExists(directory.planRecord());
    CreatedProjects created = new CreatedProjects();
    boolean whole;
    ExitCode applied;
    try (OutputStream log = privateFile(directory.applyLog())) {
      ApplyOutput output =
          new ApplyOutput(console.out(), log, arguments.isOn("json"), console.color(), created);
      try {
        Child.End end = session.child().run(session.command("apply", options), output, errors());
        applied = end.isSuccess() ? ExitCode.PASSED : failed("apply", end);
      } catch (ExitException e) {
        created.addTrouble(String.valueOf(e.getMessage()));
        applied = ExitCode.UNDECIDED;
      }
      whole = output.isWhole();
    } finally {
      Files.deleteIfExists(directory.plan());
    }
    ExitCode stripped = owners.strip(created, state);
    if (!whole) {
      console.say("the output of the apply could not be written whole");
      return ExitCode.UNDECIDED;
    }
    return applied == ExitCode.PASSED ? stripped : applied;
  }

  /**
   * Hands on the state that Terraform has now.
   *
   * @throws ExitException where what Terraform would run for that isn't what was checked
   */
  private void readState(Session session, Path plugins, RootSummary summary, Child.Reader reader) {
    try {
      DownloadedModules.require(session.directory());
      requireAgreement(session.directory(), plugins, summary);
      List<String> options = earlyOptions(session.profile(), List.of("-json", "-no-color"));
      options.addAll(stateFile(session.directory()));
      Child.End end =
          session.child().afterwards().run(session.command("show", options), reader, errors());
      if (!end.isSuccess()) {
        throw new ExitException(
            ExitCode.UNDECIDED, "'terraform show' failed with exit code %d".formatted(end.code()));
      }
    } catch (IOException e) {
      throw new ExitException(ExitCode.UNDECIDED, String.valueOf(e.getMessage()), e);
    }
  }

  private ExitCode show(Session session) throws IOException {
    List<String> options = options();
    options.addAll(stateFile(session.directory()));
    return ended("show", stream(session, "show", options));
  }

  /** The state as an argument of {@code show}, where it is kept outside of the checkout. */
  private List<String> stateFile(BuildDirectory directory) throws IOException {
    return ownState(directory).filter(Files::exists).map(Path::toString).stream().toList();
  }

  private ExitCode other(Session session) throws IOException {
    Subcommand subcommand = arguments.subcommand();
    requireNoSecretOutput(session);
    List<String> options = options();
    if (subcommand.takesState()) {
      options.addAll(state(session.directory()));
    }
    options.addAll(arguments.positionals());
    return ended(subcommand.name(), stream(session, subcommand.name(), options));
  }

  /** The user's options without those named, and colours only where there are some. */
  private List<String> options(String... without) {
    List<String> options = new ArrayList<>(arguments.without(without));
    if (!console.color()
        && arguments.subcommand().flags().contains("no-color")
        && arguments.values("no-color").isEmpty()) {
      options.add("-no-color");
    }
    return options;
  }

  private Child.End stream(Session session, String subcommand, List<String> options) {
    // What a program reads has no text that could be taken for anything else.
    Child.Reader out =
        arguments.isOn("json")
            ? Child.to(console.out())
            : new HarmlessOutput(console.out(), console.color());
    return session.child().run(session.command(subcommand, options), out, errors());
  }

  private Child.Reader errors() {
    return new HarmlessOutput(console.err(), console.color());
  }

  /** Terraform hides what is a secret from people only. */
  private void requireNoSecrets() {
    boolean whole =
        switch (arguments.subcommand().name()) {
          case "show" -> arguments.isOn("json");
          case "output" -> arguments.isOn("json") || arguments.isOn("raw");
          default -> false;
        };
    if (whole) {
      refuseSecrets(
          arguments.subcommand().name() + (arguments.isOn("json") ? " -json" : " -raw"),
          "the secrets of the state");
    }
  }

  private void refuseSecrets(String what, String secrets) {
    String subcommand = arguments.subcommand().name();
    if (!trust.run().printState().contains(subcommand)) {
      throw new ExitException(
          ExitCode.USAGE,
          "'terraform %s' is refused: it prints %s. If the log may hold them, let gate.yaml say terraform: {print_state: [%s]}"
              .formatted(what, secrets, subcommand));
    }
  }

  /** An output that is asked for by its name is printed in the clear, whatever it is. */
  private void requireNoSecretOutput(Session session) throws IOException {
    if (!arguments.subcommand().name().equals("output") || arguments.positionals().isEmpty()) {
      return;
    }
    String name = arguments.positionals().getFirst();
    List<String> options = earlyOptions(session.profile(), List.of("-json", "-no-color"));
    options.addAll(state(session.directory()));
    boolean[] open = {false};
    Child.End end =
        session
            .child()
            .run(
                session.command("output", options),
                in ->
                    open[0] =
                        SelectionCheck.json(in) instanceof Map<?, ?> outputs
                            && (!(outputs.get(name) instanceof Map<?, ?> output)
                                || Boolean.FALSE.equals(output.get("sensitive"))),
                errors());
    if (!end.isSuccess() || !open[0]) {
      refuseSecrets("output " + name, "an output that is sensitive");
    }
  }

  private ExitCode ended(String subcommand, Child.End end) {
    return end.isSuccess() ? ExitCode.PASSED : failed(subcommand, end);
  }

  /** Terraform's own failure decides nothing about the gate, so that its code is only told. */
  private ExitCode failed(String subcommand, Child.End end) {
    console.say(
        end.overdue()
            ? "'%s %s' ran longer than %d s (--time-limit) and was ended"
                .formatted(request.program().word(), subcommand, request.timeLimit().toSeconds())
            : end.interrupted()
                ? "interrupted; '%s %s' ended with exit code %d"
                    .formatted(request.program().word(), subcommand, end.code())
                : "'%s %s' failed with exit code %d"
                    .formatted(request.program().word(), subcommand, end.code()));
    return ExitCode.UNDECIDED;
  }

  /** In CI a local state stays out of the checkout, where the next step would refuse it. */
  private Optional<Path> ownState(BuildDirectory directory) throws IOException {
    if (request.check().mode().mode() != Mode.CI || !SelectionCheck.isLocal(directory)) {
      return Optional.empty();
    }
    boolean allowed =
        trust.run().localState()
            && trust.backends().stream()
                .anyMatch(entry -> entry.type().equals("local") && entry.roots().include(rootPath));
    if (!allowed) {
      throw new ExitException(
          ExitCode.USAGE,
          "the root '%s' keeps its state on this machine (no backend, or a local one), where the next build does not find it. Give it a backend; or, if this machine stays, let backends.allow of gate.yaml say {type: local, arguments: {}}"
              .formatted(rootPath));
    }
    return Optional.of(directory.state(LocalState.repository(top, request.check().searchPath())));
  }

  private List<String> state(BuildDirectory directory) throws IOException {
    return ownState(directory).map(state -> "-state=" + state).stream().toList();
  }

  private boolean isWrittenByTerraform(Path path) {
    Path name = path.getFileName();
    if (!root.equals(path.getParent()) || name == null) {
      return false;
    }
    boolean init = arguments.subcommand().name().equals("init");
    return (init && name.toString().equals(".terraform.lock.hcl")) || isState(path);
  }

  /** Whether it is where Terraform itself keeps a local state. */
  private boolean isState(Path path) {
    Path name = path.getFileName();
    return request.check().mode().mode() == Mode.LOCAL
        && root.equals(path.getParent())
        && name != null
        && Set.of("terraform.tfstate", "terraform.tfstate.backup", ".terraform.tfstate.lock.info")
            .contains(name.toString());
  }

  private void requireSame(TreeSnapshot before, Predicate<Path> mayDiffer) throws IOException {
    Optional<Path> changed = before.difference(TreeSnapshot.of(top), mayDiffer);
    if (changed.isPresent()) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "'%s' changed while tfgate worked, so what ran may not be what was checked. Let nothing else write to the checkout"
              .formatted(top.relativize(changed.get())));
    }
  }

  private void requireAgreement(BuildDirectory directory, Path plugins, RootSummary summary)
      throws IOException {
    List<String> problems =
        SelectionCheck.problems(directory, top, root, trust, summary.providers(), plugins);
    if (!problems.isEmpty()) {
      throw new ExitException(
          ExitCode.FINDINGS,
          "what Terraform selected is not what the gate read and the platform team pinned:\n  "
              + String.join("\n  ", problems));
    }
  }

  private RootSummary summary(Gate.Outcome outcome) {
    return outcome.report().roots().stream()
        .filter(known -> known.path().equals(rootPath))
        .findFirst()
        .orElseThrow(
            () ->
                new ExitException(
                    ExitCode.USAGE,
                    "'%s' is not a root module%s; Terraform runs only in those"
                        .formatted(
                            rootPath,
                            trust.roots() == null ? "" : " that gate.yaml names under roots")));
  }

  /** Files that are named on the command line are among those that the gate has read. */
  private void requireFiles() throws IOException {
    for (String file : arguments.values("var-file")) {
      Path real = inRoot("-var-file", file);
      String name = real.toString();
      if (!root.equals(real.getParent())
          || !(name.endsWith(".tfvars") || name.endsWith(".tfvars.json"))) {
        throw new ExitException(
            ExitCode.USAGE,
            "'-var-file=%s' is refused: the gate reads the *.tfvars and *.tfvars.json beside the root's own files, and what it has not read could lead a path out of the checkout"
                .formatted(file));
      }
    }
    for (String file : arguments.values("backend-config")) {
      if (file.contains("=")) {
        throw new ExitException(
            ExitCode.USAGE,
            "'-backend-config=%s' is refused: write the argument into the backend block, or into a file that backends.config_files of gate.yaml names"
                .formatted(file.substring(0, file.indexOf('=')) + "=…"));
      }
      Path real = inRoot("-backend-config", file);
      String relative = root.relativize(real).toString();
      if (trust.backendConfigFiles().stream().noneMatch((Glob glob) -> glob.matches(relative))) {
        throw new ExitException(
            ExitCode.USAGE,
            "'-backend-config=%s' is refused: backends.config_files of gate.yaml does not name it"
                .formatted(file));
      }
    }
  }

  private Path inRoot(String option, String file) throws IOException {
    Path named = root.resolve(file).normalize();
    if (!named.startsWith(root) || !Files.isRegularFile(named, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s=%s' is refused: it is not a regular file of the root '%s'"
              .formatted(option, file, rootPath));
    }
    Path real = named.toRealPath();
    if (!real.equals(named)) {
      throw new ExitException(
          ExitCode.USAGE, "'%s=%s' is refused: it leads over a link".formatted(option, file));
    }
    return real;
  }

  private Path plugins() throws IOException {
    Path plugins = trust.pluginDirectory();
    if (plugins == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "gate.yaml names no terraform.plugin_dir, so that Terraform would download what nobody"
              + " pinned; name the plugin directory");
    }
    try {
      return plugins.toRealPath();
    } catch (NoSuchFileException e) {
      throw new ExitException(
          ExitCode.USAGE,
          "there is no plugin directory '%s', which gate.yaml names".formatted(plugins),
          e);
    }
  }

  /** The program that is pinned for the root; empty where none is. */
  private Optional<PinnedProgram> pinned() {
    Engine program = request.program();
    ProgramChoices programs = trust.programs();
    if (programs.pinned().isEmpty()) {
      if (request.check().mode().mode() == Mode.CI) {
        throw new ExitException(
            ExitCode.USAGE,
            "plugins-manifest.yaml pins no %s, so nothing says which binary may run; run 'tfgate plugins pin'"
                .formatted(program.word()));
      }
      return Optional.empty();
    }
    Optional<PinnedProgram> pinned = programs.of(rootPath);
    if (pinned.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE,
          "no entry of 'programs' in gate.yaml says which program runs the root '%s', and pinned are %s: add one"
              .formatted(rootPath, programs.titles()));
    }
    if (pinned.get().program() != program) {
      throw new ExitException(
          ExitCode.USAGE,
          "the root '%s' is run by %s, which is pinned for it: use 'tfgate %s -- %s'"
              .formatted(
                  rootPath,
                  pinned.get().title(),
                  pinned.get().program().word(),
                  String.join(" ", request.arguments())));
    }
    return pinned;
  }

  /** Where several versions are installed, each has its version in its name. */
  private NamedBinary binary(Optional<PinnedProgram> pinned) throws IOException {
    Path named = request.binary();
    if (named != null) {
      if (!Files.isExecutable(named)) {
        throw new ExitException(
            ExitCode.USAGE, "'%s' is no program that can be run (--binary)".formatted(named));
      }
      return outside(named);
    }
    String word = request.program().word();
    List<String> names = new ArrayList<>();
    pinned.ifPresent(one -> names.add(word + "-" + one.version()));
    names.add(word);
    for (String name : names) {
      for (String folder : ChildEnvironment.PATH) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return outside(program);
        }
      }
    }
    throw new ExitException(
        ExitCode.USAGE,
        "there is no %s in any of %s; the PATH of the build does not count"
            .formatted(word, String.join(", ", ChildEnvironment.PATH)));
  }

  private NamedBinary outside(Path program) throws IOException {
    Path real = program.toRealPath();
    if (real.startsWith(top)) {
      throw new ExitException(ExitCode.USAGE, "'%s' leads into the checkout".formatted(program));
    }
    return new NamedBinary(request.program(), real);
  }

  private CheckRequest at(Path path) {
    CheckRequest check = request.check();
    return new CheckRequest(
        check.version(),
        path,
        check.mode(),
        check.trust(),
        check.store(),
        check.build(),
        check.today(),
        Extent.RUN,
        check.searchPath(),
        check.jobs(),
        arguments.givenVariables());
  }

  private PlanCheckRequest planRequest() {
    CheckRequest check = request.check();
    return new PlanCheckRequest(
        check.version(), top, root, true, check.mode(), check.trust(), check.today());
  }

  private static OutputStream privateFile(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.newOutputStream(file, StandardOpenOption.WRITE);
  }
}

package dev.tfgate.runner;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.gate.PlanCheck;
import dev.tfgate.gate.PlanCheckRequest;
import dev.tfgate.plugins.Manifest;
import dev.tfgate.plugins.NamedBinary;
import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.report.RootSummary;
import dev.tfgate.report.Verdict;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.text.Glob;
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
              directory);
      if (problem.isPresent()) {
        throw problem.get();
      }
      if (arguments.subcommand().name().equals("init")) {
        directory.reset();
      } else if (arguments.subcommand().needsInit()) {
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
                  ChildEnvironment.of(directory, trust.passEnvironment(), request.environment()),
                  new Child.Limits(request.timeLimit(), request.memoryLimit()),
                  interruption));
      String digest = String.valueOf(outcome.report().treeDigest());
      requireSame(before, path -> false);
      ExitCode code =
          switch (arguments.subcommand().name()) {
            case "init" -> init(session, plugins, summary);
            case "plan" -> plan(session, digest);
            case "apply" -> apply(session, digest);
            case "show" -> show(session);
            default -> other(session);
          };
      requireSame(before, this::isWrittenByTerraform);
      return code;
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
                Child.to(console.err()));
    if (!got.isSuccess()) {
      return failed("get", got);
    }
    for (var called : DownloadedModules.packages(directory, root).entrySet()) {
      Path folder = called.getKey();
      Gate.Outcome modules =
          Gate.checkModules(request.check(), session.profile(), folder, called.getValue());
      if (modules.report().verdict() != Verdict.PASS) {
        console.say(
            "a module that was downloaded has findings, so nothing of it was run: "
                + directory.modules().relativize(folder));
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

  private ExitCode plan(Session session, String digest) throws IOException {
    BuildDirectory directory = session.directory();
    Files.deleteIfExists(directory.planRecord());
    Files.deleteIfExists(directory.plan());
    List<String> options = options("input");
    options.add("-input=false");
    options.addAll(state(directory));
    options.add("-out=" + directory.plan());
    Child.End end = stream(session, "plan", options);
    if (!end.isSuccess()) {
      return failed("plan", end);
    }
    Gate.Outcome outcome = checkPlan(session);
    console.planned(outcome);
    if (outcome.report().verdict() == Verdict.PASS) {
      SavedPlan.remember(directory, digest);
    }
    return outcome.report().verdict().exitCode();
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

  private Gate.Outcome checkPlan(Session session) {
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
                    checked.set(PlanCheck.check(planRequest(), in));
                  } catch (RuntimeException e) {
                    refused.set(e);
                    in.transferTo(OutputStream.nullOutputStream());
                  }
                },
                Child.to(console.err()));
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

  private ExitCode apply(Session session, String digest) throws IOException {
    BuildDirectory directory = session.directory();
    SavedPlan.require(directory, digest);
    List<String> options =
        new ArrayList<>(arguments.without("input", "json", "no-color", "auto-approve"));
    options.addAll(List.of("-input=false", "-json"));
    options.addAll(state(directory));
    options.add(directory.plan().toString());
    // A plan is applied once, also where that fails half-way.
    Files.deleteIfExists(directory.planRecord());
    Files.deleteIfExists(directory.applyLog());
    ApplyOutput output;
    Child.End end;
    try (OutputStream log = privateFile(directory.applyLog())) {
      output = new ApplyOutput(console.out(), log, arguments.isOn("json"), console.color());
      end = session.child().run(session.command("apply", options), output, Child.to(console.err()));
    } finally {
      Files.deleteIfExists(directory.plan());
    }
    ExitCode applied = end.isSuccess() ? ExitCode.PASSED : failed("apply", end);
    ExitCode stripped = strip(output);
    if (!output.isWhole()) {
      console.say("the output of the apply could not be written whole");
      return ExitCode.UNDECIDED;
    }
    return applied == ExitCode.PASSED ? stripped : applied;
  }

  private ExitCode strip(ApplyOutput output) throws IOException {
    ExitCode code = ExitCode.PASSED;
    if (!output.projects().isEmpty()) {
      try {
        code = console.strip(output.projects());
      } catch (ExitException | IOException e) {
        console.say(
            "these projects were created, and whoever created them is still their Owner: %s (%s). Run 'tfgate owners strip %s'"
                .formatted(
                    String.join(", ", output.projects()),
                    e.getMessage(),
                    String.join(" ", output.projects())));
        code = ExitCode.UNDECIDED;
      }
    }
    if (!output.unknown().isEmpty()) {
      console.say(
          "the id of these created projects is not known, so whoever created them is still their Owner: %s. Run 'tfgate owners strip PROJECT'"
              .formatted(String.join(", ", output.unknown())));
      code = ExitCode.UNDECIDED;
    }
    if (!output.begun().isEmpty()) {
      console.say(
          "the creation of these projects began and its end is not known: where they are there, whoever created them is still their Owner: %s. Look for them, then run 'tfgate owners strip PROJECT'"
              .formatted(String.join(", ", output.begun())));
      code = ExitCode.UNDECIDED;
    }
    return code;
  }

  private ExitCode show(Session session) throws IOException {
    List<String> options = options();
    Path state = session.directory().state();
    if (!state(session.directory()).isEmpty() && Files.exists(state)) {
      options.add(state.toString());
    }
    return ended("show", stream(session, "show", options));
  }

  private ExitCode other(Session session) throws IOException {
    Subcommand subcommand = arguments.subcommand();
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
    return session
        .child()
        .run(
            session.command(subcommand, options), Child.to(console.out()), Child.to(console.err()));
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
  private List<String> state(BuildDirectory directory) throws IOException {
    return request.check().mode().mode() == Mode.CI && SelectionCheck.isLocal(directory)
        ? List.of("-state=" + directory.state())
        : List.of();
  }

  private boolean isWrittenByTerraform(Path path) {
    Path name = path.getFileName();
    if (!root.equals(path.getParent()) || name == null) {
      return false;
    }
    boolean init = arguments.subcommand().name().equals("init");
    return (init && name.toString().equals(".terraform.lock.hcl"))
        || (request.check().mode().mode() == Mode.LOCAL
            && Set.of(
                    "terraform.tfstate", "terraform.tfstate.backup", ".terraform.tfstate.lock.info")
                .contains(name.toString()));
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

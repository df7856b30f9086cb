package dev.tfgate.laws;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.gate.GateInMemory;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Report;
import dev.tfgate.report.RootSummary;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.CiConfigRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.store.Stores;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.OutlineCache;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipOutputStream;

/**
 * The law of narrowing: what a change is checked for is all that it can change. For each root that
 * a narrowed check takes, it finds what the whole check finds; each other root has the findings
 * that it had before.
 */
final class NarrowingLaw {
  private static final String GATE =
      """
      version: 1
      backends:
        allow: [{type: local}, {type: gcs, arguments: {bucket: "prod"}}]
        config_files: ["*.tfbackend"]
      remote_state:
        allow: [{type: gcs, arguments: {bucket: "prod"}}]
      policies: [policies]
      """;

  private static final String POLICY =
      """
      version: 1
      policies:
      - id: no-secret
        title: Law
        on: [config]
        match: {resource: [terraform_data]}
        unknown: deny
        message: "'Denied is ' + block.address"
        why: A test.
        fix: None.
        deny: has(resource.input) && resource.input == "s3cret"
        tests:
        - {name: none, deny: false, hcl: 'resource "a_b" "c" {}'}
      """;

  private static final String SUMMARY = "is ";
  private static final String RUN_BY = "run by ";

  /** What a number of changes gave. */
  static final class Tally {
    int changes;
    int roots;
    int affected;

    /** Changes after which some root has other findings. */
    int telling;

    final List<String> violations = new ArrayList<>();
  }

  private final Path top;
  private final Path trust;
  private final Path jar;
  private final Random random;
  private final ChangingTree tree;
  private final Mode mode;
  private final Asked asked;

  /** Where the whole check found something last. */
  private final Set<String> whole = new TreeSet<>();

  /** Asks the gate over a repository of git, as the commands do. */
  static NarrowingLaw overGit(Path folder, long seed) throws IOException {
    return new NarrowingLaw(folder, seed, false);
  }

  /** Asks the gate over trees in memory: some fifty times as fast. */
  static NarrowingLaw inMemory(Path folder, long seed) throws IOException {
    return new NarrowingLaw(folder, seed, true);
  }

  private NarrowingLaw(Path folder, long seed, boolean inMemory) throws IOException {
    this.top = Files.createDirectories(folder.resolve("checkout"));
    this.trust = Files.createDirectories(folder.resolve("trust"));
    this.jar = folder.resolve("tfgate.jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new ZipOutputStream(out).close();
    }
    this.random = new Random(seed);
    this.mode = seed % 2 == 0 ? Mode.CI : Mode.LOCAL;
    this.tree = new ChangingTree(top, random);
    this.asked = inMemory ? new InMemory() : new OverGit();
  }

  /** Changes a tree so many times, and asks after each. */
  Tally ask(int changes) throws IOException, InterruptedException {
    Tally tally = new Tally();
    Files.createDirectories(trust.resolve("policies"));
    Files.writeString(trust.resolve("policies/law.yaml"), POLICY);
    Files.writeString(trust.resolve("gate.yaml"), GATE);
    tree.plant();
    asked.settle();
    Map<String, Set<String>> before = byRoot();
    for (int i = 0; i < changes; i++) {
      List<String> what = new ArrayList<>();
      for (int k = 0; k <= random.nextInt(3) / 2; k++) {
        what.add(tree.change());
      }
      boolean staged = random.nextBoolean() && mode == Mode.LOCAL;
      asked.look(staged);
      Map<String, Set<String>> after = byRoot();
      Report narrowed =
          asked.narrowed(
              staged
                  ? new Extent(true, null, null, List.of(), false)
                  : new Extent(false, null, "HEAD", List.of(), false));
      if (asked.isChanged()) {
        compare(what, staged, narrowed, before, after, tally);
        if (!staged) {
          compareListed(what, before, after, tally);
        }
      }
      if (!tally.violations.isEmpty()) {
        break;
      }
      asked.settle();
      before = after;
    }
    return tally;
  }

  private void compare(
      List<String> what,
      boolean staged,
      Report narrowed,
      Map<String, Set<String>> before,
      Map<String, Set<String>> after,
      Tally tally)
      throws IOException {
    tally.changes++;
    Set<String> affected = new TreeSet<>();
    narrowed.roots().forEach(root -> affected.add(root.path()));
    Set<String> found = new TreeSet<>();
    narrowed.findings().stream().filter(NarrowingLaw::isOfRoots).forEach(f -> found.add(place(f)));
    tally.roots += after.size();
    tally.affected += affected.size();
    tally.telling += before.equals(after) ? 0 : 1;
    String how = "%s, %s, affected %s".formatted(what, staged ? "staged" : "changed", affected);
    after.forEach(
        (root, findings) -> {
          if (affected.contains(root)) {
            for (String finding : findings) {
              // What several roots reach is judged once, and may be judged otherwise alone.
              if (whole.contains(finding.split("\n", 0)[0])
                  && !found.contains(finding.split("\n", 0)[0])) {
                tally.violations.add("%s: %s lacks %s".formatted(how, root, finding));
              }
            }
          } else if (!isAsBefore(findings, before.getOrDefault(root, Set.of()))) {
            Set<String> had = before.getOrDefault(root, Set.of("no root"));
            tally.violations.add(
                "%s: not affected is %s, which had %s and has %s"
                    .formatted(how, root, without(had, findings), without(findings, had)));
          }
        });
    for (String finding : found) {
      if (!whole.contains(finding)) {
        tally.violations.add("%s: only narrowed: %s".formatted(how, finding));
      }
    }
    if (!tally.violations.isEmpty()) {
      tally.violations.add(tree.show());
    }
  }

  /** Of roots that were there before, {@code tfgate roots} names each that a change can affect. */
  private void compareListed(
      List<String> what,
      Map<String, Set<String>> before,
      Map<String, Set<String>> after,
      Tally tally)
      throws IOException {
    Set<String> affected = new TreeSet<>();
    try (Gate.Survey survey = asked.survey(new Extent(false, null, "HEAD", List.of(), false))) {
      for (RootOutline root : survey.roots()) {
        if (!survey.causes(root.path()).isEmpty()) {
          affected.add(root.path());
        }
      }
    }
    for (Map.Entry<String, Set<String>> root : after.entrySet()) {
      Set<String> had = before.getOrDefault(root.getKey(), Set.of());
      Set<String> has = root.getValue();
      // What a program runs since its caller went is for a check alone.
      boolean known = before.containsKey(root.getKey()) && had.containsAll(starting(RUN_BY, has));
      if (known && !affected.contains(root.getKey()) && !isAsBefore(has, had)) {
        tally.violations.add(
            "%s: roots lists %s without %s, which had %s and has %s"
                .formatted(what, affected, root.getKey(), without(had, has), without(has, had)));
        tally.violations.add(tree.show());
      }
    }
  }

  /** What a program no longer runs in a root, since others show where it does, may be gone. */
  private static boolean isAsBefore(Set<String> findings, Set<String> had) {
    if (findings.equals(had)) {
      return true;
    }
    Set<String> programs = starting(RUN_BY, findings);
    Set<String> rest = without(findings, starting(SUMMARY, findings));
    return !programs.isEmpty() && !programs.equals(starting(RUN_BY, had)) && had.containsAll(rest);
  }

  private static Set<String> starting(String start, Set<String> lines) {
    Set<String> some = new TreeSet<>(lines);
    some.removeIf(line -> !line.startsWith(start));
    return some;
  }

  /** What the whole check finds for each root alone, in the directories that it reaches. */
  private Map<String, Set<String>> byRoot() throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    Map<String, Reached> reached = reached();
    Report all = asked.whole(GATE);
    whole.clear();
    all.findings().forEach(finding -> whole.add(place(finding)));
    for (RootSummary root : all.roots()) {
      String alone = GATE + "roots: [\"%s\"]\n".formatted(root.path());
      Reached read = reached.getOrDefault(root.path(), new Reached());
      Set<String> findings = new TreeSet<>();
      for (Finding finding : asked.whole(alone).findings()) {
        if (isOfRoots(finding) && read.has(finding.path(), root.path())) {
          findings.add(place(finding) + "\n" + finding.enforcement() + " " + finding.message());
        }
      }
      findings.add(SUMMARY + root);
      read.programs.forEach(program -> findings.add(RUN_BY + program));
      found.put(root.path(), findings);
    }
    return found;
  }

  /** What a root reaches, as each program sees it that runs it. */
  private static final class Reached {
    private final Set<String> programs = new TreeSet<>();
    private final Set<String> folders = new TreeSet<>();
    private final Set<String> files = new TreeSet<>();

    void add(String folder, Configuration configuration) {
      folders.add(folder);
      ConfigurationDirectory directory = configuration.directory(folder);
      directory.files().forEach(file -> files.add(file.path()));
      directory.problems().forEach(problem -> files.add(problem.path()));
    }

    /** Of modules that a root calls, Terraform reads neither lock files nor tests nor variables. */
    boolean has(String path, String root) {
      FileKind kind = FileKind.of(path.substring(path.lastIndexOf('/') + 1)).orElse(null);
      return kind == FileKind.CONFIGURATION
          ? files.contains(path)
          : folder(path).equals(root)
              || (folders.contains(folder(path))
                  && path.startsWith(root.equals(".") ? "tests/" : root + "/tests/"));
    }
  }

  private Map<String, Reached> reached() throws IOException {
    Map<String, Reached> reached = new TreeMap<>();
    try (Gate.Survey survey = asked.survey(Extent.EVERYTHING)) {
      for (RootOutline root : survey.roots()) {
        for (Scope scope : survey.of(root.path())) {
          if (scope.configuration().roots().stream()
              .map(RootOutline::path)
              .noneMatch(root.path()::equals)) {
            continue;
          }
          Reached own = reached.computeIfAbsent(root.path(), path -> new Reached());
          own.programs.add(scope.configuration().profile().toString());
          // Of a module that it calls, Terraform reads no tests, nor what these call.
          scope
              .configuration()
              .root(root.path())
              .ifPresent(
                  found ->
                      found
                          .modules()
                          .forEach(
                              module -> own.add(module.module().path(), scope.configuration())));
          for (String called : scope.configuration().calledBy(root.path(), root.path()).modules()) {
            // Its own tests call modules too; a call may lead to a folder that is none.
            if (scope.configuration().isModule(called)) {
              own.add(called, scope.configuration());
            }
          }
          // Configuration beside its tests is a root of its own.
          scope.configuration().tests(root.path()).ifPresent(own.folders::add);
        }
      }
    }
    return reached;
  }

  private static String folder(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : ".";
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private static boolean isOfRoots(Finding finding) {
    return Rules.find(finding.rule())
        .filter(rule -> rule instanceof TreeRule || rule instanceof CiConfigRule)
        .isEmpty();
  }

  private static String place(Finding finding) {
    return finding.rule() + " " + finding.path() + " " + finding.region();
  }

  private CheckRequest request(Extent extent) {
    return new CheckRequest(
            "0",
            top,
            new RunMode(extent.staged() ? Mode.LOCAL : mode, "a test"),
            new TrustLocation(trust, "--trust"),
            Stores.offline(),
            null,
            LocalDate.of(2027, 1, 1),
            extent,
            "/usr/bin:/bin",
            1,
            Map.of())
        .remembering(OutlineCache.in(trust.resolveSibling("cache"), jar, 1));
  }

  /** How the gate is asked. */
  private interface Asked {
    /** Takes the tree as it is now, as changed. */
    void look(boolean staged) throws IOException, InterruptedException;

    Report whole(String gate) throws IOException;

    Report narrowed(Extent extent) throws IOException;

    Gate.Survey survey(Extent extent) throws IOException;

    boolean isChanged() throws IOException, InterruptedException;

    /** Takes the tree as it is now, as what later changes are compared with. */
    void settle() throws IOException, InterruptedException;
  }

  /** A tree in memory. */
  private record Snapshot(Map<String, byte[]> files, Map<String, String> links) {
    static Snapshot of(Path top) throws IOException {
      Map<String, byte[]> files = new TreeMap<>();
      Map<String, String> links = new TreeMap<>();
      try (Stream<Path> found = Files.walk(top)) {
        for (Path path : found.toList()) {
          String name = top.relativize(path).toString();
          if (Files.isSymbolicLink(path)) {
            links.put(name, Files.readSymbolicLink(path).toString());
          } else if (Files.isRegularFile(path)) {
            files.put(name, Files.readAllBytes(path));
          }
        }
      }
      return new Snapshot(files, links);
    }

    Checkout checkout() {
      return Checkout.of(files, links);
    }

    Set<String> changedSince(Snapshot before) {
      Set<String> changed = new TreeSet<>();
      Set<String> paths = new TreeSet<>(files.keySet());
      paths.addAll(links.keySet());
      paths.addAll(before.files.keySet());
      paths.addAll(before.links.keySet());
      for (String path : paths) {
        if (!Arrays.equals(files.get(path), before.files.get(path))
            || !Objects.equals(links.get(path), before.links.get(path))) {
          changed.add(path);
        }
      }
      return changed;
    }
  }

  private final class InMemory implements Asked {
    private final GateInMemory gate = new GateInMemory(top);
    private Snapshot before = new Snapshot(Map.of(), Map.of());
    private Snapshot now = before;
    private String written = "";

    @Override
    public void look(boolean staged) throws IOException {
      now = Snapshot.of(top);
    }

    private String written(String text) throws IOException {
      if (!written.equals(text)) {
        Files.writeString(trust.resolve("gate.yaml"), text);
        written = text;
      }
      return text;
    }

    @Override
    public Report whole(String text) throws IOException {
      return gate.whole(request(Extent.EVERYTHING), written(text), now.checkout());
    }

    @Override
    public Report narrowed(Extent extent) throws IOException {
      return gate.narrowed(
          request(extent),
          written(GATE),
          now.checkout(),
          now.changedSince(before),
          before::checkout);
    }

    @Override
    public Gate.Survey survey(Extent extent) throws IOException {
      return extent.equals(Extent.EVERYTHING)
          ? gate.survey(request(extent), written(GATE), now.checkout())
          : gate.survey(
              request(extent),
              written(GATE),
              now.checkout(),
              now.changedSince(before),
              before::checkout);
    }

    @Override
    public boolean isChanged() {
      return !now.changedSince(before).isEmpty();
    }

    @Override
    public void settle() throws IOException {
      now = Snapshot.of(top);
      before = now;
    }
  }

  private final class OverGit implements Asked {
    OverGit() throws IOException {
      Files.writeString(trust.resolve("gate.yaml"), GATE);
    }

    @Override
    public void look(boolean staged) throws IOException, InterruptedException {
      if (staged) {
        git("add", "-A");
      }
    }

    @Override
    public Report whole(String text) throws IOException {
      Files.writeString(trust.resolve("gate.yaml"), text);
      Report report = check(request(Extent.EVERYTHING));
      Files.writeString(trust.resolve("gate.yaml"), GATE);
      return report;
    }

    @Override
    public Report narrowed(Extent extent) throws IOException {
      Report forgetful = check(request(extent).remembering(null));
      for (int run = 1; run <= 2; run++) {
        // The first may remember outlines of before the change, the second has all of them.
        Report remembering = check(request(extent));
        // A note may say that the machine was slow.
        if (!remembering.findings().equals(forgetful.findings())
            || !remembering.roots().equals(forgetful.roots())
            || !remembering.undecided().equals(forgetful.undecided())) {
          throw new IllegalStateException(
              "run %d with a cache: %s, not %s\n%s"
                  .formatted(run, remembering, forgetful, tree.show()));
        }
      }
      return forgetful;
    }

    @Override
    public Gate.Survey survey(Extent extent) {
      return Gate.survey(request(extent));
    }

    @Override
    public boolean isChanged() throws IOException, InterruptedException {
      return !git("status", "--porcelain", "--untracked-files=all").isEmpty();
    }

    @Override
    public void settle() throws IOException, InterruptedException {
      if (!Files.exists(top.resolve(".git"))) {
        git("init", "-q");
      }
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "--no-verify", "-m", "x");
    }
  }

  private static Report check(CheckRequest request) {
    try (Gate.Outcome outcome = Gate.check(request)) {
      return outcome.report();
    } catch (ExitException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "-c",
                "user.name=law",
                "-c",
                "user.email=law@tfgate.invalid",
                "-c",
                "gc.auto=0",
                "-c",
                "core.fsync=none"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(top.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + output);
    }
    return output;
  }
}

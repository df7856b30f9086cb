package dev.tfgate.laws;

import dev.tfgate.gate.Affected;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
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
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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
  private final Random random;
  private final ChangingTree tree;
  private final Mode mode;

  /** Where the whole check found something last. */
  private final Set<String> whole = new TreeSet<>();

  NarrowingLaw(Path folder, long seed) throws IOException {
    this.top = Files.createDirectories(folder.resolve("checkout"));
    this.trust = Files.createDirectories(folder.resolve("trust"));
    this.random = new Random(seed);
    this.mode = seed % 2 == 0 ? Mode.CI : Mode.LOCAL;
    this.tree = new ChangingTree(top, random);
  }

  /** Changes a tree so many times, and asks after each. */
  Tally ask(int changes) throws IOException, InterruptedException {
    Tally tally = new Tally();
    Files.createDirectories(trust.resolve("policies"));
    Files.writeString(trust.resolve("policies/law.yaml"), POLICY);
    Files.writeString(trust.resolve("gate.yaml"), GATE);
    git("init", "-q");
    tree.plant();
    commit();
    Map<String, Set<String>> before = byRoot();
    for (int i = 0; i < changes; i++) {
      List<String> what = new ArrayList<>();
      for (int k = 0; k <= random.nextInt(3) / 2; k++) {
        what.add(tree.change());
      }
      boolean staged = random.nextBoolean() && mode == Mode.LOCAL;
      if (staged) {
        git("add", "-A");
      }
      Map<String, Set<String>> after = byRoot();
      Report narrowed =
          check(
              staged
                  ? new Extent(true, null, null, List.of(), false)
                  : new Extent(false, null, "HEAD", List.of(), false));
      if (!git("status", "--porcelain", "--untracked-files=all").isEmpty()) {
        compare(what, staged, narrowed, before, after, tally);
      }
      if (!tally.violations.isEmpty()) {
        break;
      }
      commit();
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
          } else if (!findings.equals(before.get(root))) {
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

  /** What the whole check finds for each root alone, in the directories that it reaches. */
  private Map<String, Set<String>> byRoot() throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    Map<String, Set<String>> reached = reached();
    Report all = check(Extent.EVERYTHING);
    whole.clear();
    all.findings().forEach(finding -> whole.add(place(finding)));
    for (RootSummary root : all.roots()) {
      Files.writeString(
          trust.resolve("gate.yaml"), GATE + "roots: [\"%s\"]\n".formatted(root.path()));
      Set<String> folders = reached.getOrDefault(root.path(), Set.of(root.path()));
      Set<String> findings = new TreeSet<>();
      for (Finding finding : check(Extent.EVERYTHING).findings()) {
        if (isOfRoots(finding)
            && folders.contains(folder(finding.path()))
            && isRead(finding.path(), root.path())) {
          findings.add(place(finding) + "\n" + finding.enforcement() + " " + finding.message());
        }
      }
      findings.add(root.toString());
      found.put(root.path(), findings);
    }
    Files.writeString(trust.resolve("gate.yaml"), GATE);
    return found;
  }

  private Map<String, Set<String>> reached() {
    Map<String, Set<String>> reached = new TreeMap<>();
    try (Gate.Survey survey = Gate.survey(request(Extent.EVERYTHING))) {
      for (RootOutline root : survey.roots()) {
        for (Scope scope : survey.of(root.path())) {
          Set<String> own = reached.computeIfAbsent(root.path(), path -> new TreeSet<>());
          for (String path : Affected.reached(root.path(), scope.configuration()).keySet()) {
            // A call may lead to a folder that is no module.
            if (path.equals(root.path())
                || scope.configuration().isModule(path)
                || scope.configuration().tests(root.path()).equals(Optional.of(path))) {
              own.add(path);
            }
          }
        }
      }
    }
    return reached;
  }

  /** Of modules that a root calls, Terraform reads neither lock files nor tests nor variables. */
  private static boolean isRead(String path, String root) {
    FileKind kind = FileKind.of(path.substring(path.lastIndexOf('/') + 1)).orElse(null);
    return kind == FileKind.CONFIGURATION
        || folder(path).equals(root)
        || path.startsWith(root.equals(".") ? "tests/" : root + "/tests/");
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
        Map.of());
  }

  private Report check(Extent extent) {
    try (Gate.Outcome outcome = Gate.check(request(extent))) {
      return outcome.report();
    } catch (ExitException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private void commit() throws IOException, InterruptedException {
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "--no-verify", "-m", "x");
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

package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.Finding;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Region;
import dev.tfgate.report.RulePage;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.Rule;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule has a page in {@code docs/rules} and small checkouts in {@code src/test/rules/ID}, of
 * which it flags those named {@code flagged-…} and not those named {@code clean-…}.
 *
 * <p>A fixture holds {@code repo}, the checkout. Beside it may lie {@code plan.json}, for a rule
 * over plans; {@code trust}, its trust directory, else {@code src/test/rules/trust} holds; {@code
 * findings}, the places that the rule must report, one a line as {@code path:line:column} or just
 * {@code path}, which every flagged fixture has ({@code -Dtfgate.write.findings=true} writes those
 * that are missing, for you to look at); {@code names}, entries that git would not carry, one a
 * line: {@code folder/}, {@code file}, {@code link -> target}, with {@code \xff} for a byte; and
 * {@code local}, an empty file, for a run in local mode.
 */
class RuleFixturesTest {
  static final Path FIXTURES = Path.of("src/test/rules");
  private static final Path BASELINE = FIXTURES.resolve("trust");

  private static final List<String> SECTIONS =
      List.of("## Why", "## Bad", "## Good", "## Configure");

  @TempDir Path folder;

  @Test
  void everyRuleHasAPageAndFixturesOfBothKinds() throws IOException {
    Set<String> incomplete = new TreeSet<>();
    for (Rule rule : Rules.all()) {
      String id = rule.description().id();
      if (RulePage.of(id).isEmpty() || !has(id, "flagged-") || !has(id, "clean-")) {
        incomplete.add(id);
      }
    }
    assertThat(incomplete).isEmpty();
  }

  @Test
  void everyFolderOfFixturesBelongsToARule() throws IOException {
    Set<String> rules = new TreeSet<>(Set.of("trust"));
    Rules.all().forEach(rule -> rules.add(rule.description().id()));
    try (Stream<Path> folders = Files.list(FIXTURES).filter(Files::isDirectory)) {
      assertThat(folders.map(path -> path.getFileName().toString())).isSubsetOf(rules);
    }
    for (Path fixture : fixtures().toList()) {
      assertThat(fixture.getFileName().toString()).matches("(flagged|clean)-[a-z0-9-]+");
    }
  }

  static Stream<String> pages() throws IOException {
    return Rules.all().stream()
        .map(rule -> rule.description().id())
        .filter(id -> Files.exists(Path.of("docs/rules", id + ".md")));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void thePageSaysWhatAndWhyAndShowsBadAndGood(String id) throws IOException {
    String page = RulePage.of(id).orElseThrow();
    assertThat(page).startsWith("# " + id + "\n\n");
    List<String> headings = page.lines().filter(line -> line.startsWith("## ")).toList();
    assertThat(headings).containsSubsequence(SECTIONS);
    int bad = page.indexOf("## Bad");
    int good = page.indexOf("## Good");
    assertThat(page.substring(bad, good)).contains("```");
    assertThat(page.substring(good, page.indexOf("## Configure"))).contains("```");
    assertThat(page.substring(page.indexOf("## Why"), bad).length()).isGreaterThan(100);
  }

  static Stream<Path> fixtures() throws IOException {
    List<Path> fixtures = new ArrayList<>();
    try (Stream<Path> found = Files.walk(FIXTURES, 2)) {
      found
          .filter(path -> path.getNameCount() == FIXTURES.getNameCount() + 2)
          .filter(path -> !path.startsWith(BASELINE) && Files.isDirectory(path))
          .sorted()
          .forEach(fixtures::add);
    }
    return fixtures.stream();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void theRuleTellsBadFromGood(Path fixture) throws Exception {
    String id = FIXTURES.relativize(fixture).getName(0).toString();
    List<Finding> all = check(fixture);
    assertThat(all)
        .allSatisfy(finding -> assertThat(finding.message()).matches("(?s)(\\S+: )?['A-Z].*\\."));
    List<Finding> findings = all.stream().filter(finding -> finding.rule().equals(id)).toList();
    if (fixture.getFileName().toString().startsWith("clean-")) {
      assertThat(findings).isEmpty();
      return;
    }
    assertThat(findings).isNotEmpty();
    Path expected = fixture.resolve("findings");
    List<String> places = findings.stream().map(RuleFixturesTest::place).sorted().toList();
    if (Files.notExists(expected) && Boolean.getBoolean("tfgate.write.findings")) {
      Files.write(expected, places);
    }
    assertThat(expected)
        .as("'findings' names what the rule must report: %s", places)
        .isRegularFile();
    assertThat(places).containsExactlyInAnyOrderElementsOf(Files.readAllLines(expected));
  }

  private List<Finding> check(Path fixture) throws Exception {
    Path own = fixture.resolve("trust");
    return check(fixture, Files.exists(own) ? own : BASELINE, folder);
  }

  static List<Finding> check(Path fixture, Path governed, Path folder) throws Exception {
    Path checkout = copy(fixture.resolve("repo"), folder.resolve("repo"));
    Path names = fixture.resolve("names");
    if (Files.exists(names)) {
      for (String name : Files.readAllLines(names)) {
        make(checkout, name);
      }
    }
    TrustLocation trust = new TrustLocation(governed.toAbsolutePath(), "--trust");
    RunMode mode =
        new RunMode(Files.exists(fixture.resolve("local")) ? Mode.LOCAL : Mode.CI, "a test");
    LocalDate today = LocalDate.of(2027, 1, 1);
    Path plan = fixture.resolve("plan.json");
    Gate.Outcome outcome =
        Files.exists(plan)
            ? PlanCheck.check(
                new PlanCheckRequest(
                    "0", checkout.toRealPath(), checkout.toRealPath(), true, mode, trust, today),
                plan)
            : Gate.check(
                new CheckRequest("0", checkout, mode, trust, Stores.offline(), null, today));
    return outcome.report().findings();
  }

  private static String place(Finding finding) {
    Region region = finding.region();
    return region == null
        ? finding.path()
        : "%s:%d:%d".formatted(finding.path(), region.line(), region.column());
  }

  private static boolean has(String id, String kind) throws IOException {
    if (!Files.isDirectory(FIXTURES.resolve(id))) {
      return false;
    }
    try (Stream<Path> fixtures = Files.list(FIXTURES.resolve(id))) {
      return fixtures.anyMatch(path -> path.getFileName().toString().startsWith(kind));
    }
  }

  static Path copy(Path from, Path to) throws IOException {
    if (Files.notExists(from)) {
      return Files.createDirectories(to);
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
    return to;
  }

  /** Java can't name what is not UTF-8, so the shell makes it. */
  private static void make(Path checkout, String line) throws Exception {
    int arrow = line.indexOf(" -> ");
    String name = arrow < 0 ? line : line.substring(0, arrow);
    String script =
        """
        name=$(printf "$1")
        case $name in
        */) exec mkdir -p -- "$name" ;;
        */*) mkdir -p -- "${name%/*}" ;;
        esac
        if [ -n "$2" ]; then ln -s -- "$2" "$name"; else : >"$name"; fi
        """;
    Process shell =
        new ProcessBuilder(
                "sh",
                "-euc",
                script,
                "make",
                octal(name),
                arrow < 0 ? "" : line.substring(arrow + " -> ".length()))
            .directory(checkout.toFile())
            .inheritIO()
            .start();
    assertThat(shell.waitFor()).as(line).isZero();
  }

  /** As a format of printf that writes these very bytes. */
  private static String octal(String name) {
    StringBuilder format = new StringBuilder();
    String bytes = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length(); i++) {
      int value = bytes.charAt(i);
      if (bytes.startsWith("\\x", i)) {
        value = Integer.parseInt(bytes.substring(i + 2, i + 4), 16);
        i += 3;
      }
      format.append("\\%03o".formatted(value));
    }
    return format.toString();
  }
}

package dev.tfgate.laws;

import dev.tfgate.gate.CheckRun;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The law: where the plan shows what a file outside of the checkout holds, the gate has reported
 * the call.
 */
final class MarkerLaw {
  private static final Set<String> RULES =
      Set.of("file-outside-checkout", "file-path-unproven", "link-outside-checkout");

  private static final Path TRUST = Path.of("src/test/rules/trust");

  private final RealTerraform terraform;
  private final Path folder;
  private final String only;
  int configurations;
  int failed;
  int cells;
  int shown;
  int reported;
  int inVain;
  final List<String> violations = new ArrayList<>();

  MarkerLaw(RealTerraform terraform, Path folder) {
    this(terraform, folder, "");
  }

  /** The law with calls in some places only. */
  MarkerLaw(RealTerraform terraform, Path folder, String only) {
    this.terraform = terraform;
    this.only = only;
    this.folder = folder;
  }

  void check(long seed) throws IOException, InterruptedException {
    Path top = Files.createDirectories(folder.resolve("top"));
    Path home = Files.createDirectories(folder.resolve("home"));
    Folders.clear(top);
    Folders.clear(home);
    MarkedConfiguration made = MarkedConfiguration.random(seed, top, only);
    made.write(top, home);
    Path checkout = top.resolve("checkout");
    Report report = report(checkout);
    String printed = plan(checkout.resolve(made.root), home, made.given);
    configurations++;
    if (printed.contains("Error:")) {
      failed++;
      if (Boolean.getBoolean("tfgate.show")) {
        System.out.println("seed " + seed + "\n" + printed);
      }
    }
    for (MarkedConfiguration.Cell cell : made.cells) {
      cells++;
      boolean isShown = MarkedConfiguration.isShown(cell, printed);
      boolean isReported = report.findings().stream().anyMatch(finding -> isReport(finding, cell));
      shown += isShown ? 1 : 0;
      reported += isShown && isReported ? 1 : 0;
      inVain += !isShown && isReported ? 1 : 0;
      if (isShown && !isReported) {
        violations.add(
            "%s, seed %d, %s in '%s':%n%s"
                .formatted(terraform.name(), seed, cell.name(), made.root, cell.hcl()));
      }
    }
  }

  private static boolean isReport(Finding finding, MarkedConfiguration.Cell cell) {
    return finding.enforcement() == Enforcement.MANDATORY
        && RULES.contains(finding.rule())
        && MarkedConfiguration.isOf(cell, finding.path());
  }

  private static Report report(Path checkout) {
    return CheckRun.inCi(checkout, TRUST);
  }

  private String plan(Path root, Path home, Map<String, String> given)
      throws IOException, InterruptedException {
    RealTerraform.Output get = terraform.run(root, home, Map.of(), List.of("get", "-no-color"));
    if (!get.isSuccess()) {
      return get.text();
    }
    Map<String, String> variables = new TreeMap<>();
    given.forEach((name, value) -> variables.put("TF_VAR_" + name, value));
    return terraform
        .run(root, home, variables, List.of("plan", "-input=false", "-no-color", "-lock=false"))
        .text();
  }

  @Override
  public String toString() {
    return "%d configurations (%d fail) with %d calls, %d of them showed the marker, %d of these reported, %d others reported"
        .formatted(configurations, failed, cells, shown, reported, inVain);
  }
}

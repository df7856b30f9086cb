package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Identities held against the roots of a checkout, and who one root would be. */
class IdentityReviewTest {
  private static final String ACCOUNT = "@acme.iam.gserviceaccount.com";

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void aMonorepo() throws IOException {
    for (String root : List.of("svc/shop/dev", "svc/shop/prod", "svc/pay/dev", "net")) {
      root(root);
    }
    Files.createDirectories(folder.resolve("checkout/.git"));
    Files.createDirectories(folder.resolve("trust"));
  }

  @Test
  void identitiesThatFitPass() throws IOException {
    gate(
        entry("svc/*/*", "plan-{1}-in-{2}", "apply-{1}-in-{2}"),
        entry("net", "plan-net", "apply-net"));
    CommandRun.Result result = verify();
    assertThat(result.code()).as(result.out()).isEqualTo(ExitCode.PASSED);
    assertThat(new CommandRun(Map.of(), folder, "").run("trust", "verify", "trust").out())
        .contains("not held against roots. Name a checkout with --checkout");
  }

  @Test
  void aPatternThatNamesNoRootIsTold() throws IOException {
    gate(entry("svc/*/*", "plan-{1}-in-{2}", "a"), entry("nett", "plan-net", "apply-net"));
    assertProblem("the pattern \"nett\" names no root of the checkout");
  }

  @Test
  void aPatternBehindOneThatTakesAllItsRootsIsTold() throws IOException {
    gate(entry("**", "plan-all", "apply-all"), entry("svc/pay/*", "plan-pay", "apply-pay"));
    assertProblem("the pattern \"svc/pay/*\" names no root that an entry before it doesn't name");
  }

  @Test
  void pathsThatMakeOneNameAreTold() throws IOException {
    root("svc/shop-a/b");
    root("svc/shop/a-b");
    gate(entry("svc/*/*", "plan-{1}-{2}", "apply-{1}-{2}"), entry("net", "plan-net", "apply-net"));
    assertProblem("svc/shop-a/b and svc/shop/a-b make the same name, plan-shop-a-b" + ACCOUNT);
  }

  @Test
  void onlyTheNamedRootsCount() throws IOException {
    root("svc/shop-a/b");
    root("svc/shop/a-b");
    gate(
        entry("svc/*/*", "plan-{1}-{2}", "apply-{1}-{2}"),
        entry("net", "plan-net", "apply-net"),
        "roots: [\"**\", \"!svc/shop-a/*\"]\n");
    CommandRun.Result result = verify();
    assertThat(result.code()).as(result.out()).isEqualTo(ExitCode.PASSED);
    gate(
        entry("svc/*/*", "plan-{1}-in-{2}", "apply-{1}-in-{2}"),
        entry("net", "plan-net", "apply-net"),
        "roots: [net]\n");
    assertProblem("the pattern \"svc/*/*\" names no root of the checkout");
  }

  @Test
  void aPatternOfRootsThatNamesNothingIsTold() throws IOException {
    Files.writeString(
        folder.resolve("trust/gate.yaml"),
        "version: 1\nroots: [\"svc/*/*\", nett, \"!svc/old/*\"]\n");
    assertProblem("roots: the pattern \"nett\" names no folder of the checkout");
    assertProblem("roots: the pattern \"svc/old/*\" names no folder of the checkout");
    Files.writeString(
        folder.resolve("trust/gate.yaml"), "version: 1\nroots: [\"svc/*/*\", \"!svc/pay/*\"]\n");
    assertThat(verify().code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aPathThatMakesNoNameIsTold() throws IOException {
    root("svc/Shop_1/dev");
    gate(entry("svc/*/*", "plan-{1}-in-{2}", "a"), entry("net", "plan-net", "apply-net"));
    assertProblem("the path 'svc/Shop_1/dev' makes 'plan-Shop_1-in-dev" + ACCOUNT);
  }

  @Test
  void rootsOfDifferentOwnersThatShareAnAccountAreTold() throws IOException {
    gate(entry("svc/*/*", "plan-{2}", "apply-{1}-in-{2}"), entry("net", "plan-net", "apply-net"));
    Files.writeString(
        folder.resolve("checkout/CODEOWNERS"), "* @acme/all # rest\n/svc/shop/ @acme/shop\n");
    assertProblem(
        "for plan, roots of different owners are plan-dev"
            + ACCOUNT
            + ": svc/pay/dev of @acme/all, svc/shop/dev of @acme/shop");
    Files.writeString(folder.resolve("checkout/CODEOWNERS"), "/svc/ @acme/all\n");
    assertThat(verify().code()).isEqualTo(ExitCode.PASSED);
  }

  /** The line, the directory, and whether it owns what is in there. */
  @ParameterizedTest
  @CsvSource({
    "*, svc/shop/dev, true",
    "*.tf, svc/shop/dev, true",
    "/svc, svc/shop/dev, true",
    "/svc/, svc/shop/dev, true",
    "svc/*, svc/shop/dev, false",
    "svc/*/dev/, svc/shop/dev, true",
    "shop, svc/shop/dev, true",
    "shop/, svc/shop/dev, true",
    "/shop/, svc/shop/dev, false",
    "**/dev/**, svc/shop/dev, true",
    "*.md, svc/shop/dev, false"
  })
  void linesOfCodeownersNameWhatTheyDoAtGitHub(String line, String directory, boolean names)
      throws IOException {
    gate(entry("**", "plan-all", "apply-all"));
    Files.writeString(
        folder.resolve("checkout/CODEOWNERS"), "/net/ @acme/net\n" + line + " @acme/x\n");
    boolean told = verify().out().contains(directory + " and");
    boolean one = verify().out().contains("svc/shop/dev");
    assertThat(told || one).isEqualTo(names && !line.equals("*") && !line.equals("*.tf"));
  }

  @Test
  void doctorTellsWhoARootWouldBe() throws IOException {
    gate(
        entry("svc/*/*", "plan-{1}-in-{2}", "apply-{1}-in-{2}")
            + "    aws: {plan: \"arn:aws:iam::111122223333:role/{1}\"}\n");
    JsonNode plan = identity("svc/shop/dev", "plan");
    assertThat(plan.get("found").asBoolean()).isTrue();
    assertThat(plan.get("version").asText()).isEqualTo("plan-shop-in-dev" + ACCOUNT);
    assertThat(plan.get("meaning").asText()).contains("arn:aws:iam::111122223333:role/shop");
    JsonNode apply = identity("svc/shop/dev", "apply");
    assertThat(apply.get("version").asText()).isEqualTo("apply-shop-in-dev" + ACCOUNT);
    assertThat(apply.get("meaning").asText()).contains("no role of AWS");
    assertThat(identity("net", "plan").get("meaning").asText()).contains("no credentials");
  }

  /** A root is who it is by where it lies, whatever name leads there. */
  @Test
  void aRootThatTriesToBeAnotherIsItself() throws IOException {
    gate(entry("svc/shop/*", "plan-shop-{1}", "a"), entry("svc/pay/*", "plan-pay-{1}", "a"));
    Files.createSymbolicLink(folder.resolve("checkout/svc/shop/link"), Path.of("../pay/dev"));
    assertThat(identity("svc/shop/link", "plan").get("version").asText())
        .isEqualTo("plan-pay-dev" + ACCOUNT);
    assertThat(identity("svc/shop/dev/../../pay/dev", "plan").get("version").asText())
        .isEqualTo("plan-pay-dev" + ACCOUNT);
    assertThat(identity("svc/shop/dev/..", "plan").get("found").asBoolean()).isFalse();
    for (String name :
        List.of("dev@evil.iam.gserviceaccount.com", "..x", "dev\n", "DEV", "a b", "{1}")) {
      root("svc/shop/" + name);
      assertThat(identity("svc/shop/" + name, "plan").get("found").asBoolean()).as(name).isFalse();
    }
    // A repository in the repository is a top of its own, and none of the roots of gate.yaml.
    root("svc/shop/inner/svc/pay/dev");
    Files.createDirectories(folder.resolve("checkout/svc/shop/inner/.git"));
    Files.writeString(folder.resolve("checkout/svc/shop/inner/.git/HEAD"), "ref: refs/heads/x\n");
    JsonNode inner = identity("svc/shop/inner/svc/pay/dev", "plan");
    assertThat(inner.get("found").asBoolean()).isFalse();
    assertThat(inner.get("meaning").asText()).contains("a repository of its own");
    for (String[] command :
        new String[][] {
          {"aws", "credentials", "--root", "svc/shop/inner/svc/pay/dev"},
          {"terraform", "--root", "svc/shop/inner/svc/pay/dev", "--", "validate"}
        }) {
      List<String> all = new ArrayList<>(List.of("--mode", "local", "--trust", "../trust"));
      all.addAll(List.of(command));
      CommandRun.Result result =
          new CommandRun(Map.of(), folder.resolve("checkout"), "").run(all.toArray(String[]::new));
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains("a repository of its own");
    }
  }

  private JsonNode identity(String root, String phase) throws IOException {
    CommandRun.Result result =
        new CommandRun(Map.of(), folder.resolve("checkout"), "")
            .run(
                "doctor",
                "--mode",
                "local",
                "--format",
                "json",
                "--trust",
                "../trust",
                "--root",
                root);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.PASSED);
    for (JsonNode seen : new ObjectMapper().readTree(result.out()).get("observations")) {
      if (seen.get("name").asText().equals("identity for " + phase)) {
        return seen;
      }
    }
    throw new AssertionError(result.out());
  }

  private void assertProblem(String message) {
    CommandRun.Result result = verify();
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).contains(message);
  }

  private CommandRun.Result verify() {
    return new CommandRun(Map.of(), folder, "")
        .run("trust", "verify", "--mode", "local", "--checkout", "checkout", "trust");
  }

  private static String entry(String roots, String plan, String apply) {
    String second = apply.equals("a") ? "apply-" + plan.replaceFirst("plan-", "") : apply;
    return "  - roots: [\"%s\"]\n    google: {plan: \"%s%s\", apply: \"%s%s\"}\n"
        .formatted(roots, plan, ACCOUNT, second, ACCOUNT);
  }

  private void gate(String... entries) throws IOException {
    List<String> lines = new ArrayList<>(List.of("version: 1\nidentities:\n"));
    lines.addAll(List.of(entries));
    Files.writeString(folder.resolve("trust/gate.yaml"), String.join("", lines));
  }

  private void root(String path) throws IOException {
    Path root = Files.createDirectories(folder.resolve("checkout").resolve(path));
    Files.writeString(root.resolve("main.tf"), "terraform {\n  backend \"gcs\" {}\n}\n");
  }
}

package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import dev.tfgate.text.Glob;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final String BACKEND = "terraform {\n  backend \"local\" {}\n}\n";

  private final Map<String, String> files =
      new HashMap<>(
          Map.of(
              "svc/a/main.tf",
              BACKEND + call("../../modules/outer"),
              "svc/b/main.tf",
              BACKEND,
              "svc/c/main.tf",
              BACKEND + "locals {\n  x = file(\"../../shared/x.json\")\n}\n",
              "svc/d/main.tf",
              BACKEND + "locals {\n  x = file(\"${path.module}/x.json\")\n}\n",
              "modules/outer/main.tf",
              call("../inner"),
              "modules/inner/main.tf",
              "variable \"x\" {}\n",
              "modules/alone/main.tf",
              "variable \"x\" {}\n"));

  @Test
  void aChangedModuleConcernsEveryRootThatReachesIt() {
    assertThat(roots("modules/inner/main.tf")).containsExactly("svc/a");
    assertThat(roots("modules/outer/other_override.tf")).containsExactly("svc/a");
    assertThat(roots("svc/b/main.tf")).containsExactly("svc/b");
    assertThat(roots("modules/alone/main.tf")).containsExactly("modules/alone");
    assertThat(roots("docs/x.tf")).isEmpty();
  }

  @Test
  void whatIsNoConfigurationConcernsTheRootsAroundItAndThoseThatReadElsewhere() {
    assertThat(roots("svc/b/templates/deep/x.tftpl")).containsExactly("svc/b");
    assertThat(roots("shared/x.json")).containsExactly("svc/c");
    assertThat(roots("svc/d/x.json")).containsExactly("svc/d");
    assertThat(roots("modules/inner/x.json")).containsExactly("svc/a");
  }

  @Test
  void whatAComputedSourceCanLeadToConcernsTheRoot() {
    files.put(
        "svc/a/main.tf",
        BACKEND + "locals {\n  m = \"../../modules/inner\"\n}\n" + computed("local.m"));
    files.put("svc/b/main.tf", BACKEND + computed("var.free"));
    assertThat(roots("modules/inner/main.tf")).containsExactly("modules/outer", "svc/a", "svc/b");
    assertThat(roots("modules/alone/x")).containsExactly("modules/alone", "svc/b");
  }

  private static String computed(String source) {
    return "module \"m\" {\n  source = " + source + "\n}\n";
  }

  @Test
  void lockFilesVariablesAndTestsConcernTheirRoot() {
    assertThat(roots("svc/b/.terraform.lock.hcl")).containsExactly("svc/b");
    assertThat(roots("svc/b/.x.auto.tfvars")).containsExactly("svc/b");
    assertThat(roots("svc/b/tests/a.tftest.hcl")).containsExactly("svc/b");
    assertThat(roots("environments/dev.tfvars"))
        .containsExactly("modules/alone", "svc/a", "svc/b", "svc/c", "svc/d");
  }

  /** Which partial backends are every root's depends on what lies beside them. */
  @Test
  void terraformThatComesOrGoesBesideAPartialBackendConcernsEveryRoot() {
    files.put("ci/prod.tfbackend", "bucket = \"x\"\n");
    files.put("ci/more.tf", "");
    assertThat(roots("ci/main.tf")).doesNotContain("svc/b");
    files.remove("ci/more.tf");
    assertThat(roots("ci/main.tf")).contains("svc/b");
    files.put("ci/main.tf", "");
    assertThat(roots("ci/main.tf")).contains("svc/b");
  }

  /** A folder of tests alone is a module, and no folder with configuration. */
  @Test
  void variablesThatWereDeletedConcernTheRootsThatMayBeGivenThem() {
    files.put("main.tf", BACKEND);
    files.put("svc/one.tftest.hcl", "variables {\n  v = 1\n}\n");
    assertThat(roots("svc/data/all.tfvars")).contains("modules/alone", "svc/b");
  }

  /** The roots below a folder with configuration may be given its variables. */
  @Test
  void variablesThatWereDeletedBesideConfigurationConcernTheRootsBelow() {
    files.put("svc/main.tf", BACKEND);
    assertThat(roots("svc/terraform.tfvars"))
        .contains("svc", "svc/b")
        .doesNotContain("modules/alone");
  }

  /** A call leads to nothing before the folder comes, whatever comes with it. */
  @Test
  void aFolderOfTestsAloneConcernsItsCallers() {
    files.put("svc/e/main.tf", BACKEND + "module \"m\" {\n  source = \"../../modules/only\"\n}\n");
    files.put("modules/only/one.tftest.hcl", "variables {\n  v = 1\n}\n");
    assertThat(roots("modules/only/one.tftest.hcl")).contains("svc/e").doesNotContain("svc/b");
  }

  /** Where configuration comes or goes, others are given other variables than before, or none. */
  @Test
  void configurationAboveVariablesConcernsTheRootsThatMayBeGivenThem() {
    files.put("main.tf", BACKEND);
    files.put("envs/data/all.tfvars", "v = 1\n");
    files.put("envs/more.tf", "");
    assertThat(roots("envs/main.tf")).doesNotContain("svc/b");
    files.remove("envs/more.tf");
    assertThat(roots("envs/main.tf")).contains("svc/b");
    files.put("envs/main.tf", "");
    assertThat(roots("envs/main.tf")).contains("svc/b");
  }

  @Test
  void aDeletedModuleConcernsItsCallers() {
    files.remove("modules/inner/main.tf");
    assertThat(roots("modules/inner/main.tf")).containsExactly("svc/a");
    files.remove("modules/outer/main.tf");
    assertThat(roots("modules/outer/main.tf")).containsExactly("svc/a");
    assertThat(roots("modules")).containsExactly("modules/alone", "svc/a");
  }

  @Test
  void partialConfigurationOfBackendsConcernsEveryRoot() {
    assertThat(roots("ci/prod.tfbackend")).hasSize(5);
    files.put("main.tf", BACKEND);
    assertThat(roots("ci/prod.tfbackend")).hasSize(6);
  }

  @Test
  void aPlaceStandsForTheRootsBelowItOrTheNearestAroundIt() {
    assertThat(roots(selection("svc", Optional.empty())))
        .containsExactly("svc/a", "svc/b", "svc/c", "svc/d");
    assertThat(roots(selection("svc/a/templates", Optional.empty()))).containsExactly("svc/a");
    Selection one = selection("svc/a", Optional.empty());
    assertThat(one.hasDirectory("modules/inner")).isTrue();
    assertThat(one.hasDirectory("modules/alone")).isFalse();
    assertThat(one.hasEntry("modules/inner/.terraform")).isTrue();
    assertThat(one.hasEntry("svc/.envrc")).isTrue();
    assertThat(one.hasEntry("svc/a/x/.terraform")).isTrue();
    assertThat(one.hasEntry("svc/b/.terraform")).isFalse();
  }

  private static String call(String source) {
    return "module \"m\" {\n  source = \"" + source + "\"\n}\n";
  }

  private List<String> roots(String changed) {
    return roots(selection(".", Optional.of(Set.of(changed))));
  }

  private List<String> roots(Selection selection) {
    return configuration().roots().stream()
        .map(RootOutline::path)
        .filter(selection::hasRoot)
        .toList();
  }

  private Selection selection(String start, Optional<Set<String>> changed) {
    return Selection.of(
        start,
        false,
        changed,
        Optional.empty(),
        configuration(),
        List.of(Glob.of("ci/*.tfbackend")),
        () -> Before.NONE,
        1);
  }

  private Configuration configuration() {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return Configuration.of(Checkout.of(bytes), Limits.DEFAULT, new EvaluatedSources());
  }
}

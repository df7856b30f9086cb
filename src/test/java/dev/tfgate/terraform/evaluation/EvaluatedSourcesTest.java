package dev.tfgate.terraform.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.Callees;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.terraform.profile.Profile;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluatedSourcesTest {
  private static final String CONST = "variable \"%s\" {\n  const = true\n}\n";

  private final Map<String, String> files = new HashMap<>();

  EvaluatedSourcesTest() {
    files.put(
        "svc/main.tf",
        CONST.formatted("kind")
            + "module \"m\" {\n  source = \"../modules/${var.kind}\"\n  next = \"../leaf\"\n}\n");
    files.put("svc/dev.tfvars", "kind = \"a\"\n");
    files.put("svc/prod.tfvars", "kind = \"b\"\n");
    files.put("modules/a/main.tf", "resource \"aws_x\" \"x\" {}\n");
    files.put(
        "modules/b/main.tf", CONST.formatted("next") + "module \"m\" {\n  source = var.next\n}\n");
    files.put("modules/leaf/main.tf", "resource \"google_x\" \"x\" {}\n");
    files.put("modules/c/main.tf", "resource \"azurerm_x\" \"x\" {}\n");
  }

  @Test
  void everyModuleThatASourceCanLeadToIsPartOfTheRoot() {
    Configuration configuration = configuration();
    Root root = configuration.root("svc").orElseThrow();
    assertThat(root.modules().stream().map(reached -> reached.module().path()))
        .containsExactlyInAnyOrder("svc", "modules/a", "modules/b", "modules/leaf");
    assertThat(root.outsideCalls()).isEmpty();
    assertThat(
            root.providerRequests().stream()
                .map(request -> request.request().address().orElseThrow().type()))
        .containsExactlyInAnyOrder("aws", "google");
    assertThat(roots(configuration)).containsExactly("modules/c", "svc");
    assertThat(configuration.calledBy("svc", "svc"))
        .isEqualTo(
            new Callees(Set.of("modules/a", "modules/b"), Set.of("modules/a", "modules/b"), true));
  }

  @Test
  void whatIsNotKnownLeadsOutsideToo() {
    files.remove("svc/dev.tfvars");
    files.remove("svc/prod.tfvars");
    files.put("svc/x.tf", "variable \"y\" {\n  const = true\n  default = \"../modules/a\"\n}\n");
    files.put("svc/y.tf", "module \"y\" {\n  source = var.y\n}\n");
    Configuration configuration = configuration();
    Root root = configuration.root("svc").orElseThrow();
    assertThat(root.modules().stream().map(reached -> reached.module().path()))
        .containsExactly("svc", "modules/a");
    assertThat(root.outsideCalls()).extracting(call -> call.call().name()).containsExactly("m");
    assertThat(configuration.calledBy("svc", "svc").complete()).isFalse();
    assertThat(roots(configuration)).contains("modules/b", "modules/leaf");
  }

  /** The command line wins, but the value of a file or the default stays possible. */
  @Test
  void whatTheCommandLineGivesIsAmongTheValues() {
    files.put("svc/x.tf", "variable \"y\" {\n  const = true\n  type  = map(string)\n}\n");
    files.put("svc/y.tf", "module \"y\" {\n  source = var.y[\"m\"]\n}\n");
    files.put("svc/z.auto.tfvars", "y = { m = \"../modules/leaf\" }\n");
    Configuration given = configuration().giving(Map.of("kind", "c"));
    assertThat(paths(given))
        .containsExactlyInAnyOrder("svc", "modules/a", "modules/b", "modules/c", "modules/leaf");
    assertThat(given.root("svc").orElseThrow().outsideCalls()).isEmpty();

    Configuration outside = configuration().giving(Map.of("kind", "../../elsewhere"));
    assertThat(outside.root("svc").orElseThrow().outsideCalls())
        .extracting(call -> call.call().name())
        .containsExactly("m");

    // A variable of another type takes an expression, which is not read.
    Configuration expression = configuration().giving(Map.of("y", "{ m = \"../modules/c\" }"));
    assertThat(expression.root("svc").orElseThrow().outsideCalls())
        .extracting(call -> call.call().name())
        .containsExactly("y");
  }

  private static List<String> paths(Configuration configuration) {
    return configuration.root("svc").orElseThrow().modules().stream()
        .map(reached -> reached.module().path())
        .toList();
  }

  @Test
  void modulesThatCallEachOtherHaveARoot() {
    files.clear();
    files.put("a/main.tf", "locals {\n  n = \"../b\"\n}\nmodule \"m\" {\n  source = local.n\n}\n");
    files.put("b/main.tf", "locals {\n  n = \"../a\"\n}\nmodule \"m\" {\n  source = local.n\n}\n");
    files.put("c/main.tf", "locals {\n  n = \"../c\"\n}\nmodule \"m\" {\n  source = local.n\n}\n");
    assertThat(roots(configuration())).containsExactly("a", "c");
  }

  @Test
  void longRowsOfComputedCallsAreNotKnownInFull() {
    files.clear();
    for (int i = 0; i < 60; i++) {
      files.put(
          "m" + i + "/main.tf",
          "locals {\n  n = \"../m%d\"\n}\nmodule \"m\" {\n  source = local.n\n}\n"
              .formatted(i + 1));
    }
    files.put("m60/main.tf", "output \"o\" {\n  value = 1\n}\n");
    assertThat(configuration().root("m0").orElseThrow().outsideCalls()).isNotEmpty();
    assertThat(configuration().root("m40").orElseThrow().outsideCalls()).isEmpty();
  }

  @Test
  void whereAllMayLeadIsFollowedForOutputs() {
    files.put("modules/a/out.tf", "output \"o\" {\n  value = \"of a\"\n}\n");
    files.put("modules/b/out.tf", "output \"o\" {\n  value = \"of b\"\n}\n");
    files.put("svc/out.tf", "output \"o\" {\n  value = module.m.o\n}\n");
    Configuration configuration = configuration();
    RootValues values = RootValues.of(configuration.checkout(), configuration, "svc").orElseThrow();
    ModuleValues root = values.root();
    assertThat(
            root.value(
                    root.module().declarations("output").getFirst().argument("value").get().value())
                .options())
        .hasSize(2);
  }

  private List<String> roots(Configuration configuration) {
    return configuration.roots().stream().map(RootOutline::path).toList();
  }

  private Configuration configuration() {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return Configuration.of(
        Checkout.of(bytes), Limits.DEFAULT, Profile.TERRAFORM, new EvaluatedSources());
  }
}

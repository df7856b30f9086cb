package dev.tfgate.terraform.evaluation;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.values.Possible;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What expressions can be that are written in a module of a folder on the disk. */
final class ExpressionValues {
  private final ModuleValues module;

  private ExpressionValues(ModuleValues module) {
    this.module = module;
  }

  /** Those of the root module at the top of a folder. */
  static ExpressionValues in(Path folder) throws Exception {
    Checkout checkout = Checkout.open(folder, Limits.DEFAULT.fileBytes());
    Configuration configuration =
        Configuration.of(checkout, Limits.DEFAULT, new EvaluatedSources());
    return new ExpressionValues(RootValues.of(checkout, configuration, ".").orElseThrow().root());
  }

  /** The module. */
  ModuleValues module() {
    return module;
  }

  /** What an expression can be. */
  Possible of(String expression) throws Exception {
    return module.value(parsed(expression));
  }

  /** A value that is written without names and functions. */
  static Constant constant(String expression) throws Exception {
    return ConstantEvaluator.evaluate(parsed(expression)).orElseThrow();
  }

  private static Expression parsed(String expression) throws Exception {
    String file = "value = " + expression + "\n";
    return HclParser.parseNative(
            file.getBytes(StandardCharsets.UTF_8), "expression.tf", Limits.DEFAULT)
        .body()
        .attribute("value")
        .orElseThrow()
        .value();
  }
}

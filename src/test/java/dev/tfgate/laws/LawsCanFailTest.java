package dev.tfgate.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.hcl.BinaryOperator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.terraform.evaluation.ModuleValues;
import dev.tfgate.terraform.values.Possible;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults that the analysis had are seen by the laws when they are there again. */
class LawsCanFailTest {
  @TempDir Path folder;

  /** {@code (true ? 1 : "a") == 1} and its like: two operands that look equal aren't always. */
  @Test
  void anAnalysisThatDecidesEqualityIsWrong() throws Exception {
    assertThat(violations(LawsCanFailTest::decidingEquality)).isPositive();
  }

  /** {@code dirname("x/../y/z")} is cleaned. */
  @Test
  void anAnalysisThatLeavesAPathAsItIsWrittenIsWrong() throws Exception {
    assertThat(violations(LawsCanFailTest::leavingPaths)).isPositive();
  }

  @Test
  void policiesThatAllowTheUnknownAreWrong() throws Exception {
    RealTerraform terraform = RealTerraform.required().getFirst();
    PolicyLaw law = new PolicyLaw(terraform, folder.toRealPath(), "allow");
    law.check(1, 100);
    assertThat(law.violations).isNotEmpty();
  }

  private interface Analysis {
    Possible value(ModuleValues module, Expression expression);
  }

  private int violations(Analysis faulty) throws Exception {
    RealTerraform terraform = RealTerraform.required().getFirst();
    ExpressionLaw law = new ExpressionLaw(terraform, folder.toRealPath(), faulty::value);
    for (int seed = 1; seed < 20 && law.tally.violations.isEmpty(); seed++) {
      law.check(seed, 400);
    }
    return law.tally.violations.size();
  }

  private static Expression inner(Expression expression) {
    return expression instanceof Expression.Parenthesized(var inner, var range)
        ? inner(inner)
        : expression;
  }

  private static Possible decidingEquality(ModuleValues module, Expression expression) {
    if (inner(expression) instanceof Expression.Operation(var first, var rest, var range)
        && rest.size() == 1
        && rest.getFirst().operator() == BinaryOperator.EQUAL) {
      Possible left = module.value(first);
      Possible right = module.value(rest.getFirst().operand());
      if (left.options().size() == 1 && right.options().size() == 1) {
        return Possible.of(left.equals(right));
      }
    }
    return module.value(expression);
  }

  private static Possible leavingPaths(ModuleValues module, Expression expression) {
    if (inner(expression) instanceof Expression.FunctionCall call
        && List.of("dirname", "basename").contains(call.name())
        && module.value(call.arguments().getFirst()) instanceof Possible.Text text
        && text.literal().isPresent()) {
      String path = text.literal().get();
      int slash = path.lastIndexOf('/');
      return Possible.text(
          call.name().equals("dirname")
              ? path.substring(0, Math.max(0, slash))
              : path.substring(slash + 1));
    }
    return module.value(expression);
  }
}

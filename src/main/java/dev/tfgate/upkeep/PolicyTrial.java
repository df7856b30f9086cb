package dev.tfgate.upkeep;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.gate.PlanCheck;
import dev.tfgate.hcl.Limits;
import dev.tfgate.policy.run.ExpressionTrial;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import dev.tfgate.text.Glob;
import java.nio.file.Path;

/**
 * An expression that is tried out on what lies on disk.
 *
 * @param trial what shows the results
 */
public record PolicyTrial(ExpressionTrial trial) {

  /**
   * A trial of an expression.
   *
   * @param types a glob over the types of the resources that it is tried on
   * @param out takes one line a resource
   * @throws ExitException with {@link ExitCode#USAGE} where the expression isn't valid
   */
  public PolicyTrial(String expression, String types, Appendable out) {
    this(new ExpressionTrial(expression, Glob.of(types), out));
  }

  /**
   * Tries it on a plan.
   *
   * @return on how many changes
   * @throws ExitException where the plan can't be read or is none
   */
  public int plan(Path plan) {
    PlanCheck.read(plan, trial);
    return trial.shown();
  }

  /**
   * Tries it on a checkout.
   *
   * @return on how many blocks
   * @throws ExitException where the checkout can't be read
   */
  public int configuration(Path path) {
    try {
      Checkout checkout = Checkout.open(path, Limits.DEFAULT.fileBytes());
      String start = checkout.start();
      trial.configuration(
          Configuration.of(checkout, Limits.DEFAULT, new EvaluatedSources()),
          file -> start.equals(".") || file.equals(start) || file.startsWith(start + "/"));
    } catch (UnreadableFileException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "'%s' can't be read: %s".formatted(path, e.getMessage()), e);
    }
    return trial.shown();
  }
}

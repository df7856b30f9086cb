package dev.tfgate.terraform.values;

import dev.tfgate.hcl.Expression.FunctionCall;
import java.util.List;

/** Is told each call of a function that reads files or templates, while it is followed. */
public interface FileCalls {
  /** Is told nothing. */
  FileCalls NONE = (name, call, arguments, reached, from) -> {};

  /**
   * A call was reached.
   *
   * @param name of the function, without {@code core::}
   * @param arguments what they can be
   * @param reached false in a branch that is not taken
   * @param from the evaluation, to follow a template with
   */
  void call(
      String name, FunctionCall call, List<Possible> arguments, boolean reached, Evaluation from);
}

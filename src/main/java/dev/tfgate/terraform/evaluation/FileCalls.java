package dev.tfgate.terraform.evaluation;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Expression.FunctionCall;
import dev.tfgate.terraform.values.Possible;
import java.util.List;

/**
 * Is told each call of a function that reads files or templates, while it is followed, and each
 * argument of an object that names a file.
 */
public interface FileCalls {
  /** Is told nothing. */
  FileCalls NONE = (name, call, arguments, from) -> {};

  /**
   * A call, once for each way to reach it: in both branches of a condition, for names over nothing.
   *
   * @param name of the function, without {@code core::}
   * @param arguments what they can be
   * @param from the evaluation, to follow a template with
   */
  void call(String name, FunctionCall call, List<Possible> arguments, Evaluation from);

  /**
   * An argument of an object names a file, or holds one that does.
   *
   * @param object whose argument it is
   * @param name of the one that names the file, behind those of the blocks and objects around it
   * @param argument that is written, or the one around it
   * @param path what it can be
   * @param from the evaluation of it
   */
  default void argument(
      Block object, String name, Attribute argument, Possible path, Evaluation from) {}
}

package dev.tfgate.terraform;

import java.util.Optional;

/**
 * A call of a module: a {@code module} block, or the {@code module} of a test's {@code run}.
 *
 * @param name the label of the block, or of the run
 * @param declaration the {@code module} block, overrides applied
 * @param fromTest whether a test calls it
 * @param source where it is a constant string
 * @param isComputed whether it is no constant, and the program computes it: then it depends on the
 *     root
 */
public record ModuleCall(
    String name,
    Declaration declaration,
    boolean fromTest,
    Optional<String> source,
    boolean isComputed) {

  /**
   * Whether the source is a path relative to the calling module. One that begins with a backslash
   * is one too, and outside of Windows the backslash is part of the folder's name.
   */
  public boolean isLocal() {
    return source().filter(ModuleCall::isLocal).isPresent();
  }

  /** Whether a source is a path relative to the calling module. */
  public static boolean isLocal(String source) {
    return source.startsWith("./")
        || source.startsWith("../")
        || source.startsWith(".\\")
        || source.startsWith("..\\")
        || source.equals(".")
        || source.equals("..");
  }
}

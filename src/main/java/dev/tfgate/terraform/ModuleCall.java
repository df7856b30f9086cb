package dev.tfgate.terraform;

import java.util.Optional;

/**
 * A call of a module: a {@code module} block, or the {@code module} of a test's {@code run}.
 *
 * @param name the label of the block, or of the run
 * @param declaration the {@code module} block, overrides applied
 * @param fromTest whether a test calls it
 * @param source where that can be told: it is a constant string, or computed from such where the
 *     program does that
 */
public record ModuleCall(
    String name, Declaration declaration, boolean fromTest, Optional<String> source) {

  /**
   * Whether the source is a path relative to the calling module. One that begins with a backslash
   * is one too, and outside of Windows the backslash is part of the folder's name.
   */
  public boolean isLocal() {
    return source()
        .filter(
            source ->
                source.startsWith("./")
                    || source.startsWith("../")
                    || source.startsWith(".\\")
                    || source.startsWith("..\\")
                    || source.equals(".")
                    || source.equals(".."))
        .isPresent();
  }
}

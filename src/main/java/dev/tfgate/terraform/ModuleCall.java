package dev.tfgate.terraform;

import java.util.Optional;

/**
 * A call of a module: a {@code module} block, or the {@code module} of a test's {@code run}.
 *
 * @param name the label of the block, or of the run
 * @param declaration the {@code module} block, overrides applied
 * @param fromTest whether a test calls it
 */
public record ModuleCall(String name, Declaration declaration, boolean fromTest) {
  /** Its source where that is a constant string. */
  public Optional<String> source() {
    return declaration.argument("source").flatMap(Argument::string);
  }

  /** Whether the source is a path relative to the calling module. */
  public boolean isLocal() {
    return source()
        .filter(
            source ->
                source.startsWith("./")
                    || source.startsWith("../")
                    || source.equals(".")
                    || source.equals(".."))
        .isPresent();
  }
}

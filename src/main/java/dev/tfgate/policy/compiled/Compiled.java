package dev.tfgate.policy.compiled;

import dev.tfgate.cel.Program;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a policy.
 *
 * @param deny its condition
 * @param message its message, or null where it has none or none was needed yet
 */
public record Compiled(Program deny, @Nullable Program message) {
  private static final List<String> ARGUMENTS = List.of("resource", "call", "provider");

  /** Returns the arguments that the condition reads, in its order. */
  public List<String> arguments() {
    return deny.reads().stream()
        .filter(path -> path.size() > 1 && ARGUMENTS.contains(path.get(0)))
        .map(path -> path.get(1))
        .distinct()
        .toList();
  }
}

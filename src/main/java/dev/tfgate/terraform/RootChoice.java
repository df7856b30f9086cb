package dev.tfgate.terraform;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which directories count as roots.
 *
 * @param named tells those that the trust directory names; null where it names none, and they are
 *     discovered
 * @param except tells those that it leaves out
 * @param strict whether what nothing calls is a root only where something shows that Terraform is
 *     run there, if that can be seen of any
 * @param running where Terraform is about to be run: a root whatever else is said; null for nowhere
 */
public record RootChoice(
    @Nullable Predicate<String> named,
    @Nullable Predicate<String> except,
    boolean strict,
    @Nullable String running) {
  /** All that look like roots, or that nothing calls. */
  public static final RootChoice DISCOVERED = new RootChoice(null, null, false, null);

  /** Whether a directory is left out, whatever it looks like. */
  boolean leavesOut(String path) {
    return except != null && except.test(path);
  }
}

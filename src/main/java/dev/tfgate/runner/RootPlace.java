package dev.tfgate.runner;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run happens.
 *
 * @param top of the checkout, links resolved
 * @param inRepository whether git says where the checkout begins
 * @param root the directory that Terraform runs in, links resolved
 * @param path of the root, relative to the checkout
 */
record RootPlace(Path top, boolean inRepository, Path root, String path) {
  /**
   * Finds it.
   *
   * @param standing the directory that the user stands in, links resolved
   * @param named the root as named; null for where the user stands
   * @throws ExitException where there is no such directory in the checkout
   */
  static RootPlace of(Path standing, @Nullable Path named) throws IOException {
    Path root = directory(named == null ? standing : standing.resolve(named));
    Path git = Checkout.top(root);
    boolean inRepository = Files.exists(git.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
    // Without git, as in a build that got an archive, the checkout is what the user stands in.
    Path top = !inRepository && root.startsWith(standing) ? standing : git;
    if (!root.startsWith(Checkout.top(standing)) && !root.startsWith(standing)) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s' lies outside of the checkout '%s'. Change into the checkout that it belongs to"
              .formatted(root, standing));
    }
    Optional<Path> around = Checkout.around(top, standing);
    if (around.isPresent()) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s' lies in a repository of its own, '%s', inside of '%s', where its path would name another root. Change into that repository to run it"
              .formatted(root, top, around.get()));
    }
    String relative = top.relativize(root).toString();
    return new RootPlace(top, inRepository, root, relative.isEmpty() ? "." : relative);
  }

  /** Returns another root of the same checkout, by its path. */
  RootPlace at(String other) throws IOException {
    Path real = directory(top.resolve(other));
    if (!real.startsWith(top)) {
      throw new ExitException(
          ExitCode.USAGE,
          "the root '%s' lies outside of the checkout '%s'. Name a folder of the checkout with --root"
              .formatted(other, top));
    }
    return new RootPlace(top, inRepository, real, other);
  }

  private static Path directory(Path named) throws IOException {
    try {
      Path real = named.toRealPath();
      if (Files.isDirectory(real)) {
        return real;
      }
    } catch (NoSuchFileException e) {
      // told below
    }
    throw new ExitException(ExitCode.USAGE, "there is no directory '%s'".formatted(named));
  }
}

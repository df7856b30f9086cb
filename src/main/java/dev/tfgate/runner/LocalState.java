package dev.tfgate.runner;

import dev.tfgate.checkout.GitRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Whose state it is that is kept on the machine. */
final class LocalState {
  private LocalState() {}

  /**
   * Returns what tells the repository of a checkout from others that lie at the same path at other
   * times: where it was cloned from, else the folder itself, which is another one each time it is
   * made.
   */
  static String repository(Path top, String searchPath) throws IOException {
    var origin = GitRepository.at(top, searchPath).flatMap(GitRepository::origin);
    if (origin.isPresent()) {
      return "origin " + origin.get();
    }
    BasicFileAttributes folder =
        Files.readAttributes(top, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return "folder " + folder.fileKey() + " " + folder.creationTime();
  }
}

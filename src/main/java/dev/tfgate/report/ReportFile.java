package dev.tfgate.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that a report is written to: beside it first, then renamed, so that there is never half a
 * report; and never through a link that a checkout may hold.
 */
public final class ReportFile {
  private ReportFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the writer is closed by the caller. */
    void write(Writer out) throws IOException;
  }

  /**
   * Writes {@code content} in UTF-8 to {@code file}, replacing what is there; a link there is
   * replaced, not followed.
   *
   * @param file absolute
   * @param checkout top of the tree under test: a link inside it on the way to the file is refused
   * @throws ExitException with {@link ExitCode#USAGE} where the place is not fit, with {@link
   *     ExitCode#UNDECIDED} where writing fails
   */
  public static void write(Path file, Path checkout, Content content) {
    write(file, List.of(checkout), content);
  }

  /** As above, where any of several folders may be that top. */
  public static void write(Path file, List<Path> checkouts, Content content) {
    try {
      Path target = place(file, checkouts);
      Path beside =
          target.resolveSibling(
              "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
      Files.deleteIfExists(beside);
      try {
        try (Writer out =
            Files.newBufferedWriter(
                beside,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
          content.write(out);
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "could not write '%s': %s".formatted(file, reason(e)), e);
    }
  }

  /**
   * Returns where {@code file} really lies: its folder with links resolved, its name as it is.
   *
   * @param file absolute
   * @param checkout top of the tree under test: a link inside it on the way to the file is refused;
   *     null where there is none
   * @throws ExitException with {@link ExitCode#USAGE} where the place is not fit
   */
  public static Path place(Path file, @Nullable Path checkout) throws IOException {
    return place(file, checkout == null ? List.of() : List.of(checkout));
  }

  private static Path place(Path file, List<Path> checkouts) throws IOException {
    Path name = file.getFileName();
    Path parent = file.getParent();
    if (name == null || parent == null) {
      throw unfit(file, "it names no file");
    }
    List<Path> tops = new ArrayList<>();
    for (Path checkout : checkouts) {
      tops.add(checkout.toRealPath());
    }
    Path place = folder(file, parent, tops).resolve(name);
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw unfit(file, "it is a directory");
    }
    return place;
  }

  /** Resolves a folder name by name, since a link is harmless only outside the checkout. */
  private static Path folder(Path file, Path parent, List<Path> checkouts) throws IOException {
    Path root = parent.getRoot();
    if (root == null) {
      throw unfit(file, "its path is not absolute");
    }
    Path folder = root.toRealPath();
    for (Path name : parent) {
      Path next = folder.resolve(name);
      if (Files.isSymbolicLink(next)) {
        if (checkouts.stream().anyMatch(folder::startsWith)) {
          throw unfit(
              file, "'%s' is a link in the checkout, which could lead anywhere".formatted(next));
        }
        next = next.toRealPath();
      }
      if (!Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
        throw unfit(file, "'%s' is not a folder".formatted(next));
      }
      folder = next;
    }
    return folder;
  }

  private static ExitException unfit(Path file, String why) {
    return new ExitException(
        ExitCode.USAGE,
        "no report can be written to '%s': %s. Name a file in an existing folder"
            .formatted(file, why));
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "no such folder" : String.valueOf(e.getMessage());
  }
}

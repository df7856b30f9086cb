package dev.tfgate.upkeep;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.text.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whose the files of a repository are: {@code CODEOWNERS} as GitHub and GitLab read it. The last
 * line that matches counts, in each section of its own.
 */
final class CodeOwners {
  private static final List<String> PLACES =
      List.of(".github/CODEOWNERS", "CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS");

  private final List<List<Line>> sections;

  private record Line(List<Glob> globs, List<String> owners) {
    boolean matches(String path) {
      return globs.stream().anyMatch(glob -> glob.matches(path));
    }
  }

  private CodeOwners(List<List<Line>> sections) {
    this.sections = sections;
  }

  /**
   * Reads the first of the files that is there.
   *
   * @throws UnreadableFileException where it can't be read
   */
  static CodeOwners of(Checkout checkout) throws UnreadableFileException {
    for (String place : PLACES) {
      if (checkout.file(place).isPresent()) {
        return parse(new String(checkout.read(place), StandardCharsets.UTF_8));
      }
    }
    return new CodeOwners(List.of());
  }

  static CodeOwners parse(String text) {
    List<List<Line>> sections = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    List<String> byDefault = List.of();
    for (String line : text.lines().toList()) {
      List<String> words =
          new ArrayList<>(Arrays.asList(line.replaceFirst("(^|\\s)#.*", "").strip().split("\\s+")));
      String first = words.removeFirst();
      if (first.startsWith("[") || first.startsWith("^[")) {
        sections.add(lines);
        lines = new ArrayList<>();
        int end = line.indexOf(']');
        byDefault =
            Arrays.stream(line.substring(end + 1).strip().split("\\s+"))
                .filter(word -> word.contains("@"))
                .toList();
      } else if (!first.isEmpty()) {
        lines.add(new Line(globs(first), words.isEmpty() ? byDefault : words));
      }
    }
    sections.add(lines);
    return new CodeOwners(sections);
  }

  /** Returns the owners of what is in a directory; none where no line names it. */
  SortedSet<String> ofDirectory(String directory) {
    String file = directory.equals(".") ? "main.tf" : directory + "/main.tf";
    SortedSet<String> owners = new TreeSet<>();
    for (List<Line> lines : sections) {
      for (Line line : lines.reversed()) {
        if (line.matches(file)) {
          owners.addAll(line.owners());
          break;
        }
      }
    }
    return owners;
  }

  /** As .gitignore: without a slash in it at any depth, and a directory with all below it. */
  private static List<Glob> globs(String pattern) {
    String path = pattern.replaceFirst("/$", "");
    String anchored =
        path.contains("/") ? path.replaceFirst("^/", "") : "**/" + path.replaceFirst("^/", "");
    List<Glob> globs = new ArrayList<>();
    if (!pattern.endsWith("/")) {
      globs.add(Glob.ofPaths(anchored));
    }
    if (!anchored.endsWith("/*")) {
      globs.add(Glob.ofPaths(anchored + "/**"));
    }
    return globs;
  }
}

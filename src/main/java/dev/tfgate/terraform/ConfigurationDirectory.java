package dev.tfgate.terraform;

import dev.tfgate.hcl.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A directory that holds files of Terraform: a module, as written and not merged.
 *
 * @param path relative to the checkout; "." at the top
 * @param files the files that could be parsed, by path: configuration, tests, variables, lock file
 * @param problems the files that could not
 */
public record ConfigurationDirectory(
    String path, List<ParsedFile> files, List<SyntaxProblem> problems) {
  /** A block and the file that it stands in. */
  public record Placed(ParsedFile file, Block block) {}

  /** Copies the lists. */
  public ConfigurationDirectory {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  /** Whether it holds configuration, so that Terraform can run in it or call it as a module. */
  public boolean isModule() {
    return files.stream().anyMatch(file -> file.kind() == FileKind.CONFIGURATION)
        || problems.stream()
            .anyMatch(
                problem ->
                    FileKind.of(problem.path().substring(problem.path().lastIndexOf('/') + 1))
                        .equals(Optional.of(FileKind.CONFIGURATION)));
  }

  /** The files of that kind. */
  public List<ParsedFile> files(FileKind kind) {
    List<ParsedFile> found = new ArrayList<>(files.size());
    for (ParsedFile file : files) {
      if (file.kind() == kind) {
        found.add(file);
      }
    }
    return found;
  }

  /** The top-level blocks of that type in configuration files. */
  public List<Placed> blocks(String type) {
    List<Placed> found = new ArrayList<>();
    for (ParsedFile file : files) {
      if (file.kind() == FileKind.CONFIGURATION) {
        for (Block block : file.hcl().body().blocks()) {
          if (block.type().equals(type)) {
            found.add(new Placed(file, block));
          }
        }
      }
    }
    return found;
  }
}

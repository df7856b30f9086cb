package dev.tfgate.owners;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.google.JsonTree;
import dev.tfgate.owners.ProjectResult.Outcome;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.CreatedProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a record says was removed, or may have been.
 *
 * @param removed members by project
 * @param problems a sentence for each line that says something else than a strip would
 */
public record StripRecord(Map<String, Set<String>> removed, List<String> problems) {
  private static final int LARGEST = 64 * 1024 * 1024;
  private static final JsonTree.Plain TRUE = new JsonTree.Plain("true");

  public StripRecord {
    removed = Collections.unmodifiableMap(new LinkedHashMap<>(removed));
    problems = List.copyOf(problems);
  }

  /**
   * Reads a record that {@code owners strip} wrote.
   *
   * @param checkout what is checked out around the working directory, or null
   * @throws ExitException where the record lies in the checkout, where a pull request may have
   *     written it, or can't be read
   */
  public static StripRecord read(Path file, @Nullable Path checkout) {
    try {
      refuseIn(file, checkout);
      String text = new String(BoundedFile.read(file, LARGEST), StandardCharsets.UTF_8);
      Map<String, Set<String>> removed = new LinkedHashMap<>();
      List<String> problems = new ArrayList<>();
      int number = 0;
      for (String line : text.split("\n", -1)) {
        number++;
        if (!line.isBlank()) {
          read(line, removed)
              .lines()
              .map(("line " + number + " of the record ")::concat)
              .forEach(problems::add);
        }
      }
      return new StripRecord(removed, problems);
    } catch (UnreadableFileException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "the record '%s': %s".formatted(file, e.getMessage()));
    } catch (IOException e) {
      throw new ExitException(ExitCode.USAGE, "there is no record '%s'".formatted(file));
    }
  }

  /** A checkout may be any that the file lies in, not only the one that the caller stands in. */
  private static void refuseIn(Path file, @Nullable Path checkout) throws IOException {
    Path real = file.toRealPath();
    Path named = file.toAbsolutePath().normalize();
    for (Path place : new Path[] {named, real}) {
      Path folder = place.getParent();
      Path top = folder == null ? place : Checkout.top(folder);
      boolean isCheckout = Files.exists(top.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
      boolean isHere =
          checkout != null
              && (place.startsWith(checkout) || place.startsWith(checkout.toRealPath()));
      if (isCheckout || isHere) {
        throw new ExitException(
            ExitCode.USAGE,
            "the record '%s' lies in the checkout '%s', where a pull request could have written it. Restore only a record that the CI kept outside of every checkout"
                .formatted(file, isCheckout ? top : checkout));
      }
    }
  }

  /** Takes in a line; returns what is wrong with it, else an empty text. */
  private static String read(String line, Map<String, Set<String>> removed) {
    JsonTree tree;
    try {
      tree = JsonTree.parse(line);
    } catch (IOException e) {
      return "is damaged, so it is left out";
    }
    if (!(tree instanceof JsonTree.Fields fields)) {
      return "is no JSON object, so it is left out";
    }
    String outcome = fields.text("outcome").orElse("");
    List<JsonTree> members = fields.items("members");
    // Of a failed one the write may have taken effect; of the others nothing was taken away.
    boolean counts =
        (outcome.equals(Outcome.REMOVED.word()) || outcome.equals(Outcome.FAILED.word()))
            && !TRUE.equals(fields.of().get("dryRun"));
    if (!counts || members.isEmpty()) {
      return "";
    }
    String project = CreatedProject.projectId(fields.text("project").orElse(""));
    if (project.isEmpty()) {
      return "names no project, so it is left out";
    }
    if (!fields.text("role").orElse("").equals(OwnerEdit.OWNER)) {
      return "is about another role than %s, so it is left out".formatted(OwnerEdit.OWNER);
    }
    Set<String> names = removed.computeIfAbsent(project, p -> new LinkedHashSet<>());
    for (JsonTree member : members) {
      if (!(member instanceof JsonTree.Text text)) {
        return "names a member that is none, so that one is left out";
      }
      names.add(text.value());
    }
    return "";
  }
}

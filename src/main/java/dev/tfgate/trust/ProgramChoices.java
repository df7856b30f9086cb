package dev.tfgate.trust;

import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.text.Glob;
import dev.tfgate.yaml.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of the pinned programs runs which roots.
 *
 * @param pinned by the manifest
 * @param choices of {@code gate.yaml}, the first that names a root counts
 */
public record ProgramChoices(List<PinnedProgram> pinned, List<Choice> choices) {
  public ProgramChoices {
    pinned = List.copyOf(pinned);
    choices = List.copyOf(choices);
  }

  /**
   * An entry of the list in {@code gate.yaml}.
   *
   * @param roots patterns of paths
   * @param program which of the two
   * @param version the pinned version, or null where only one of it is pinned
   * @param position where the entry stands
   */
  public record Choice(
      List<Glob> roots, Engine program, @Nullable String version, Position position) {
    public Choice {
      roots = List.copyOf(roots);
    }

    boolean names(PinnedProgram candidate) {
      return candidate.program() == program
          && (version == null || candidate.version().equals(version));
    }
  }

  /** What may run: without a pin either program, at whichever version. */
  public List<Profile> profiles() {
    if (pinned.isEmpty()) {
      return List.of(Profile.TERRAFORM, Profile.TOFU);
    }
    List<Profile> profiles = new ArrayList<>();
    for (PinnedProgram program : pinned) {
      profiles.add(program.profile());
    }
    return List.copyOf(profiles);
  }

  /** The pinned program of a root; empty where none is pinned, or none is chosen of several. */
  public Optional<PinnedProgram> of(String root) {
    if (pinned.size() < 2 && choices.isEmpty()) {
      return pinned.stream().findFirst();
    }
    for (Choice choice : choices) {
      for (Glob glob : choice.roots()) {
        if (glob.matches(root)) {
          return pinned.stream().filter(choice::names).findFirst();
        }
      }
    }
    return pinned.size() < 2 ? pinned.stream().findFirst() : Optional.empty();
  }

  /** The pinned programs for a sentence: {@code Terraform 1.11.4 and OpenTofu 1.12.6}. */
  public String titles() {
    return String.join(" and ", pinned.stream().map(PinnedProgram::title).toList());
  }

  /** What runs, for a sentence: its name, of which several are joined; Terraform without a pin. */
  public String runners() {
    String names =
        pinned.stream()
            .map(program -> program.program().title())
            .distinct()
            .sorted(Comparator.reverseOrder())
            .collect(Collectors.joining(" or "));
    return names.isEmpty() ? Engine.TERRAFORM.title() : names;
  }

  /** What is wrong with an entry of {@code programs}; empty where it names one pinned program. */
  Optional<String> problem(Choice choice) {
    List<PinnedProgram> named = pinned.stream().filter(choice::names).toList();
    String wanted =
        choice.program().title() + (choice.version() == null ? "" : " " + choice.version());
    if (named.size() == 1) {
      return Optional.empty();
    }
    return Optional.of(
        named.isEmpty()
            ? "%s is not pinned by the manifest, which pins %s. Correct the entry, or pin it"
                .formatted(wanted, pinned.isEmpty() ? "no program" : titles())
            : "several versions of %s are pinned (%s). Say which with \"version\""
                .formatted(
                    wanted,
                    String.join(", ", named.stream().map(PinnedProgram::version).toList())));
  }
}

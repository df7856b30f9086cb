package dev.tfgate.dispatch.cloud;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.GitException;
import dev.tfgate.checkout.GitRepository;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Printable;
import java.util.ArrayList;
import java.util.List;

/** The commit that builds get: the one whose files the roots were found in. */
public final class CheckedOutCommit {
  private static final int MOST_NAMED = 3;

  private CheckedOutCommit() {}

  /**
   * Returns its hash, in full.
   *
   * @param searchPath where git is looked for
   * @throws ExitException where there is none, or where the files of the checkout are others
   */
  public static String of(Gate.Survey survey, String searchPath) {
    Checkout checkout = survey.checkout();
    GitRepository git =
        GitRepository.at(survey.top(), searchPath)
            .orElseThrow(
                () ->
                    new ExitException(
                        ExitCode.USAGE,
                        "dispatch needs a git checkout, and git on the PATH outside of it, because each build gets a commit. Clone the repository, and install git"));
    try {
      String commit = git.head();
      List<String> others = new ArrayList<>();
      try (Checkout committed = git.at(commit, survey.top(), survey.trust().limits().fileBytes())) {
        for (String path :
            git.changedSince(
                commit, checkout, CheckRequest.USUAL_JOBS, (file, id, content) -> {})) {
          if (committed.file(path).isPresent()) {
            others.add(path);
          }
        }
      }
      if (!others.isEmpty()) {
        throw new ExitException(
            ExitCode.USAGE,
            "%s differ%s from commit %s, which is what the builds would get. Commit and push, or check out what is there"
                .formatted(named(others), others.size() == 1 ? "s" : "", commit.substring(0, 12)));
      }
      return commit;
    } catch (GitException e) {
      throw new ExitException(ExitCode.UNDECIDED, e.getMessage(), e);
    } catch (UnreadableFileException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "'%s' can't be read: %s".formatted(survey.top(), e.getMessage()), e);
    }
  }

  private static String named(List<String> paths) {
    int more = paths.size() - MOST_NAMED;
    String first =
        String.join(
            ", ",
            paths.subList(0, Math.min(MOST_NAMED, paths.size())).stream()
                .map(path -> "'" + Printable.line(path) + "'")
                .toList());
    return more > 0 ? first + " and " + more + " more" : first;
  }
}

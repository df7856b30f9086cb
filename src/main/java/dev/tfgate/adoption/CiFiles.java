package dev.tfgate.adoption;

import dev.tfgate.checkout.CheckoutFile;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Files that say what a CI runs. */
final class CiFiles {
  private static final Pattern NAMES =
      Pattern.compile(
          String.join(
              "|",
              "(.*/)?cloudbuild[A-Za-z0-9_.-]*\\.(ya?ml|json)",
              "\\.github/(workflows|actions)/.+",
              "\\.gitlab-ci[A-Za-z0-9_.-]*\\.ya?ml",
              "\\.gitlab/.+",
              "(.*/)?Jenkinsfile[A-Za-z0-9_.-]*",
              "(.*/)?azure-pipelines[A-Za-z0-9_.-]*\\.ya?ml",
              "(.*/)?buildspec[A-Za-z0-9_.-]*\\.ya?ml",
              "\\.circleci/.+",
              "\\.buildkite/.+",
              "bitbucket-pipelines\\.ya?ml",
              "\\.drone\\.ya?ml",
              "\\.woodpecker(/.+|\\.ya?ml)",
              "\\.travis\\.ya?ml",
              "(.*/)?(atlantis|infracost)\\.ya?ml",
              "\\.teamcity/.+",
              "concourse/.+\\.ya?ml|ci/pipeline\\.ya?ml"));

  /** Folders in which each file counts, so that a further one does too. */
  private static final List<String> FOLDERS =
      List.of(
          ".github/workflows/",
          ".github/actions/",
          ".gitlab/",
          ".buildkite/",
          ".circleci/",
          ".woodpecker/",
          ".teamcity/");

  private CiFiles() {}

  /** What an entry for a file names: the folder, where all in it count. */
  static String entry(String path) {
    for (String folder : FOLDERS) {
      if (path.startsWith(folder)) {
        return folder;
      }
    }
    return path;
  }

  /** Returns the paths of those among {@code files}. */
  static List<String> among(Collection<CheckoutFile> files) {
    TreeSet<String> found = new TreeSet<>();
    for (CheckoutFile file : files) {
      if (!file.isDirectory() && !file.isLink() && NAMES.matcher(file.path()).matches()) {
        found.add(file.path());
      }
    }
    return List.copyOf(found);
  }
}

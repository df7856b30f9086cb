package dev.tfgate.ciconfig;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files that a CI system, or a service that runs Terraform, takes its configuration from. */
public final class CiFiles {
  /** Folders in which each file counts, so that a further one does too. */
  private static final List<String> FOLDERS =
      List.of(
          ".github/workflows/",
          ".github/actions/",
          ".gitea/workflows/",
          ".forgejo/workflows/",
          ".gitlab/",
          ".cloudbuild/",
          ".buildkite/",
          ".circleci/",
          ".woodpecker/",
          ".teamcity/",
          ".semaphore/",
          ".tekton/",
          ".harness/",
          ".spacelift/",
          ".terrateam/",
          "bamboo-specs/");

  /** Names of files at the top, without {@code .yml} or {@code .yaml}. */
  private static final Set<String> AT_THE_TOP =
      Set.of(
          ".drone",
          ".woodpecker",
          ".travis",
          ".cirrus",
          ".appveyor",
          "appveyor",
          ".taskcluster",
          ".prow",
          "bitbucket-pipelines",
          "codefresh",
          "digger",
          "env0",
          "wercker",
          "atlantis");

  /** What a name begins with, in any folder: pipelines are set up for files of any name. */
  private static final List<String> ANYWHERE =
      List.of(
          "cloudbuild", "azure-pipelines", "buildspec", "atlantis.y", "infracost.y", "Jenkinsfile");

  private CiFiles() {}

  /** Whether a path, with {@code /} and from the top of the checkout, is that of such a file. */
  public static boolean isOne(String path) {
    if (runsByItself(path)) {
      return true;
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    for (String start : ANYWHERE) {
      if (name.startsWith(start)) {
        return name.startsWith("Jenkinsfile")
            || yaml(name) > 0
            || (name.startsWith("cloudbuild") && name.endsWith(".json"));
      }
    }
    return yaml(name) > 0
        && (name.contains(".cloudbuild.")
            || path.startsWith("concourse/")
            || path.startsWith("ci/pipeline."));
  }

  /**
   * Whether a CI system that is connected to the repository runs such a file as soon as it is
   * there, under that very name. Others are run where somebody set up a pipeline that names them.
   */
  public static boolean runsByItself(String path) {
    if (folder(path) != null) {
      return true;
    }
    if (path.indexOf('/') >= 0) {
      return false;
    }
    int yaml = yaml(path);
    return yaml > 0
        ? AT_THE_TOP.contains(path.substring(0, path.length() - yaml))
            || path.startsWith(".gitlab-ci")
        : path.equals("Jenkinsfile");
  }

  /** The length of the ending of a YAML file; 0 for others. */
  private static int yaml(String name) {
    return name.endsWith(".yaml") ? 5 : name.endsWith(".yml") ? 4 : 0;
  }

  /** What an entry of {@code ci_config} for a file names: the folder, where all in it count. */
  public static String entry(String path) {
    String folder = folder(path);
    return folder == null ? path : folder;
  }

  private static @Nullable String folder(String path) {
    if (path.startsWith(".") || path.startsWith("bamboo")) {
      for (String folder : FOLDERS) {
        if (path.startsWith(folder)) {
          return folder;
        }
      }
    }
    return null;
  }
}

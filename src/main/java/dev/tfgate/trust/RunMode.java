package dev.tfgate.trust;

import dev.tfgate.report.Mode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mode of a run, and why it is that.
 *
 * @param mode the mode
 * @param reason a phrase for reports, such as {@code "CI is set"}
 */
public record RunMode(Mode mode, String reason) {
  private static final String INSTALLED = "/etc/tfgate";
  private static final String CLOUD_BUILD = "/builder/home";

  /** What CI systems set. */
  private static final String[] VARIABLES = {
    "CI",
    "BUILD_ID",
    "TF_BUILD",
    "CODEBUILD_BUILD_ID",
    "TEAMCITY_VERSION",
    "JENKINS_URL",
    "ATLANTIS_TERRAFORM_VERSION",
    "BUILDKITE",
    "BITBUCKET_BUILD_NUMBER",
    "DRONE",
    "CI_PIPELINE_ID",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "CIRCLECI",
    "TRAVIS",
    "CIRRUS_CI",
    "SEMAPHORE",
    "APPVEYOR",
    "TASKCLUSTER_ROOT_URL",
    "HARNESS_BUILD_ID",
    "SPACELIFT_RUN_ID",
    "TFC_RUN_ID",
    "ENV0_DEPLOYMENT_ID",
    "GO_PIPELINE_NAME",
    "bamboo_buildKey",
    "PROW_JOB_ID",
    "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI",
  };

  /**
   * Finds the mode. Everything that could be a build is one: only {@code --mode local} says
   * otherwise.
   *
   * @param option the value of {@code --mode}, or null
   * @param environment the environment variables
   * @param fileSystem the root of the file system, {@code /}
   */
  public static RunMode of(
      @Nullable String option, Map<String, String> environment, Path fileSystem) {
    if ("local".equals(option)) {
      return new RunMode(Mode.LOCAL, "--mode local");
    }
    if ("ci".equals(option)) {
      return new RunMode(Mode.CI, "--mode ci");
    }
    for (String path : new String[] {INSTALLED, CLOUD_BUILD}) {
      if (Files.exists(fileSystem.resolve(path.substring(1)), LinkOption.NOFOLLOW_LINKS)) {
        return new RunMode(Mode.CI, path + " exists");
      }
    }
    if ("ci".equals(environment.get("TFGATE_MODE"))) {
      return new RunMode(Mode.CI, "TFGATE_MODE is ci");
    }
    for (String variable : VARIABLES) {
      if (environment.containsKey(variable)) {
        return new RunMode(Mode.CI, variable + " is set");
      }
    }
    return new RunMode(Mode.LOCAL, "no sign of a CI");
  }
}

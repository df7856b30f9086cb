package dev.tfgate.runner;

import dev.tfgate.plugins.ProgramPlaces;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.trust.PassedVariables;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment that Terraform, its plugins and git run in: built from nothing, plus the
 * variables that the platform team names.
 */
final class ChildEnvironment {
  /** Where programs are looked for; nothing of the build's PATH counts. */
  static final List<String> PATH = ProgramPlaces.FOLDERS;

  /** What names or holds credentials of Google and AWS. */
  private static final Set<String> CREDENTIALS =
      Set.of(
          "GOOGLE_APPLICATION_CREDENTIALS",
          "GOOGLE_CREDENTIALS",
          "GOOGLE_CLOUD_KEYFILE_JSON",
          "GCLOUD_KEYFILE_JSON",
          "GOOGLE_OAUTH_ACCESS_TOKEN",
          "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
          "GOOGLE_BACKEND_CREDENTIALS",
          "GOOGLE_BACKEND_IMPERSONATE_SERVICE_ACCOUNT",
          "CLOUDSDK_AUTH_ACCESS_TOKEN",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_PROFILE",
          "AWS_CONFIG_FILE",
          "AWS_SHARED_CREDENTIALS_FILE",
          "AWS_ROLE_ARN",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN");

  private ChildEnvironment() {}

  /**
   * Returns the environment of a run.
   *
   * @param passed names from {@code terraform.pass_env}
   * @param environment of tfgate
   * @throws ExitException where a name is one that is never passed
   */
  static Map<String, String> of(
      BuildDirectory directory, List<String> passed, Map<String, String> environment) {
    Map<String, String> child = new TreeMap<>();
    for (String name : passed) {
      if (PassedVariables.isDenied(name)) {
        throw new ExitException(
            ExitCode.USAGE,
            "terraform.pass_env of gate.yaml names %s, which is never passed, because it could redirect the program, a provider, git or the linker. Take it out"
                .formatted(name));
      }
      String value = environment.get(name);
      if (value != null) {
        child.put(name, value);
      }
    }
    child.put("PATH", String.join(":", PATH));
    child.put("HOME", directory.home().toString());
    child.put("TMPDIR", directory.temporary().toString());
    child.put("LC_ALL", "C.UTF-8");
    child.put("TF_CLI_CONFIG_FILE", directory.cliConfiguration().toString());
    child.put("TF_DATA_DIR", directory.terraformData().toString());
    child.put("TF_IN_AUTOMATION", "1");
    child.put("TF_INPUT", "0");
    child.put("CHECKPOINT_DISABLE", "1");
    git(child);
    return child;
  }

  /**
   * Returns an environment whose credentials are these: none that pass_env names are left, and the
   * clients of Google and AWS don't ask the machine for those of tfgate itself.
   *
   * @param credentials variables and secrets
   */
  static Map<String, String> withCredentials(
      Map<String, String> environment, Map<String, String> credentials) {
    Map<String, String> child = new TreeMap<>(environment);
    child.keySet().removeIf(CREDENTIALS::contains);
    child.putAll(credentials);
    child.put("GCE_METADATA_HOST", "metadata.invalid");
    child.put("AWS_EC2_METADATA_DISABLED", "true");
    return child;
  }

  /** Modules come over https or ssh, from what is not asked for a password, and nothing is run. */
  private static void git(Map<String, String> child) {
    child.put("GIT_CONFIG_NOSYSTEM", "1");
    child.put("GIT_CONFIG_GLOBAL", "/dev/null");
    child.put("GIT_ALLOW_PROTOCOL", "https:ssh");
    child.put("GIT_PROTOCOL_FROM_USER", "0");
    child.put("GIT_TERMINAL_PROMPT", "0");
    child.put("GIT_ASKPASS", "/bin/false");
    child.put("GIT_SSH_COMMAND", "/usr/bin/ssh -F /dev/null -o BatchMode=yes");
    List<String> settings =
        List.of(
            "safe.bareRepository=explicit",
            "core.fsmonitor=false",
            "core.hooksPath=/dev/null",
            "submodule.recurse=false",
            "credential.helper=",
            "init.templateDir=");
    child.put("GIT_CONFIG_COUNT", Integer.toString(settings.size()));
    for (int i = 0; i < settings.size(); i++) {
      int equals = settings.get(i).indexOf('=');
      child.put("GIT_CONFIG_KEY_" + i, settings.get(i).substring(0, equals));
      child.put("GIT_CONFIG_VALUE_" + i, settings.get(i).substring(equals + 1));
    }
  }
}

package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.trust.Identities;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A configuration of AWS's clients that asks tfgate for keys whenever the last ones end. It holds
 * no secret, and lies in the run's private directory while it runs.
 *
 * @param file the configuration
 * @param program what it names
 */
record AwsConfiguration(Path file, Path program) {
  /** What neither a shell nor the reader of the configuration takes for anything else. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._+@=,-]+");

  /** What names tfgate's own identity, and the way to Google. */
  private static final List<String> PASSED =
      List.of(
          "HOME",
          "GOOGLE_APPLICATION_CREDENTIALS",
          "CLOUDSDK_CONFIG",
          "HTTPS_PROXY",
          "https_proxy",
          "NO_PROXY",
          "no_proxy",
          "JAVA_HOME");

  /** Writes it. */
  static AwsConfiguration write(Setting setting, BuildDirectory directory, Identities.Phase phase)
      throws IOException {
    AwsConfiguration configuration =
        new AwsConfiguration(directory.awsConfiguration(), directory.awsProgram());
    String program = configuration.program.toString();
    if (!PLAIN.matcher(program).matches()) {
      throw new ExitException(
          ExitCode.USAGE,
          "the name of the data directory '%s' has characters that AWS's clients don't take. Name another one with --data"
              .formatted(directory.awsProgram().getParent()));
    }
    directory.write(configuration.file, "[default]\ncredential_process = %s\n".formatted(program));
    directory.write(configuration.program, script(setting, phase));
    Files.setPosixFilePermissions(
        configuration.program, PosixFilePermissions.fromString("rwx------"));
    return configuration;
  }

  private static String script(Setting setting, Identities.Phase phase) {
    TerraformRequest request = setting.request();
    StringBuilder text = new StringBuilder("#!/bin/sh\n");
    for (String name : PASSED) {
      String value = request.environment().get(name);
      text.append(value == null ? "unset " + name : "export " + name + "=" + quoted(value))
          .append('\n');
    }
    List<String> command = new ArrayList<>(request.self());
    command.addAll(List.of("aws", "credentials", "--root", setting.place().root().toString()));
    command.addAll(List.of("--phase", phase.word()));
    command.addAll(List.of("--mode", request.check().mode().mode().word()));
    TrustLocation trust = request.check().trust();
    if (trust != null) {
      command.addAll(List.of("--trust", trust.path().toString()));
    }
    request
        .google()
        .endpoints()
        .forEach(
            (service, endpoint) -> command.addAll(List.of("--endpoint", service + "=" + endpoint)));
    text.append("exec");
    command.forEach(word -> text.append(' ').append(quoted(word)));
    return text.append('\n').toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** The variables that make AWS's clients read it, and nothing else. */
  Map<String, String> environment() {
    return Map.of(
        "AWS_CONFIG_FILE",
        file.toString(),
        "AWS_SHARED_CREDENTIALS_FILE",
        "/dev/null",
        "AWS_SDK_LOAD_CONFIG",
        "1");
  }

  /** What lies on the disk for it. */
  List<Path> files() {
    return List.of(file, program);
  }
}

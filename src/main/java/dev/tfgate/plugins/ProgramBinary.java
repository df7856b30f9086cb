package dev.tfgate.plugins;

import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a binary of Terraform or OpenTofu says of itself.
 *
 * @param program which of the two
 * @param version such as {@code 1.11.4}
 * @param platform such as {@code linux_amd64}
 * @param experiments whether it was built to allow what no release allows
 */
public record ProgramBinary(Engine program, String version, String platform, boolean experiments) {
  private static final int SECONDS = 20;
  private static final int LONGEST_OUTPUT = 1 << 16;

  /** What a build with experiments writes to its log, and nothing that it prints. */
  private static final String EXPERIMENTS = "allows using experimental features";

  /**
   * Runs plain {@code version} in an empty folder and with nothing of the environment, so that
   * neither a lock file nor a configuration of the user's has a part in the answer. With {@code
   * -json} OpenTofu calls itself Terraform.
   *
   * @throws ExitException with code 3 where it gives no answer
   */
  public static ProgramBinary ask(Path binary) {
    try {
      Path empty = Files.createTempDirectory("tfgate-version");
      try {
        return answer(binary, empty);
      } finally {
        // OpenTofu makes a folder in its home.
        try (Stream<Path> left = Files.walk(empty)) {
          for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    } catch (IOException e) {
      throw silent(binary, UnreadableFileException.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw silent(binary, "interrupted", e);
    }
  }

  /**
   * Returns why a binary is not what the manifest pins it as, though its bytes may be; empty where
   * it is.
   *
   * @throws ExitException with code 3 where it gives no answer
   */
  public static Optional<String> problem(NamedBinary binary, Manifest manifest) {
    ProgramBinary found = ask(binary.path());
    Engine program = binary.program();
    for (PinnedProgram pinned : manifest.versionsOf(program)) {
      if (found.program == program && found.version.equals(pinned.version())) {
        return Optional.empty();
      }
    }
    return Optional.of(
        "says that it is %s, and the manifest pins it under '%s' as %s. Each program and version is judged by its own rules. Pin it again with --%s"
            .formatted(
                found.title(),
                program.word(),
                String.join(
                    " or ",
                    manifest.versionsOf(program).stream().map(PinnedProgram::title).toList()),
                found.program.word()));
  }

  /** For sentences: {@code OpenTofu 1.12.6}. */
  public String title() {
    return program.title() + " " + version;
  }

  private static ProgramBinary answer(Path binary, Path empty)
      throws IOException, InterruptedException {
    Path log = empty.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(binary.toString(), "version"))
            .directory(empty.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(log.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("HOME", empty.toString());
    builder.environment().put("CHECKPOINT_DISABLE", "1");
    builder.environment().put("TF_LOG", "INFO");
    Process process = builder.start();
    // A program that never closes its output must not hold the gate.
    Thread deadline =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                      end(process);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    try (InputStream out = process.getInputStream()) {
      byte[] bytes = out.readNBytes(LONGEST_OUTPUT);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() > 128) {
        throw silent(binary, "no answer within %d seconds".formatted(SECONDS), null);
      }
      if (process.exitValue() != 0) {
        throw silent(binary, "it ended with exit code " + process.exitValue(), null);
      }
      String logged = "";
      try (InputStream in = Files.newInputStream(log)) {
        logged = new String(in.readNBytes(LONGEST_OUTPUT), StandardCharsets.UTF_8);
      }
      return parse(binary, new String(bytes, StandardCharsets.UTF_8), logged);
    } finally {
      end(process);
      deadline.interrupt();
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static ProgramBinary parse(Path binary, String output, String log) {
    List<String> lines = output.lines().limit(2).toList();
    String first = lines.isEmpty() ? "" : lines.getFirst();
    String second = lines.size() < 2 ? "" : lines.get(1);
    for (Engine program : Engine.values()) {
      String start = program.title() + " v";
      if (first.startsWith(start)) {
        String version = first.substring(start.length());
        String platform = second.startsWith("on ") ? second.substring("on ".length()) : "";
        if (ManifestSyntax.VERSION.matches(version) && ManifestSyntax.PLATFORM.matches(platform)) {
          return new ProgramBinary(program, version, platform, log.contains(EXPERIMENTS));
        }
      }
    }
    throw silent(binary, "it names no program, version and platform", null);
  }

  private static ExitException silent(Path binary, String why, @Nullable Throwable cause) {
    return new ExitException(
        ExitCode.UNDECIDED,
        "'%s version' doesn't tell what it is: %s. Is it Terraform or OpenTofu, for this platform?"
            .formatted(binary, why),
        cause);
  }
}

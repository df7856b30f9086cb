package dev.tfgate.laws;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Terraform, run as {@code tfgate terraform} runs it: with an environment made from nothing.
 *
 * @param name for messages
 * @param share one in so many trials is made with it too
 */
record RealTerraform(String name, Path program, int share) {
  /** Beside the first, others are tried less: a build takes long enough. */
  private static final int OTHERS_SHARE = 8;

  private static final int MOST_SECONDS = 300;

  /** What one run printed, and how it ended. */
  record Output(int exit, String text) {
    boolean isSuccess() {
      return exit == 0;
    }
  }

  /**
   * The programs to compare with: the one that {@code -Dtfgate.terraform=FILE} names, else {@code
   * terraform} on the PATH and those that were built for the tests.
   */
  static List<RealTerraform> all() throws IOException {
    String named = System.getProperty("tfgate.terraform");
    if (named != null) {
      return List.of(of(Path.of(named), 1));
    }
    List<RealTerraform> found = new ArrayList<>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, 0)) {
      Path file = Path.of(folder, "terraform");
      if (Files.isExecutable(file) && found.isEmpty()) {
        found.add(of(file, 1));
      }
    }
    Path built = Path.of(System.getProperty("user.home"), ".cache", "tfgate-programs");
    for (String other : List.of("terraform-1.16.4", "tofu-1.12.6")) {
      if (Files.isExecutable(built.resolve(other))) {
        found.add(of(built.resolve(other), found.isEmpty() ? 1 : OTHERS_SHARE));
      }
    }
    return found;
  }

  private static RealTerraform of(Path program, int share) {
    return new RealTerraform(String.valueOf(program.getFileName()), program, share);
  }

  /** Skips the test where there is none, and says so. */
  static List<RealTerraform> required() throws IOException {
    List<RealTerraform> programs = all();
    if (programs.isEmpty()) {
      System.out.println("skipped: there is no terraform on the PATH to compare with");
    }
    Assumptions.assumeFalse(programs.isEmpty(), "there is no terraform on the PATH");
    return programs;
  }

  boolean isTofu() {
    return name.startsWith("tofu");
  }

  /**
   * Runs it in {@code directory}.
   *
   * @param home a folder outside of the checkout for everything that it writes
   */
  Output run(Path directory, Path home, Map<String, String> variables, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("HOME", home.toString());
    environment.put("TF_DATA_DIR", home.resolve("data").toString());
    environment.put("CHECKPOINT_DISABLE", "1");
    environment.put("PATH", "/usr/bin:/bin");
    environment.putAll(new TreeMap<>(variables));
    Path output = Files.createTempFile(home, "output", "");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      Files.delete(output);
      return new Output(-1, "did not end in %d s".formatted(MOST_SECONDS));
    }
    byte[] text = Files.readAllBytes(output);
    Files.delete(output);
    return new Output(process.exitValue(), new String(text, StandardCharsets.UTF_8));
  }

  /** Its first line of {@code version}. */
  Optional<String> version(Path home) throws IOException, InterruptedException {
    Output output = run(home, home, Map.of(), List.of("version"));
    return output.text().lines().findFirst();
  }
}

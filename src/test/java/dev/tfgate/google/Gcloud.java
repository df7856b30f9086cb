package dev.tfgate.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real gcloud, where it is on the PATH, talking to fakes: a second opinion on them. */
public final class Gcloud {
  private static final long LONGEST_SECONDS = 120;

  private final Path folder;
  private final Map<String, String> environment;

  /**
   * Skips the test, saying so, where there is no gcloud.
   *
   * @param folder for its configuration and logs
   * @param endpoints of {@code CLOUDSDK_API_ENDPOINT_OVERRIDES_…}: name in upper case → URL
   */
  public Gcloud(Path folder, Map<String, String> endpoints) {
    boolean found = false;
    for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, 0)) {
      found |= Files.isExecutable(Path.of(place, "gcloud"));
    }
    assumeTrue(found, "gcloud is not on the PATH, so the fake was not held against it");
    this.folder = folder;
    this.environment = Map.copyOf(endpoints);
  }

  /** Runs {@code gcloud ARGUMENTS…}, which must succeed, and returns its standard output. */
  public String run(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", null);
    Path err = Files.createTempFile(folder, "err", null);
    List<String> command = new ArrayList<>(List.of("gcloud"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> variables = builder.environment();
    variables.put("CLOUDSDK_CONFIG", folder.resolve("gcloud").toString());
    variables.put("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true");
    variables.put("CLOUDSDK_CORE_DISABLE_PROMPTS", "true");
    variables.put("CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "true");
    variables.put("CLOUDSDK_CORE_PROJECT", "acme");
    variables.put("CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "true");
    environment.forEach(
        (name, url) -> variables.put("CLOUDSDK_API_ENDPOINT_OVERRIDES_" + name, url));
    Process process = builder.start();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as(Files.readString(err)).isZero();
    return Files.readString(out);
  }
}

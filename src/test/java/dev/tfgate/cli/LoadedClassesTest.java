package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.github.difflib.DiffUtils;
import com.google.re2j.Pattern;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import picocli.CommandLine;

/** What a command doesn't use it doesn't load. */
class LoadedClassesTest {
  @TempDir Path folder;

  @Test
  void aCheckWithoutBucketNeedsAndLoadsNothingOfGoogle() throws Exception {
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    Files.writeString(
        trust.resolve("gate.yaml"),
        "version: 1\nci_config: [{path: cloudbuild.yaml, trusted: copy.yaml}]\n");
    Files.writeString(trust.resolve("copy.yaml"), "steps: []\n");
    Files.writeString(checkout.resolve("cloudbuild.yaml"), "steps: []\n");
    Path log = folder.resolve("classes");
    List<String> classPath = new ArrayList<>();
    for (Class<?> one :
        List.of(
            Main.class,
            CommandLine.class,
            JsonFactory.class,
            DiffUtils.class,
            Pattern.class,
            LoaderOptions.class)) {
      classPath.add(
          Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                String.join(File.pathSeparator, classPath),
                "dev.tfgate.cli.Main",
                "check",
                "--mode=local",
                "--trust=" + trust,
                checkout.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("out"))).isZero();
    List<String> loaded = Files.readAllLines(log);
    assertThat(loaded).anyMatch(line -> line.contains(" dev.tfgate.ciconfig.TrustedCopies"));
    assertThat(loaded)
        .noneMatch(line -> line.contains(" com.google.auth.") || line.contains(" com.google.api."))
        .noneMatch(line -> line.contains(" com.google.cloud.") || line.contains(" io.grpc."))
        .noneMatch(line -> line.contains(" java.net.http."));
  }
}

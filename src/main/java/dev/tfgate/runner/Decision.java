package dev.tfgate.runner;

import dev.tfgate.gate.CheckRequest;
import dev.tfgate.plugins.PackageHash;
import dev.tfgate.trust.Trust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What decides whether a plan may be applied: the trust directory, tfgate itself, and the day. */
final class Decision {
  private Decision() {}

  /** Returns what tells this decision from any other. */
  static String digest(CheckRequest check, Trust trust) throws IOException {
    StringBuilder text = new StringBuilder();
    // Exceptions expire with the day.
    text.append(check.version()).append(' ').append(check.mode().mode()).append(' ');
    text.append(check.today()).append('\n');
    List<Path> files = new ArrayList<>();
    if (trust.location() != null) {
      files.add(trust.location().path().resolve("gate.yaml"));
    }
    if (trust.manifestPath() != null) {
      files.add(trust.manifestPath());
    }
    files.addAll(trust.exceptionFiles());
    for (Path policies : trust.policies()) {
      try (Stream<Path> found = Files.walk(policies.toRealPath())) {
        found.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    }
    for (Path file : files) {
      text.append(PackageHash.sha256(file, read -> {})).append(' ').append(file).append('\n');
    }
    return "sha256:" + PackageHash.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}

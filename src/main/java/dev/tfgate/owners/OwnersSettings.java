package dev.tfgate.owners;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlParser;
import dev.tfgate.yaml.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The section {@code owners} of {@code gate.yaml}.
 *
 * @param strip members, or {@code creator}
 * @param keep members that stay
 * @param otherAdmins who administers every project from above
 */
public record OwnersSettings(List<String> strip, List<String> keep, List<String> otherAdmins) {
  /** What holds where there is no trust directory. */
  public static final OwnersSettings NONE =
      new OwnersSettings(List.of("creator"), List.of(), List.of());

  public OwnersSettings {
    strip = List.copyOf(strip);
    keep = List.copyOf(keep);
    otherAdmins = List.copyOf(otherAdmins);
  }

  /** Reads the section from the trust directory; a section that is not there is {@link #NONE}. */
  public static OwnersSettings read(Path trustDirectory) throws IOException {
    Path file = trustDirectory.resolve("gate.yaml");
    if (!Files.isRegularFile(file)) {
      throw new ExitException(
          ExitCode.USAGE, "the trust directory %s has no gate.yaml".formatted(trustDirectory));
    }
    Problems problems = new Problems();
    Optional<YamlNode> root = YamlParser.parse(file.toString(), Files.readAllBytes(file), problems);
    OwnersSettings settings = NONE;
    if (root.isPresent()
        && root.get() instanceof YamlNode.Mapping mapping
        && mapping.get("owners").isPresent()) {
      YamlValue section =
          new YamlValue(file.toString(), "owners", mapping.get("owners").get(), problems);
      settings =
          section
              .object("strip", "keep", "other_admins")
              .map(
                  object -> {
                    List<String> strip = object.list("strip", OwnersSettings::member);
                    return new OwnersSettings(
                        strip.isEmpty() ? NONE.strip() : strip,
                        object.list("keep", OwnersSettings::member),
                        object.list("other_admins", OwnersSettings::member));
                  })
              .orElse(NONE);
    }
    if (!problems.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE,
          problems.sorted().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
    return settings;
  }

  private static Optional<String> member(YamlValue value) {
    return value.nonEmptyText();
  }
}

package dev.tfgate.trust;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.tfgate.report.Mode;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Files of a trust directory, as tfgate reads them and as their schemas take them. */
final class GateYaml {
  private GateYaml() {}

  /** Reads a {@code gate.yaml} in that directory, in local mode. */
  static Optional<Trust> read(Path directory, String yaml, Problems problems) throws IOException {
    Files.writeString(directory.resolve("gate.yaml"), yaml);
    return TrustReader.read(
        new TrustLocation(directory, "--trust"),
        Mode.LOCAL,
        null,
        (policies, found) -> Map.of(),
        problems);
  }

  /** Whether the schema takes a {@code gate.yaml}. */
  static boolean isValid(String yaml) throws IOException {
    return problems("gate", yaml).isEmpty();
  }

  /** What the schema of that name finds wrong. */
  static Set<ValidationMessage> problems(String schema, String yaml) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(Path.of("docs/schema", schema + ".schema.json")))
        .validate(new YAMLMapper().readTree(yaml));
  }
}

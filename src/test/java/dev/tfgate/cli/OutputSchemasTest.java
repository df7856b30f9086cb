package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands print is what {@code docs/schema} says. */
class OutputSchemasTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "examples/monorepo",
        "examples/gallery",
        "src/test/corpus/attacks/p11-grandchild-json",
        "src/test/corpus/attacks/b10-lock-correct"
      })
  void inspectFollowsItsSchema(String path) throws IOException {
    assertFollows("inspect", "inspect", path, "--format", "json");
  }

  static void assertFollows(String schema, String... arguments) throws IOException {
    JsonSchema rules =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("docs/schema", schema + ".schema.json")));
    String out = new CommandRun().run(arguments).out();
    assertThat(rules.validate(new ObjectMapper().readTree(out))).isEmpty();
  }
}

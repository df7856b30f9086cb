package dev.tfgate.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaReviewTest {
  private static final Path SCHEMAS = Path.of("src/test/resources/provider-schemas");

  private static final String SCHEMA =
      """
      {"format_version": "1.0", "provider_schemas": {"registry.terraform.io/acme/acme": {
        "provider": {"version": 0, "block": {
          "attributes": {
            "login_url": {"type": "string", "optional": true},
            "mystery": {"type": "string", "optional": true},
            "id": {"type": "string", "computed": true},
            "hosts": {"nested_type": {"attributes": {"key": {"type": "string", "required": true}}, "nesting_mode": "list"}, "optional": true}},
          "block_types": {"via": {"nesting_mode": "list", "block": {"attributes": {"run_command": {"type": ["list", "string"], "optional": true}}}}}}},
        "resource_schemas": {"acme_a": {"version": 0, "block": {"attributes": {
            "bundle_file": {"type": "string", "optional": true}, "name": {"type": "string", "required": true}}}}},
        "data_source_schemas": {"acme_token": {"version": 0, "block": {}}},
        "ephemeral_resource_schemas": {"acme_thing": {"version": 0, "block": {}}},
        "functions": {"read": {"return_type": "string"}},
        "action_schemas": {"acme_do": {"block": {}}}
      }}}
      """;

  @TempDir Path folder;

  @Test
  void whatNoFactKnowsComesFirst() throws IOException {
    StringBuilder out = new StringBuilder();
    SchemaReview review = SchemaReview.of(SchemaFile.read(file(SCHEMA)));
    review.print(out);
    assertThat(out.toString())
        .startsWith(
            """
            # Providers by what they can do

            ## registry.terraform.io/acme/acme

            ### Nothing is known of these

            - has argument `hosts.key` (string)
            - has argument `mystery` (string)
            - has argument `via` (block)
            - has ephemeral `acme_thing`
            - has action `acme_do`
            - has function `read`

            ### host

            - has argument `hosts` (nested): The hosts of the provider.
            - has argument `login_url` (string): A host of the provider.

            ### program

            - has argument `via.run_command` (list string): Starts a program.

            ### mints-token

            - has data `acme_token`: Gives a token.
            """)
        .contains("6 of these names are known by no fact")
        .doesNotContain("`id`");
    assertThat(review.unknown()).isEqualTo(6);
  }

  @Test
  void twoSchemasTellWhatCameWentAndChanged() throws IOException {
    Path before = file(SCHEMA);
    Path after =
        file(
            SCHEMA
                .replace("\"mystery\": {\"type\": \"string\"", "\"mystery\": {\"type\": \"bool\"")
                .replace("\"login_url\"", "\"login_dir\"")
                .replace("\"bundle_file\"", "\"other_file\"")
                .replace("\"acme_do\"", "\"acme_undo\""));
    StringBuilder out = new StringBuilder();
    SchemaReview.of(SchemaFile.read(before), SchemaFile.read(after)).print(out);
    assertThat(out.toString().lines().filter(line -> line.startsWith("- ")))
        .containsExactly(
            "- came action `acme_undo`",
            "- went action `acme_do`",
            "- changed argument `mystery` (bool)",
            "- went argument `login_url`: A host of the provider.",
            "- came argument `login_dir` (string): Reads what is in the folder.",
            "- came resource `acme_a.other_file` (string): Reads the file.");
  }

  @ParameterizedTest
  @CsvSource({"aws,26", "google,0", "helm,0", "http,0", "external,0"})
  void realPairsAreCompared(String name, int actions) {
    SchemaReview review =
        SchemaReview.of(
            SchemaFile.read(SCHEMAS.resolve(name + ".json")),
            SchemaFile.read(SCHEMAS.resolve(name + "-next.json")));
    assertThat(review.unknown()).isZero();
    assertThat(
            review.providers().getFirst().entries().stream()
                .filter(
                    entry ->
                        entry.subject() == dev.tfgate.facts.FactSubject.ACTION
                            && entry.change() == SchemaReview.Change.CAME))
        .hasSize(actions);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 300, 900})
  void aSchemaThatIsCutIsRefused(int length) throws IOException {
    refused(SCHEMA.substring(0, length), length == 300 ? "or it was cut" : "it ends in the middle");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[] ; it is no object of JSON",
        "{} ; doesn't say the version of its format",
        "{\"format_version\": \"2.0\", \"provider_schemas\": {\"a/b/c\": {}}} ; its format is version 2.0",
        "{\"format_version\": \"1.0\"} ; it describes no provider",
        "{\"format_version\": \"1.0\", \"provider_schemas\": []} ; 'provider_schemas' is no object",
        "{\"format_version\": 1} ; 'format_version' is no string",
        "{\"a\": 1, \"a\": 2} ; it is no JSON",
        "{\"a\": nope} ; it is no JSON at line 1",
        "{\"format_version\": \"1.0\", \"provider_schemas\": {\"a/b/c\": {}}} {} ; stands behind its end"
      })
  void whatIsNoSchemaIsRefused(String text, String problem) throws IOException {
    refused(text, problem);
  }

  @Test
  void aSchemaThatIsTooLargeIsRefused() throws IOException {
    Path file = folder.resolve("large.json");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(100_000_001);
    }
    assertThatThrownBy(() -> SchemaFile.read(file))
        .hasMessageContaining("95 MB, more than the")
        .isInstanceOfSatisfying(
            ExitException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
    assertThatThrownBy(() -> SchemaFile.read(folder.resolve("missing.json")))
        .hasMessageContaining("can't be read");
  }

  private void refused(String text, String problem) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> SchemaFile.read(file))
        .hasMessageContaining(problem)
        .isInstanceOfSatisfying(
            ExitException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "schema", ".json"), text);
  }
}

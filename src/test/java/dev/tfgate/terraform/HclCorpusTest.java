package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.HclFile;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Label;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Files whose outline, as HashiCorp's parser gives it, stands beside them. */
class HclCorpusTest {
  private static final Path CORPUS = Path.of("src/test/corpus/hcl");

  private static final class Truth {
    boolean parses;
    final List<String> outline = new ArrayList<>();
    final List<String> lines = new ArrayList<>();
    boolean accepted;
    final Set<String> providers = new TreeSet<>();
  }

  @TestFactory
  Stream<DynamicTest> requirements() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(CORPUS)) {
      files = found.filter(file -> file.toString().endsWith(".truth.json")).sorted().toList();
    }
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(), () -> checkRequirements(file)));
  }

  /** What {@code terraform providers} printed, and what {@code required_providers} holds. */
  private static void checkRequirements(Path truthFile) throws IOException {
    Truth truth = truth(truthFile);
    String name = truthFile.getFileName().toString().replace(".truth.json", "");
    Configuration configuration =
        Configuration.of(
            Checkout.of(Map.of(name, Files.readAllBytes(CORPUS.resolve(name)))),
            Limits.DEFAULT,
            new EvaluatedSources());
    if (!truth.parses) {
      assertThat(configuration.directory(".").problems()).isNotEmpty();
      return;
    }
    Root root = configuration.root(".").orElseThrow();
    List<String> requirements = new ArrayList<>();
    for (ProviderRequirement requirement : root.module().requirements()) {
      requirements.add(
          "rp|\"%s\"|source=%s|version=%s"
              .formatted(
                  requirement.localName(),
                  quoted(requirement.source()),
                  quoted(requirement.version())));
    }
    assertThat(requirements)
        .containsExactlyInAnyOrderElementsOf(
            truth.outline.stream().filter(fact -> fact.startsWith("rp|")).toList());
    if (truth.accepted) {
      Set<String> resolved = new TreeSet<>();
      for (Root.Request request : root.providerRequests()) {
        resolved.add(request.request().address().orElseThrow().toString());
      }
      resolved.remove(ProviderAddress.BUILT_IN.toString());
      assertThat(resolved).isEqualTo(truth.providers);
    }
  }

  private static String quoted(ProviderRequirement.@Nullable Value value) {
    return value == null ? "-" : value.text() == null ? "<expr>" : '"' + value.text() + '"';
  }

  @TestFactory
  Stream<DynamicTest> outlines() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(CORPUS)) {
      files = found.filter(file -> !file.toString().endsWith(".truth.json")).sorted().toList();
    }
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    String name = file.getFileName().toString();
    FileKind kind = FileKind.of(name).orElseThrow();
    Path truthFile = CORPUS.resolve(name + ".truth.json");
    boolean parses = true;
    Body body = null;
    try {
      HclFile parsed = kind.parse(Files.readAllBytes(file), name, Limits.DEFAULT);
      body = parsed.body();
    } catch (HclSyntaxException e) {
      parses = false;
    }
    if (!Files.exists(truthFile)) {
      assertThat(parses).as("valid, though other parsers reject or misread it").isTrue();
      return;
    }
    Truth truth = truth(truthFile);
    assertThat(parses).isEqualTo(truth.parses);
    if (body == null) {
      return;
    }
    List<String> outline = new ArrayList<>();
    for (Attribute attribute : body.attributes()) {
      outline.add("attr|" + attribute.name());
    }
    List<String> lines = new ArrayList<>();
    for (Block block : body.blocks()) {
      outline.add("top|" + header(block));
      lines.add(header(block) + "@" + block.line());
      nested(block, header(block), outline);
    }
    boolean json = kind.isJson(name);
    assertThat(outline.stream().filter(fact -> !json || fact.startsWith("top|")))
        .containsExactlyInAnyOrderElementsOf(
            truth.outline.stream()
                .filter(fact -> fact.matches("(?s)(top|nested|attr)\\|.*"))
                .toList());
    if (!truth.lines.isEmpty()) {
      assertThat(lines).containsExactlyInAnyOrderElementsOf(truth.lines);
    }
  }

  private static void nested(Block block, String path, List<String> outline) {
    for (Attribute attribute : block.body().attributes()) {
      outline.add("attr|" + path + "/" + attribute.name());
    }
    for (Block inner : block.body().blocks()) {
      String innerPath = path + "/" + header(inner);
      outline.add("nested|" + innerPath);
      nested(inner, innerPath, outline);
    }
  }

  private static String header(Block block) {
    StringBuilder header = new StringBuilder(block.type());
    for (Label label : block.labels()) {
      header.append(" \"").append(label.value()).append('"');
    }
    return header.toString();
  }

  private static Truth truth(Path file) throws IOException {
    Truth truth = new Truth();
    try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(file))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "hcl_parses" -> truth.parses = json.getBooleanValue();
          case "terraform_1.11.4" -> terraform(json, truth);
          case "outline", "lines" -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              (field.equals("lines") ? truth.lines : truth.outline).add(json.getText());
            }
          }
          default -> json.skipChildren();
        }
      }
    }
    return truth;
  }

  private static void terraform(JsonParser json, Truth truth) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "providers_exit" -> truth.accepted = json.getIntValue() == 0;
        case "providers" -> {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            truth.providers.add(json.getText().split(" ", 0)[0]);
          }
        }
        default -> json.skipChildren();
      }
    }
  }
}

package dev.tfgate.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.plugins.ProviderSchema;
import dev.tfgate.plugins.SchemaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The facts are held against the schemas of real providers: nothing may be left unjudged. */
class ProviderSchemasTest {
  private static final Path SCHEMAS = Path.of("src/test/resources/provider-schemas");

  private static final List<ProviderSchema> ALL = new ArrayList<>();

  private final Facts facts = Facts.bundled();

  @BeforeAll
  static void read() throws IOException {
    schemas().forEach(file -> ALL.addAll(SchemaFile.read(file)));
  }

  static Stream<Path> schemas() throws IOException {
    try (Stream<Path> files = Files.list(SCHEMAS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyArgumentIsKnownOrDeclaredHarmless(Path file) {
    ProviderSchema schema = SchemaFile.read(file).getFirst();
    ProviderFacts known = facts.provider(schema.type());
    Set<String> unjudged = new TreeSet<>();
    for (String path : schema.arguments().keySet()) {
      List<String> names = List.of(path.split("\\."));
      boolean judged = known.argumentOrOuter(names).isPresent();
      if (!judged) {
        unjudged.add(path);
      }
    }
    assertThat(unjudged).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyEphemeralFunctionAndActionIsKnownOrDeclaredHarmless(Path file) {
    ProviderSchema schema = SchemaFile.read(file).getFirst();
    Set<String> unjudged = new TreeSet<>();
    for (FactSubject subject :
        List.of(FactSubject.EPHEMERAL, FactSubject.FUNCTION, FactSubject.ACTION)) {
      for (String name : schema.names(subject)) {
        ProviderFacts known =
            subject == FactSubject.FUNCTION ? facts.provider(schema.type()) : facts.ofType(name);
        if (known.of(subject, name).isEmpty()) {
          unjudged.add(subject.word() + " " + name);
        }
      }
    }
    assertThat(unjudged).isEmpty();
  }

  /** Names that no version has were made up, and help nobody. */
  @ParameterizedTest
  @MethodSource("schemas")
  void noFactNamesWhatTheProviderHasNot(Path file) {
    ProviderSchema schema = SchemaFile.read(file).getFirst();
    Set<String> unknown = new TreeSet<>();
    for (Fact fact : facts.provider(schema.type()).own()) {
      if (fact.name().contains("*") || fact.since() != null || fact.until() != null) {
        continue;
      }
      boolean exists =
          fact.subject() == FactSubject.ARGUMENT
              ? existsArgument(fact.name())
              : existsType(fact.subject(), fact.type());
      if (!exists) {
        unknown.add(fact.subject().word() + " " + fact.name());
      }
    }
    assertThat(unknown).isEmpty();
  }

  private boolean existsArgument(String path) {
    return ALL.stream()
        .anyMatch(
            schema ->
                schema.arguments().containsKey(path)
                    || schema.arguments().keySet().stream()
                        .anyMatch(longer -> longer.startsWith(path + "."))
                    || path.contains(".parameters."));
  }

  private boolean existsType(FactSubject subject, String name) {
    return ALL.stream().anyMatch(schema -> schema.names(subject).contains(name));
  }
}

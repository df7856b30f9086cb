package dev.tfgate.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares the reader with hcl4j, over every file of this repository: where hcl4j reads a file, its
 * blocks are ours, but for its known faults.
 */
@Tag("slow")
class SecondReaderTest {
  private static final List<Path> SOURCES = List.of(Path.of("src/test"), Path.of("examples"));

  /** It sends the request of such a data source while it parses. */
  private static final String ASKS_THE_NETWORK = "\"http\"";

  /** Where hcl4j 0.9.8 reads something else than HashiCorp's parser and ours do. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "examples/monorepo/modules/queue/main.tf",
          "takes the function call of an argument for an entry of the file",
          "examples/identities/aws/main.tf",
          "the same",
          "src/test/rules/provider-argument/flagged-below-the-top/repo/main.tf",
          "the same",
          "src/test/corpus/hcl/09-comment-lone-cr-open.tf",
          "ends a comment at a carriage return alone, and then loses blocks");

  @Test
  void blocksAreThoseOfTheOtherReader() throws IOException {
    Map<String, String> differences = new TreeMap<>();
    int compared = 0;
    for (Path file : files()) {
      byte[] bytes = Files.readAllBytes(file);
      String text = new String(bytes, StandardCharsets.UTF_8);
      Optional<Body> ours = ours(file, bytes);
      Optional<Map<String, Object>> theirs =
          text.contains(ASKS_THE_NETWORK) ? Optional.empty() : theirs(text);
      if (ours.isPresent() && theirs.isPresent()) {
        compared++;
        Set<String> blocks = outline(ours.get());
        Set<String> others = outline(theirs.get(), ours.get());
        if (!blocks.equals(others)) {
          differences.put(file.toString(), "ours %s, theirs %s".formatted(blocks, others));
        }
      }
    }
    assertThat(differences).containsOnlyKeys(KNOWN.keySet());
    assertThat(compared).isGreaterThan(300);
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path source : SOURCES) {
      try (Stream<Path> found = Files.walk(source)) {
        found
            .filter(file -> file.toString().endsWith(".tf") && Files.isRegularFile(file))
            .forEach(files::add);
      }
    }
    files.sort(null);
    return files;
  }

  private static Optional<Body> ours(Path file, byte[] bytes) {
    try {
      return Optional.of(HclParser.parseNative(bytes, file.toString(), Limits.DEFAULT).body());
    } catch (HclSyntaxException e) {
      return Optional.empty();
    }
  }

  /** It prints what it thinks to standard output. */
  private static Optional<Map<String, Object>> theirs(String text) {
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    try {
      // With nothing to show for a whole file it has given up.
      return Optional.of(new HCLParser().parse(text, true)).filter(map -> !map.isEmpty());
    } catch (Exception | StackOverflowError e) {
      return Optional.empty();
    } finally {
      System.setOut(out);
    }
  }

  private static Set<String> outline(Body body) {
    Set<String> outline = new TreeSet<>();
    for (Block block : body.blocks()) {
      outline.add(
          block.type()
              + block.labels().stream()
                  .map(label -> " " + label.value())
                  .collect(Collectors.joining()));
    }
    return outline;
  }

  /** As deep as our blocks of that type have labels. */
  private static Set<String> outline(Map<String, Object> map, Body ours) {
    Set<String> outline = new TreeSet<>();
    map.forEach(
        (type, value) -> {
          int labels =
              ours.blocks().stream()
                  .filter(block -> block.type().equals(type))
                  .mapToInt(block -> block.labels().size())
                  .max()
                  .orElse(0);
          if (ours.attribute(type).isEmpty()) {
            collect(type, value, labels, outline);
          }
        });
    return outline;
  }

  private static void collect(
      String path, @Nullable Object value, int labels, Set<String> outline) {
    if (labels == 0) {
      outline.add(path);
      return;
    }
    switch (value) {
      case Map<?, ?> map ->
          map.forEach((key, inner) -> collect(path + " " + key, inner, labels - 1, outline));
      case List<?> list -> list.forEach(inner -> collect(path, inner, labels, outline));
      case null, default -> outline.add(path + " ?");
    }
  }
}

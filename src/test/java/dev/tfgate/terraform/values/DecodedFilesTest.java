package dev.tfgate.terraform.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a file decodes to is worked out once for all roots, and not kept for ever. */
class DecodedFilesTest {
  private static final int LARGE = 1024 * 1024;

  private final DecodedFiles kept = new DecodedFiles();
  private final AtomicInteger reads = new AtomicInteger();

  private Possible yaml(String path, String content) {
    Decoded decoded =
        new Decoded(
            file -> {
              reads.incrementAndGet();
              return Optional.of(content.getBytes(StandardCharsets.UTF_8));
            },
            kept,
            new Budget(new AtomicLong()));
    return decoded.yaml(
        new Possible.Text(
            List.of(new Piece.Hole(Piece.Kind.ANY, "the content of a file", path, null, null))));
  }

  @Test
  void anotherRootReadsNothing() {
    Possible first = yaml("a.yaml", "name: x\n");

    assertThat(yaml("a.yaml", "name: x\n")).isSameAs(first);
    assertThat(reads).hasValue(1);
    assertThat(first).isEqualTo(new Possible.Mapping(java.util.Map.of("name", Possible.text("x"))));
  }

  @Test
  void anotherFileIsAnother() {
    yaml("a.yaml", "name: x\n");

    assertThat(yaml("b.yaml", "- other\n"))
        .isEqualTo(new Possible.Sequence(List.of(Possible.text("other")), false));
  }

  @Test
  void whatIsKeptIsBounded() {
    String large = "name: x # " + "x".repeat(LARGE - 20) + "\n";
    for (int i = 0; i < 5; i++) {
      yaml(i + ".yaml", large);
    }

    yaml("0.yaml", large);

    assertThat(reads).hasValue(6);
  }
}

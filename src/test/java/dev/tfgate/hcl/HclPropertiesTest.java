package dev.tfgate.hcl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Laws that hold for every file. */
class HclPropertiesTest {
  private static final Limits LIMITS = Limits.DEFAULT;
  private static final String CHARACTERS = "\"${}%[]()<\n\r\\#/*=.,:?~";

  @Property(tries = 2000)
  void anyBytesEndInATreeOrTheOneException(@ForAll @Size(max = 200) byte[] bytes) {
    readEverything(bytes);
  }

  /** {@code -Dtfgate.fuzz.seconds=N} goes on for longer; the seed is printed. */
  @Test
  void mutantsEndInATreeOrTheOneException() throws IOException {
    long seconds = Long.getLong("tfgate.fuzz.seconds", 3);
    long seed = Long.getLong("tfgate.seed", System.nanoTime());
    System.out.printf("HCL fuzz: %d s, seed %d%n", seconds, seed);
    Random random = new Random(seed);
    List<byte[]> files = files();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long runs = 0;
    while (System.nanoTime() < end) {
      byte[] bytes = files.get(random.nextInt(files.size())).clone();
      int changes = 1 + random.nextInt(8);
      for (int i = 0; i < changes && bytes.length > 0; i++) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
          case 0 -> bytes[at] = (byte) random.nextInt(256);
          case 1 -> bytes[at] = (byte) CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
          case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
          default -> {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(20));
            System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length + 1), length);
          }
        }
      }
      readEverything(bytes);
      runs++;
    }
    System.out.printf("HCL fuzz: %d inputs%n", runs);
    assertThat(runs).isPositive();
  }

  @Test
  void commentsAndSpaceBetweenTokensChangeNothing() throws Exception {
    for (byte[] file : files()) {
      if (!isValid(file)) {
        continue;
      }
      Positions positions = new Positions("x.tf", file, 0);
      Tokens tokens = Scanner.file("x.tf", file, 0, positions, LIMITS);
      StringBuilder spaced = new StringBuilder();
      int last = 0;
      for (int i = 0; i < tokens.count(); i++) {
        boolean outside =
            switch (tokens.type(i)) {
              case Tokens.IDENTIFIER, Tokens.NUMBER, Tokens.ASSIGN, Tokens.OPEN_BRACE -> true;
              default -> false;
            };
        spaced.append(new String(file, last, tokens.start(i) - last, UTF_8));
        last = tokens.start(i);
        if (outside) {
          spaced.append(" /* = { \" */ ");
        }
      }
      spaced.append(new String(file, last, file.length - last, UTF_8));
      assertThat(withoutLines(Outline.of(spaced.toString().getBytes(UTF_8))))
          .isEqualTo(withoutLines(Outline.of(file)));
    }
  }

  @Test
  void whatIsPrintedAndParsedAgainIsTheSameTree() throws Exception {
    for (byte[] file : files()) {
      if (!isValid(file)) {
        continue;
      }
      String once = Printer.print(HclParser.parseNative(file, "x.tf", LIMITS).body());
      Body again = HclParser.parseNative(once.getBytes(UTF_8), "x.tf", LIMITS).body();
      assertThat(Printer.print(again)).isEqualTo(once);
      assertThat(structure(again))
          .isEqualTo(structure(HclParser.parseNative(file, "x.tf", LIMITS).body()));
    }
  }

  /** Kinds of expression in order: what a printer that loses something would change. */
  private static String structure(Body body) {
    StringBuilder text = new StringBuilder();
    for (Expression value : body.expressions()) {
      value.walk(expression -> text.append(expression.getClass().getSimpleName()).append(' '));
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void rangesNestAndFollowEachOther() throws Exception {
    for (byte[] file : files()) {
      if (isValid(file)) {
        check(HclParser.parseNative(file, "x.tf", LIMITS).body());
      }
    }
  }

  private static void check(Body body) {
    for (Attribute attribute : body.attributes()) {
      assertThat(body.range().contains(attribute.range())).isTrue();
      assertThat(attribute.range().contains(attribute.value().range())).isTrue();
      attribute
          .value()
          .walk(
              expression -> {
                int from = expression.range().startOffset();
                for (Expression child : expression.children()) {
                  assertThat(expression.range().contains(child.range())).isTrue();
                  assertThat(child.range().startOffset()).isGreaterThanOrEqualTo(from);
                  from = child.range().startOffset();
                }
              });
    }
    int from = 0;
    for (Block block : body.blocks()) {
      assertThat(body.range().contains(block.range())).isTrue();
      assertThat(block.range().startOffset()).isGreaterThanOrEqualTo(from);
      from = block.range().endOffset();
      assertThat(block.range().contains(block.body().range())).isTrue();
      check(block.body());
    }
  }

  private static void readEverything(byte[] bytes) {
    try {
      Body body = HclParser.parseNative(bytes, "x.tf", LIMITS).body();
      body.expressions().forEach(ConstantEvaluator::evaluate);
    } catch (HclSyntaxException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      HclParser.parseTemplate(bytes, "x.tftpl", LIMITS);
    } catch (HclSyntaxException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      HclParser.parseJson(bytes, "x.tf.json", LIMITS).interpret(BodySchema.unknown());
    } catch (HclSyntaxException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static boolean isValid(byte[] file) {
    return !Outline.of(file).equals("error");
  }

  private static String withoutLines(String outline) {
    return outline.replaceAll("@[0-9]+(-[0-9]+)?", "");
  }

  private static List<byte[]> files() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String root : new String[] {"src/test/corpus", "examples"}) {
      try (Stream<Path> found = Files.walk(Path.of(root))) {
        for (Path file :
            found
                .filter(f -> f.toString().matches(".*\\.(tf|hcl|tfvars|tf\\.json)"))
                .sorted()
                .toList()) {
          if (Files.isRegularFile(file)) {
            files.add(Files.readAllBytes(file));
          }
        }
      }
    }
    return files;
  }
}

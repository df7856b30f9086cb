package dev.tfgate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build writes as plain bytecode does what javac's own would. */
class PlainBytecodeTest {
  private static final Path TOOL = Path.of("src/distribution/PlainBytecode.java").toAbsolutePath();

  private static final String SAMPLE =
      """
      import java.util.List;
      import java.util.Optional;

      public class Sample {
        sealed interface Shape permits Circle, Square, Line, Nothing {
          default String kind() {
            return switch (this) {
              case Circle c -> "circle";
              case Square s -> "square";
              default -> "other";
            };
          }
        }
        record Circle(double radius, float other) implements Shape {}
        record Square(int side, long area, boolean full, byte b, short s, char c) implements Shape {}
        record Line(String name, List<Integer> points, int[] array) implements Shape {}
        record Nothing() implements Shape {}
        record Pair<T>(T left, Object right) {}

        static String tell(Object o) {
          return switch (o) {
            case null -> "null";
            case Circle(double r, float f) when r > 1 -> "large";
            case Circle c when Double.isNaN(c.radius()) -> "none";
            case Circle c -> "small";
            case Square s when s.full() -> "full";
            case Pair(Circle c, Square s) -> "circle and square";
            case Pair(Square s, var right) -> "square and " + tell(right);
            case Pair<?> p -> "pair";
            case String s when s.isEmpty() -> "empty";
            case CharSequence s -> "text " + s.length();
            case int[] array -> "array " + array.length;
            case Integer i -> "int " + i;
            case Shape s -> s.kind();
            default -> "other";
          };
        }

        public static void main(String[] arguments) {
          int[] shared = {1};
          Object[] all = {
            null, new Circle(0, 1f), new Circle(-0.0, 1f), new Circle(2, Float.NaN), new Circle(2, Float.NaN),
            new Circle(Double.NaN, 0f), new Circle(Double.NaN, -0f),
            new Square(1, 2L, true, (byte) 3, (short) 4, 'c'), new Square(1, 2L, true, (byte) 3, (short) 4, 'c'),
            new Square(1, 3L, true, (byte) 3, (short) 4, 'c'), new Square(1, 2L, false, (byte) 3, (short) 4, 'c'),
            new Square(1, 2L, true, (byte) 3, (short) 4, 'd'), new Square(2, 2L, true, (byte) 3, (short) 4, 'c'),
            new Square(1, 2L, true, (byte) 0, (short) 4, 'c'), new Square(1, 2L, true, (byte) 3, (short) 0, 'c'),
            new Line(null, null, null), new Line(null, null, null), new Line("a", List.of(1), shared),
            new Line("a", List.of(1), shared), new Line("a", List.of(1), new int[] {1}), new Line("b", List.of(2), null),
            new Nothing(), new Nothing(), new Pair<>(new Circle(1, 1f), new Square(0, 0, true, (byte) 0, (short) 0, 'a')),
            new Pair<>(new Square(0, 0, true, (byte) 0, (short) 0, 'a'), null), new Pair<>("a", 1), new Pair<>("a", 1),
            new Pair<>(null, Optional.empty()), "", "text", new StringBuilder("ab"), new int[2], 7, 7L, 'c'
          };
          StringBuilder out = new StringBuilder();
          for (Object one : all) {
            out.append(tell(one));
            for (Object other : all) {
              boolean same = one != null && one.equals(other);
              out.append(same ? '1' : '0');
              if (same && one.hashCode() != other.hashCode()) {
                out.append("hash");
              }
            }
            out.append('\\n');
          }
          System.out.print(out);
        }
      }
      """;

  @TempDir Path folder;
  private Path classes;

  @BeforeEach
  void compile() throws Exception {
    classes = Files.createDirectory(folder.resolve("classes"));
    Path source = Files.writeString(folder.resolve("Sample.java"), SAMPLE);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-g", "-d", classes.toString(), source.toString());
    assertThat(code).isZero();
  }

  @Test
  void recordsAndSwitchesBehaveAsBefore() throws Exception {
    String before = run(List.of("-cp", classes.toString(), "Sample"));
    assertThat(before)
        .contains("circle and square", "square and null", "text 4")
        .doesNotContain("hash");
    assertThat(linkedAtRunTime()).contains("ObjectMethods", "SwitchBootstraps");
    rewrite();
    assertThat(run(List.of("-Xverify:all", "-cp", classes.toString(), "Sample"))).isEqualTo(before);
    assertThat(linkedAtRunTime()).isEmpty();
  }

  @Test
  void whatIsPlainAlreadyStaysAsItIs() throws Exception {
    rewrite();
    byte[] once = Files.readAllBytes(classes.resolve("Sample.class"));
    rewrite();
    assertThat(Files.readAllBytes(classes.resolve("Sample.class"))).isEqualTo(once);
  }

  private void rewrite() throws Exception {
    run(List.of("-cp", classes.toString(), TOOL.toString(), classes.toString()));
  }

  /** But for {@code toString}. */
  private Set<String> linkedAtRunTime() throws Exception {
    Set<String> owners = new TreeSet<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        ClassFile.of()
            .parse(file)
            .methods()
            .forEach(
                method ->
                    method
                        .code()
                        .ifPresent(
                            code ->
                                code.forEach(
                                    element -> {
                                      if (element instanceof InvokeDynamicInstruction call
                                          && !call.name().equalsString("toString")) {
                                        owners.add(call.bootstrapMethod().owner().displayName());
                                      }
                                    })));
      }
    }
    owners.remove("StringConcatFactory");
    return owners;
  }

  private static String run(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}

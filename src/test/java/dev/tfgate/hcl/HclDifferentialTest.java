package dev.tfgate.hcl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the parser with HashiCorp's own, over real files and mutants of them, where Go is
 * installed.
 *
 * <p>{@code -Dtfgate.mutants=N} sets the number of mutants, {@code -Dtfgate.seed=N} the seed,
 * {@code -Dtfgate.files=DIR} a folder with more files.
 */
@Tag("slow")
class HclDifferentialTest {
  private static final Path ORACLE = Path.of("src/test/go/hcl-oracle").toAbsolutePath();
  private static final String[] INSERTS = {
    "/* */",
    "/*",
    "*/",
    "\"",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<<EOT\n",
    "EOT\n",
    "\nEOT\n",
    "<<-X\n",
    "\r",
    "\r\n",
    "\n",
    "${",
    "%{",
    "}",
    "~}",
    "${~",
    "%{if true}",
    "%{else}",
    "%{endif}",
    "%{for x in y}",
    "%{endfor}",
    "$${",
    "%%{",
    "$",
    "%",
    "#",
    "//",
    "=",
    "==",
    "=>",
    "...",
    ".",
    ".*",
    "[*]",
    ".0",
    "::",
    ":",
    "?",
    ",",
    "for ",
    " in ",
    " if ",
    "null",
    "true",
    "-",
    "!",
    "\\",
    "\\n",
    "\\u0041",
    "\\U0001F600",
    "\u00e9",
    "\u200b",
    "\ufeff",
    "1e5",
    "1.5",
    "a",
    "a = 1\n",
    "b {}\n",
    " ",
    "\t",
    "'",
    "`",
    ";",
    "&&",
    "&",
    "||",
    "|",
    "~",
    "\u0000",
    "provider::a::b("
  };

  @TempDir Path folder;

  private int accepted;
  private int rejected;

  @Test
  void agreesWithHashiCorpsParser() throws Exception {
    compareAll(oracle(), false);
  }

  @Test
  void agreesWithHashiCorpsJsonReader() throws Exception {
    compareAll(oracle(), true);
  }

  private Path oracle() throws Exception {
    Path binary = folder.resolve("hcl-oracle");
    Process build;
    try {
      build =
          new ProcessBuilder("go", "build", "-o", binary.toString(), ".")
              .directory(ORACLE.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("go is not installed: the parser is not compared with HashiCorp's");
      return binary;
    }
    String log = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean built = build.waitFor() == 0;
    if (System.getenv("CI") != null) {
      assertThat(built).as("CI has Go and its modules: %s", log).isTrue();
    }
    Assumptions.assumeTrue(
        built, "HashiCorp's parser can't be built here, perhaps without its modules: " + log);
    return binary;
  }

  private void compareAll(Path binary, boolean json) throws Exception {
    List<byte[]> files = files(json);
    long seed = Long.getLong("tfgate.seed", 1);
    int mutants = Integer.getInteger("tfgate.mutants", 2_000);
    System.out.printf(
        "HCL differential (%s): %d files, %d mutants, seed %d%n",
        json ? "JSON" : "native", files.size(), mutants, seed);
    Process oracle = new ProcessBuilder(binary.toString(), json ? "json" : "native").start();
    List<String> differences = new ArrayList<>();
    try (DataOutputStream in = new DataOutputStream(oracle.getOutputStream());
        DataInputStream out = new DataInputStream(oracle.getInputStream())) {
      for (byte[] file : files) {
        compare(file, json, in, out, differences);
      }
      Random random = new Random(seed);
      for (int i = 0; i < mutants; i++) {
        byte[] file = files.get(random.nextInt(files.size()));
        compare(mutant(file, files, random), json, in, out, differences);
      }
    }
    System.out.printf("HCL differential: %d accepted, %d rejected%n", accepted, rejected);
    assertThat(accepted).isPositive();
    assertThat(rejected).isPositive();
    assertThat(differences).as("seed %d", seed).isEmpty();
  }

  private void compare(
      byte[] content,
      boolean json,
      DataOutputStream in,
      DataInputStream out,
      List<String> differences)
      throws IOException {
    in.writeInt(content.length);
    in.write(content);
    in.flush();
    String theirs = new String(out.readNBytes(out.readInt()), StandardCharsets.UTF_8);
    String ours = json ? jsonVerdict(content) : Outline.of(content);
    if (theirs.equals("error")) {
      rejected++;
    } else {
      accepted++;
    }
    if (!ours.equals(theirs) && differences.size() < 40) {
      String[] a = ours.split("\n", 0);
      String[] b = theirs.split("\n", 0);
      int line = 0;
      while (line < Math.min(a.length, b.length) && a[line].equals(b[line])) {
        line++;
      }
      differences.add(
          "ours: %s%ntheirs: %s%n----%n%s%n----"
              .formatted(
                  line < a.length ? a[line] : "(end)",
                  line < b.length ? b[line] : "(end)",
                  new String(content, StandardCharsets.UTF_8)));
    }
  }

  private static String jsonVerdict(byte[] content) {
    try {
      HclParser.parseJson(content, "x.tf.json", new Limits(1 << 26, 500));
      return "ok";
    } catch (HclSyntaxException e) {
      return "error";
    }
  }

  private static byte[] mutant(byte[] file, List<byte[]> files, Random random) {
    String text = new String(file, StandardCharsets.UTF_8);
    if (text.length() > 3000) {
      int start = random.nextInt(text.length() - 2000);
      text = text.substring(text.indexOf('\n', start) + 1);
      text = text.substring(0, Math.min(text.length(), 2000));
    }
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count && !text.isEmpty(); i++) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + 1 + random.nextInt(random.nextInt(4) == 0 ? 30 : 2));
      text =
          switch (random.nextInt(5)) {
            case 0 -> text.substring(0, at) + text.substring(end);
            case 1, 2 ->
                text.substring(0, at)
                    + INSERTS[random.nextInt(INSERTS.length)]
                    + text.substring(at);
            case 3 ->
                text.substring(0, at)
                    + INSERTS[random.nextInt(INSERTS.length)]
                    + text.substring(end);
            default -> {
              String other =
                  new String(files.get(random.nextInt(files.size())), StandardCharsets.UTF_8);
              int from = random.nextInt(other.length() + 1);
              yield text.substring(0, at)
                  + other.substring(from, Math.min(other.length(), from + random.nextInt(40)))
                  + text.substring(at);
            }
          };
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> files(boolean json) throws IOException {
    List<Path> folders = new ArrayList<>(List.of(Path.of("src/test/corpus"), Path.of("examples")));
    String more = System.getProperty("tfgate.files");
    if (more != null) {
      folders.add(Path.of(more));
    }
    List<byte[]> files = new ArrayList<>();
    for (Path root : folders) {
      try (Stream<Path> found = Files.walk(root)) {
        for (Path file :
            found
                .filter(f -> isRead(f.toString(), json))
                .filter(Files::isRegularFile)
                .sorted()
                .toList()) {
          byte[] content = Files.readAllBytes(file);
          if (isUtf8(content)) {
            files.add(content);
          }
        }
      }
    }
    return files;
  }

  private static boolean isRead(String name, boolean json) {
    return json
        ? name.endsWith(".tf.json")
            || name.endsWith(".tftest.json")
            || name.endsWith(".tfvars.json")
        : name.endsWith(".tf") || name.endsWith(".hcl") || name.endsWith(".tfvars");
  }

  /** hcl v2 lets some malformed UTF-8 pass, which is refused here on purpose. */
  private static boolean isUtf8(byte[] content) {
    for (int i = 0; i < content.length; ) {
      int length = Positions.characterLength(content, i);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }
}

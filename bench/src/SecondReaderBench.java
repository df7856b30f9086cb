import com.bertramlabs.plugins.hcl4j.HCLParser;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Measures the HCL reader and hcl4j over one file; see {@code bench/hcl}. */
final class SecondReaderBench {
  private static final int ROUNDS = 9;

  private SecondReaderBench() {}

  private interface Reader {
    int read() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
    String text = new String(bytes, StandardCharsets.UTF_8);
    measure(
        "tfgate",
        bytes.length,
        () ->
            HclParser.parseNative(bytes, "x.tf", new Limits(1 << 28, 200)).body().blocks().size());
    measure("hcl4j", bytes.length, () -> new HCLParser().parse(text, true).size());
  }

  private static void measure(String name, int size, Reader reader) throws Exception {
    double[] seconds = new double[ROUNDS];
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      found += reader.read();
      seconds[round] = (System.nanoTime() - start) / 1e9;
    }
    if (found == 0) {
      throw new IllegalStateException(name + " reads nothing");
    }
    double first = seconds[0];
    Arrays.sort(seconds);
    System.out.printf(
        Locale.ROOT,
        "%s: first %.2f s, median %.1f MB/s%n",
        name,
        first,
        size / 1e6 / seconds[ROUNDS / 2]);
  }
}

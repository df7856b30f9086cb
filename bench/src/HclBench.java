import com.sun.management.ThreadMXBean;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Measures the HCL reader; see {@code bench/hcl}. */
final class HclBench {
  private static final Limits LIMITS = new Limits(1 << 28, 200);

  private HclBench() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 2) {
      System.out.write(file(Integer.parseInt(arguments[1])));
      System.out.flush();
      return;
    }
    byte[] blocks = file(9_900_000);
    long start = System.nanoTime();
    int count = HclParser.parseNative(blocks, "x.tf", LIMITS).body().blocks().size();
    print(
        "cold: %.1f MB of %d blocks, first thing in the process: %.2f s",
        blocks.length / 1e6, count, seconds(start));
    byte[] ordinary = file(1_000_000);
    for (int i = 0; i < 30; i++) {
      HclParser.parseNative(ordinary, "x.tf", LIMITS);
    }
    start = System.nanoTime();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 30; i++) {
      HclParser.parseNative(ordinary, "x.tf", LIMITS);
    }
    double time = seconds(start);
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    print("warm: %.1f MB/s on one core", 30 * ordinary.length / 1e6 / time);
    print("allocation: %.1f bytes a byte read", allocated / 30.0 / ordinary.length);
    for (int size : new int[] {1, 5, 10, 50}) {
      byte[] file = file(size * 1_000_000);
      start = System.nanoTime();
      HclParser.parseNative(file, "x.tf", LIMITS);
      time = seconds(start);
      print("size %2d MB: %.2f s, %.1f MB/s", size, time, file.length / 1e6 / time);
    }
    hurt("200,000 opening brackets", "a = " + "[".repeat(200_000));
    hurt("20,000 lines of /* a", "/* a\n".repeat(20_000));
    hurt("a heredoc of 10 MB", "a = <<X\n" + "0123456789\n".repeat(1_000_000) + "X\n");
    hurt("a string of 10 MB", "a = \"" + "0123456789".repeat(1_000_000) + "\"\n");
    hurt("a string of 10 MB of é", "a = \"" + "éééééééééé".repeat(500_000) + "\"\n");
    hurt("one line of 1,000,000 additions", "a = 1" + " + é".repeat(1_000_000) + "\n");
    hurt("1,000,000 interpolations in a line", "a = \"" + "${x}".repeat(1_000_000) + "\"\n");
    hurt("100,000 arguments of one name", "a = 1\n".repeat(100_000));
    hurt("199 nested conditionals", "a = " + "x ? y : ".repeat(199) + "z\n");
  }

  private static void hurt(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long start = System.nanoTime();
    String outcome = "accepted";
    try {
      HclParser.parseNative(bytes, "x.tf", LIMITS);
    } catch (HclSyntaxException e) {
      outcome = "refused: " + e.getMessage();
    }
    print("%s: %.2f s, %s", name, seconds(start), outcome);
  }

  private static byte[] file(int size) {
    StringBuilder text = new StringBuilder(size + 500);
    for (int i = 0; text.length() < size; i++) {
      text.append(
          """
          resource "aws_sqs_queue" "queue_%d" {
            name  = "orders-${var.environment}-%d"
            delay = var.delay * 60
            tags  = { team = "shop", id = %d }
            # comment
          }

          """
              .formatted(i, i, i));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}

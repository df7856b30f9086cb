package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The process: real streams and environment in, and the one place that ends it. */
public final class Main {
  private static final int CLOSED_PIPE = 128 + 13;

  private Main() {}

  /** Runs tfgate and ends the JVM with its exit code; does not return. */
  public static void main(String[] arguments) {
    StandardOutput output = new StandardOutput();
    PrintStream out = new PrintStream(output, false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int code;
    try {
      Streams streams =
          new Streams(
              new FileInputStream(FileDescriptor.in),
              out,
              err,
              Boolean.getBoolean("tfgate.terminal.out"),
              Boolean.getBoolean("tfgate.terminal.err"),
              Math.clamp(Integer.getInteger("tfgate.terminal.columns", 80), 40, 400));
      code =
          new Tfgate(System.getenv(), Path.of("").toAbsolutePath(), streams)
              .run(List.of(arguments))
              .code();
      out.flush();
      if (output.failed()) {
        err.println("tfgate: standard output could not be written, so the report is not whole");
        code = ExitCode.UNDECIDED.code();
      }
    } catch (ClosedOutputException e) {
      code = CLOSED_PIPE;
    }
    // System.exit would cost 17 ms of every run.
    Runtime.getRuntime().halt(code);
  }

  /**
   * Standard output, buffered, that ends the run when its reader is gone: PrintStream would swallow
   * that.
   */
  private static final class StandardOutput extends OutputStream {
    private final OutputStream buffer =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    private boolean failed;

    @Override
    public void write(int b) {
      attempt(() -> buffer.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      attempt(() -> buffer.write(bytes, offset, length));
    }

    @Override
    public void flush() {
      attempt(buffer::flush);
    }

    boolean failed() {
      return failed;
    }

    private void attempt(Write write) {
      if (failed) {
        return;
      }
      try {
        write.run();
      } catch (IOException e) {
        String message = e.getMessage();
        if (message != null && message.contains("Broken pipe")) {
          throw new ClosedOutputException();
        }
        failed = true;
      }
    }

    @FunctionalInterface
    private interface Write {
      void run() throws IOException;
    }
  }
}

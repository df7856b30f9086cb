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
    // System.exit would cost 17 ms of every run.
    Runtime.getRuntime().halt(run(Path.of("").toAbsolutePath(), arguments));
  }

  /** Runs tfgate on the process's own streams and environment and returns its exit code. */
  static int run(Path workingDirectory, String[] arguments) {
    StandardOutput output = new StandardOutput();
    PrintStream out = new PrintStream(output, false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    try {
      Streams streams =
          new Streams(
              new FileInputStream(FileDescriptor.in),
              out,
              err,
              Boolean.getBoolean("tfgate.terminal.out"),
              Boolean.getBoolean("tfgate.terminal.err"),
              Math.clamp(Integer.getInteger("tfgate.terminal.columns", 80), 40, 400));
      int code =
          new Tfgate(System.getenv(), workingDirectory, streams).run(List.of(arguments)).code();
      out.flush();
      if (output.failed()) {
        err.println("tfgate: standard output could not be written, so the report is not whole");
        return ExitCode.UNDECIDED.code();
      }
      return code;
    } catch (ClosedOutputException e) {
      return CLOSED_PIPE;
    }
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
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (failed) {
        return;
      }
      try {
        buffer.write(bytes, offset, length);
      } catch (IOException e) {
        fail(e);
      }
    }

    @Override
    public void flush() {
      if (failed) {
        return;
      }
      try {
        buffer.flush();
      } catch (IOException e) {
        fail(e);
      }
    }

    boolean failed() {
      return failed;
    }

    private void fail(IOException e) {
      String message = e.getMessage();
      if (message != null && message.contains("Broken pipe")) {
        throw new ClosedOutputException();
      }
      failed = true;
    }
  }
}

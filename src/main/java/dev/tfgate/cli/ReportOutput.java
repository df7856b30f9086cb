package dev.tfgate.cli;

import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Format;
import dev.tfgate.report.Rendering;
import dev.tfgate.report.ReportFile;
import dev.tfgate.report.ReportPrinter;
import dev.tfgate.store.Content;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.StoredObject;
import dev.tfgate.store.Stores;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where the report of a check goes: standard output in one format, and files in others. */
final class ReportOutput {
  /** The values of {@code --format}. */
  static final List<String> FORMATS = Arrays.stream(Format.values()).map(Format::word).toList();

  /** A file, or an object of Cloud Storage where {@code object} is one. */
  private record Target(Format format, Path file, @Nullable ObjectAddress object) {}

  private final Invocation invocation;
  private final List<Target> targets = new ArrayList<>();

  /**
   * Reads the options of a call.
   *
   * @throws ExitException where one of them makes no sense
   */
  ReportOutput(Invocation invocation) {
    this.invocation = invocation;
    for (String option : invocation.options("--report")) {
      int equals = option.indexOf('=');
      Optional<Format> format = Format.of(equals < 0 ? option : option.substring(0, equals));
      if (equals < 0 || equals == option.length() - 1 || format.isEmpty()) {
        throw new ExitException(
            ExitCode.USAGE,
            "--report takes FORMAT=FILE with one of %s, not '%s'"
                .formatted(String.join("|", FORMATS), option));
      }
      String place = option.substring(equals + 1);
      targets.add(
          new Target(
              format.get(),
              invocation.resolve(place),
              place.startsWith("gs://") ? object(option, place) : null));
    }
  }

  /** Adds the options that a call may have. */
  static void describe(CommandSpec spec) {
    spec.addOption(
        Options.list(
            "--report",
            "FORMAT=FILE",
            "Write a report to a file or gs://… too; may be given several times"));
  }

  /** Prints the report everywhere and returns what the process ends with. */
  ExitCode print(Gate.Outcome outcome) throws IOException {
    ReportPrinter.print(
        outcome.report(),
        Format.of(invocation.global().format()).orElse(Format.TEXT),
        rendering(outcome, invocation.global().color()),
        new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    write(outcome);
    return outcome.report().verdict().exitCode();
  }

  /**
   * Tells on standard error what a check found.
   *
   * @param briefly in one line, or not at all with {@code --quiet}
   */
  void tell(Gate.Outcome outcome, boolean briefly) {
    String text =
        ReportPrinter.toString(
            outcome.report(), Format.TEXT, rendering(outcome, invocation.global().errorColor()));
    PrintStream err = invocation.streams().err();
    if (!briefly) {
      err.print(text);
    } else if (!text.isEmpty()) {
      err.println("tfgate: check " + text.lines().toList().getLast());
    }
    err.flush();
  }

  /** Writes the files of {@code --report}. */
  void write(Gate.Outcome outcome) {
    Rendering rendering = rendering(outcome, false).forFile();
    for (Target target : targets) {
      if (target.object() != null) {
        upload(outcome, target.format(), target.object(), rendering);
        continue;
      }
      ReportFile.write(
          target.file(),
          outcome.top(),
          out -> ReportPrinter.print(outcome.report(), target.format(), rendering, out));
    }
  }

  private static ObjectAddress object(String option, String place) {
    try {
      ObjectAddress address = ObjectAddress.parse(place);
      if (!address.isFolder()) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // The message below says what is expected.
    }
    throw new ExitException(
        ExitCode.USAGE, "--report takes gs://BUCKET/OBJECT, not '%s'".formatted(option));
  }

  /** A report is written where none is yet: another build's is never written over. */
  private void upload(
      Gate.Outcome outcome, Format format, ObjectAddress address, Rendering rendering) {
    StringWriter text = new StringWriter();
    try {
      ReportPrinter.print(outcome.report(), format, rendering, text);
      Content content = new Content(text.toString().getBytes(StandardCharsets.UTF_8));
      StoredObject unused =
          new Stores(invocation.googleAccess(), Deadline.in(Deadline.DEFAULT), false)
              .write(address, content, null);
    } catch (StoreException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          e.kind() == StoreException.Kind.CONFLICT
              ? "the report was not written: there is one at %s already".formatted(address)
              : "the report was not written: %s".formatted(e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Rendering rendering(Gate.Outcome outcome, boolean color) {
    return new Rendering(
        outcome.lines(),
        outcome.rules(),
        color,
        invocation.streams().columns(),
        invocation.global().quiet(),
        invocation.global().verbose(),
        outcome.contact());
  }
}

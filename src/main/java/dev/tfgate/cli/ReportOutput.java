package dev.tfgate.cli;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.Gate;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Format;
import dev.tfgate.report.Rendering;
import dev.tfgate.report.Report;
import dev.tfgate.report.ReportFile;
import dev.tfgate.report.ReportPrinter;
import dev.tfgate.report.Undecided;
import dev.tfgate.store.Content;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.StoredObject;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.RunMode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where the report of a check goes: standard output in one format, and files in others. */
final class ReportOutput {
  /** The values of {@code --format}. */
  static final List<String> FORMATS = Arrays.stream(Format.values()).map(Format::word).toList();

  /** A file, or an object of Cloud Storage where {@code object} is one. */
  private record Target(Format format, Path file, @Nullable ObjectAddress object) {}

  private final Streams streams;
  private final GlobalOptions global;
  private final RunMode mode;
  private final GoogleAccess google;
  private final Path workingDirectory;
  private final List<String> arguments;
  private final List<Target> targets = new ArrayList<>();
  private Gate.@Nullable Outcome latest;
  private boolean written;

  /**
   * Reads the options of a call.
   *
   * @throws ExitException where one of them makes no sense
   */
  ReportOutput(Invocation invocation) {
    this(invocation, "--report");
  }

  /**
   * The reports that another option asks for.
   *
   * @param name of the option
   * @throws ExitException where one of them makes no sense
   */
  ReportOutput(Invocation invocation, String name) {
    this(
        invocation.streams(),
        invocation.global(),
        invocation.mode(),
        invocation.googleAccess(),
        invocation.workingDirectory(),
        invocation.arguments());
    for (String option : invocation.options(name)) {
      Optional<Target> target = target(name, option, workingDirectory);
      if (target.isEmpty()) {
        throw new ExitException(
            ExitCode.USAGE,
            "%s takes FORMAT=FILE with one of %s, not '%s'"
                .formatted(name, String.join("|", FORMATS), option));
      }
      targets.add(target.get());
    }
  }

  private ReportOutput(
      Streams streams,
      GlobalOptions global,
      RunMode mode,
      GoogleAccess google,
      Path workingDirectory,
      List<String> arguments) {
    this.streams = streams;
    this.global = global;
    this.mode = mode;
    this.google = google;
    this.workingDirectory = workingDirectory;
    this.arguments = arguments;
  }

  /**
   * Returns where the reports of a call go that can't be understood: as far as its words name
   * files. What stands behind {@code --} is another program's.
   */
  static ReportOutput unread(
      List<String> arguments,
      Map<String, String> environment,
      Path workingDirectory,
      Streams streams) {
    int end = arguments.indexOf("--");
    List<String> own = end < 0 ? arguments : arguments.subList(0, end);
    ReportOutput output =
        new ReportOutput(
            streams,
            new GlobalOptions(null, null, false, false, false, false, "text", Map.of()),
            RunMode.of(null, environment, Path.of("/")),
            new GoogleAccess(environment, Map.of()),
            workingDirectory,
            own);
    for (int i = 0; i < own.size(); i++) {
      String word = own.get(i);
      @Nullable String option = null;
      if (word.startsWith("--report=")) {
        option = word.substring("--report=".length());
      } else if (word.equals("--report") && i + 1 < own.size()) {
        option = own.get(++i);
      }
      if (option != null && !option.contains("=gs://")) {
        target("--report", option, workingDirectory).ifPresent(output.targets::add);
      }
    }
    return output;
  }

  private static Optional<Target> target(String name, String option, Path workingDirectory) {
    int equals = option.indexOf('=');
    Optional<Format> format = Format.of(equals < 0 ? option : option.substring(0, equals));
    if (equals < 0 || equals == option.length() - 1 || format.isEmpty()) {
      return Optional.empty();
    }
    String place = option.substring(equals + 1);
    return Optional.of(
        new Target(
            format.get(),
            workingDirectory.resolve(place).normalize(),
            place.startsWith("gs://") ? object(name, option, place) : null));
  }

  /** Adds the options that a call may have. */
  static void describe(CommandSpec spec) {
    describe(
        spec, "--report", "Write a report to a file or gs://… too; may be given several times");
  }

  /** Adds an option that asks for reports. */
  static void describe(CommandSpec spec, String name, String description) {
    spec.addOption(Options.list(name, "FORMAT=FILE", description));
  }

  /** Whether one of the reports has the digest of the tree in it. */
  boolean hasDigest() {
    if (hasDigest(Format.of(global.format()).orElse(Format.TEXT))) {
      return true;
    }
    for (Target target : targets) {
      if (hasDigest(target.format())) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasDigest(Format format) {
    return format == Format.JSON || format == Format.SARIF;
  }

  /** Prints the report everywhere and returns what the process ends with. */
  ExitCode print(Gate.Outcome outcome) throws IOException {
    ReportPrinter.print(
        outcome.report(),
        Format.of(global.format()).orElse(Format.TEXT),
        rendering(outcome, global.color()),
        new OutputStreamWriter(streams.out(), StandardCharsets.UTF_8));
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
            outcome.report(), Format.TEXT, rendering(outcome, global.errorColor()));
    PrintStream err = streams.err();
    if (!briefly) {
      err.print(text);
    } else if (!global.quiet()) {
      err.println("tfgate: check " + text.lines().toList().getLast());
    }
    err.flush();
  }

  /** Returns the report as text, without colours. */
  String text(Gate.Outcome outcome) {
    return ReportPrinter.toString(outcome.report(), Format.TEXT, rendering(outcome, false));
  }

  /** Takes note of what a check found, which is written where nothing is decided after it. */
  void note(Gate.Outcome outcome) {
    latest = outcome;
    written = false;
  }

  /**
   * Writes the files of {@code --report}: each of them, also where another one can't be.
   *
   * @throws ExitException for the first that can't be
   */
  void write(Gate.Outcome outcome) {
    note(outcome);
    written = true;
    write(outcome.report(), rendering(outcome, false).forFile(), List.of(outcome.top()));
  }

  private void write(Report report, Rendering rendering, List<Path> tops) {
    @Nullable ExitException failure = null;
    for (Target target : targets) {
      try {
        if (target.object() != null) {
          upload(report, target.format(), target.object(), rendering);
        } else {
          ReportFile.write(
              target.file(),
              tops,
              out -> ReportPrinter.print(report, target.format(), rendering, out));
        }
      } catch (ExitException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Writes the files of {@code --report} for a run that ended with {@code code}, unless they say so
   * already.
   *
   * @param reason what was last told to the user, or null
   */
  ExitCode finish(ExitCode code, @Nullable String reason) {
    Gate.Outcome outcome = latest;
    if (outcome != null && outcome.report().verdict().exitCode() == code) {
      if (!written) {
        write(outcome);
      }
    } else if (code != ExitCode.PASSED) {
      refused(code, reason == null ? "the run failed" : reason);
    }
    return code;
  }

  /**
   * Writes the files of {@code --report} for a run that came to no verdict of its own: with what
   * was found before, and why it ended.
   */
  void refused(ExitCode code, String reason) {
    if (targets.isEmpty()) {
      return;
    }
    Gate.Outcome outcome = latest;
    Undecided why =
        new Undecided(
            ".",
            code == ExitCode.UNDECIDED ? "run-failed" : "refused",
            "tfgate ended with exit code %d: %s".formatted(code.code(), reason));
    Report report =
        outcome == null
            ? new Report(
                ProgramVersion.CURRENT,
                mode.mode(),
                List.of(),
                List.of(why),
                List.of(),
                null,
                0,
                List.of("mode is %s: %s.".formatted(mode.mode().word(), mode.reason())))
            : outcome.report().with(why);
    Set<Path> tops = new LinkedHashSet<>(Set.of(Checkout.top(workingDirectory)));
    List<Path> places = new ArrayList<>();
    targets.forEach(target -> places.add(target.file().resolveSibling("")));
    arguments.forEach(argument -> places.add(workingDirectory.resolve(argument)));
    for (Path place : places) {
      if (Files.exists(place)) {
        tops.add(Checkout.top(place));
      }
    }
    // The checkout may be closed by now, so that no line of it can be shown.
    Rendering rendering =
        new Rendering(
            (path, line) -> Optional.empty(),
            outcome == null ? id -> Optional.empty() : outcome.rules(),
            false,
            80,
            false,
            true,
            outcome == null ? null : outcome.contact());
    write(report, rendering, List.copyOf(tops));
  }

  private static ObjectAddress object(String name, String option, String place) {
    try {
      ObjectAddress address = ObjectAddress.parse(place);
      if (!address.isFolder()) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // The message below says what is expected.
    }
    throw new ExitException(
        ExitCode.USAGE, "%s takes gs://BUCKET/OBJECT, not '%s'".formatted(name, option));
  }

  /** A report is written where none is yet: another build's is never written over. */
  private void upload(Report report, Format format, ObjectAddress address, Rendering rendering) {
    StringWriter text = new StringWriter();
    try {
      ReportPrinter.print(report, format, rendering, text);
      Content content = new Content(text.toString().getBytes(StandardCharsets.UTF_8));
      StoredObject _ =
          new Stores(google, Deadline.in(Deadline.DEFAULT), false).write(address, content, null);
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
        streams.columns(),
        global.quiet(),
        global.verbose(),
        outcome.contact());
  }
}

package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.text.NearestWord;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The application behind the process: arguments, environment and streams in, exit code out. */
final class Tfgate {
  private static final Set<String> GLOBAL_OPTIONS_WITH_VALUE =
      Set.of("--trust", "--mode", "--endpoint", "--color", "--format");
  private static final Set<String> WORDS = Set.of("help", "version");
  private static final Set<String> GLOBAL_FLAGS =
      Set.of("-q", "--quiet", "-v", "--verbose", "-h", "--help", "-V", "--version");
  private static final Set<String> SERVICES =
      new TreeSet<>(
          Set.of(
              "storage",
              "resourcemanager",
              "cloudbuild",
              "metadata",
              "sts",
              "secretmanager",
              "certificates",
              "iamcredentials",
              "github"));

  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final Streams streams;
  private @Nullable ReportOutput reports;

  Tfgate(Map<String, String> environment, Path workingDirectory, Streams streams) {
    this.environment = environment;
    this.workingDirectory = workingDirectory;
    this.streams = streams;
  }

  /** Runs what {@code arguments} name. Never throws but for an error that leaves nothing to say. */
  ExitCode run(List<String> arguments) {
    boolean verbose = arguments.contains("--verbose") || arguments.contains("-v");
    try {
      return dispatch(arguments);
    } catch (ClosedOutputException e) {
      throw e;
    } catch (Exception | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
      Ending ending = ending(e);
      streams.out().flush();
      streams.say(ending.message());
      if (verbose && ending.code() == ExitCode.UNDECIDED) {
        e.printStackTrace(streams.err());
        streams.err().flush();
      }
      report(ending, arguments);
      return ending.code();
    }
  }

  /** What a failure ends the run with. */
  private record Ending(ExitCode code, String message) {}

  private static Ending ending(Throwable failure) {
    if (failure instanceof ParameterException e) {
      return new Ending(ExitCode.USAGE, usageError(e));
    }
    if (failure instanceof ExitException e) {
      return new Ending(e.code(), reason(e));
    }
    if (failure instanceof OutOfMemoryError) {
      return new Ending(
          ExitCode.UNDECIDED,
          "out of memory, so nothing was decided. Give the gate more with TFGATE_MEMORY=1g");
    }
    if (failure instanceof IOException || failure instanceof UncheckedIOException) {
      return new Ending(
          ExitCode.UNDECIDED, "input/output failed, so nothing was decided: " + reason(failure));
    }
    return new Ending(
        ExitCode.UNDECIDED,
        "internal error, so nothing was decided: %s. This is a bug of tfgate; --verbose shows the trace"
            .formatted(failure));
  }

  /** A report that was asked for tells of the failure, whatever it is. */
  private void report(Ending ending, List<String> arguments) {
    try {
      ReportOutput output = reports;
      if (output == null) {
        ReportOutput.unread(arguments, environment, workingDirectory, streams)
            .refused(ending.code(), ending.message());
      } else {
        output.refused(ending.code(), ending.message());
      }
    } catch (ExitException e) {
      streams.say(reason(e));
    } catch (RuntimeException | OutOfMemoryError e) {
      streams.say("a report was not written: " + reason(e));
    }
  }

  private ExitCode dispatch(List<String> arguments) throws Exception {
    Split split = split(wordsAsOptions(arguments));
    Commands.Entry entry = split.entry();
    if (entry == null) {
      return help(split.group(), split.rest());
    }
    Command command = entry.create().get();
    command.prepare();
    CommandLine line =
        new CommandLine(CommandLineModel.command(entry, command), OptionFactory.INSTANCE);
    line.setUnmatchedArgumentsAllowed(false).setPosixClusteredShortOptionsAllowed(false);
    ParseResult parsed = line.parseArgs(split.rest().toArray(new String[0]));
    GlobalOptions global = globalOptions(line, parsed, command.formats());
    if (parsed.isUsageHelpRequested()) {
      line.usage(streams.out(), ansi(global.color()));
      return ExitCode.PASSED;
    }
    Invocation invocation = new Invocation(parsed, global, environment, workingDirectory, streams);
    if (command instanceof ReportingCommand reporting) {
      ReportOutput output = new ReportOutput(invocation);
      reports = output;
      return reporting.run(invocation, output);
    }
    return command.run(invocation);
  }

  private ExitCode help(@Nullable String group, List<String> rest) {
    CommandLine line =
        new CommandLine(
            group == null ? CommandLineModel.root() : CommandLineModel.group(group),
            OptionFactory.INSTANCE);
    ParseResult parsed = line.parseArgs(rest.toArray(new String[0]));
    if (group == null && parsed.isVersionHelpRequested()) {
      streams.out().println("tfgate " + ProgramVersion.CURRENT);
      return ExitCode.PASSED;
    }
    boolean help = parsed.isUsageHelpRequested();
    PrintStream target = help ? streams.out() : streams.err();
    new Help(target, globalOptions(line, parsed, List.of()).color()).print(line, group);
    return help ? ExitCode.PASSED : ExitCode.USAGE;
  }

  /** A command line taken apart: the command it names, or its first word alone, and the rest. */
  private record Split(Commands.@Nullable Entry entry, @Nullable String group, List<String> rest) {}

  /** {@code tfgate help check} is {@code tfgate check --help}, and {@code version} likewise. */
  private static List<String> wordsAsOptions(List<String> arguments) {
    if (arguments.isEmpty() || !WORDS.contains(arguments.getFirst())) {
      return arguments;
    }
    List<String> options = new ArrayList<>(arguments);
    options.set(0, "--" + arguments.getFirst());
    options.subList(1, options.size()).removeIf(WORDS::contains);
    return options;
  }

  /** Finds the command wherever it stands: options may come before it and between its two words. */
  private static Split split(List<String> arguments) {
    List<String> rest = new ArrayList<>();
    @Nullable String group = null;
    Set<String> withValue = GLOBAL_OPTIONS_WITH_VALUE;
    boolean allOptions = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--")) {
        rest.addAll(arguments.subList(i, arguments.size()));
        break;
      }
      if (argument.startsWith("-") && argument.length() > 1) {
        rest.add(argument);
        if (!argument.contains("=")
            && !GLOBAL_FLAGS.contains(argument)
            && !GLOBAL_OPTIONS_WITH_VALUE.contains(argument)
            && !allOptions) {
          withValue = CommandLineModel.optionsWithValue();
          allOptions = true;
        }
        if (withValue.contains(argument) && i + 1 < arguments.size()) {
          rest.add(arguments.get(++i));
        }
        continue;
      }
      String name = group == null ? argument : group + " " + argument;
      Optional<Commands.Entry> entry = Commands.find(name);
      if (entry.isPresent()) {
        rest.addAll(arguments.subList(i + 1, arguments.size()));
        return new Split(entry.get(), group, rest);
      }
      if (group != null || Commands.inGroup(argument).isEmpty()) {
        throw unknownCommand(group, argument);
      }
      group = argument;
    }
    if (group != null && !rest.contains("--help") && !rest.contains("-h")) {
      throw unknownCommand(group, "");
    }
    return new Split(null, group, rest);
  }

  private static ExitException unknownCommand(@Nullable String group, String word) {
    List<String> known =
        group == null
            ? Stream.concat(
                    Commands.all().stream().map(Commands.Entry::group).distinct(),
                    WORDS.stream().sorted())
                .toList()
            : Commands.inGroup(group).stream()
                .map(entry -> entry.name().substring(group.length() + 1))
                .toList();
    if (word.isEmpty()) {
      return new ExitException(
          ExitCode.USAGE,
          "'tfgate %s' needs one of: %s".formatted(group, String.join(", ", known)));
    }
    String all = "one of: " + String.join(", ", known);
    String before = group == null ? "" : group + " ";
    return new ExitException(
        ExitCode.USAGE,
        "unknown command '%s%s'; %s"
            .formatted(
                before,
                word,
                NearestWord.to(word, known)
                    .map(near -> "did you mean '%s%s'?".formatted(before, near))
                    .orElse(all)));
  }

  private GlobalOptions globalOptions(CommandLine line, ParseResult parsed, List<String> formats) {
    @Nullable String trust = parsed.matchedOptionValue("--trust", null);
    @Nullable String mode = oneOf(line, parsed, "--mode", List.of("local", "ci"));
    String color =
        Optional.ofNullable(oneOf(line, parsed, "--color", List.of("auto", "always", "never")))
            .orElse("auto");
    @Nullable String format = formats.isEmpty() ? null : oneOf(line, parsed, "--format", formats);
    List<String> endpoints = parsed.matchedOptionValue("--endpoint", List.of());
    return new GlobalOptions(
        trust == null ? null : workingDirectory.resolve(trust).normalize(),
        mode,
        colored(color, streams.outIsTerminal()),
        colored(color, streams.errIsTerminal()),
        parsed.matchedOptionValue("--quiet", false),
        parsed.matchedOptionValue("--verbose", false),
        format != null ? format : formats.isEmpty() ? "text" : formats.getFirst(),
        endpoints(line, endpoints));
  }

  private static @Nullable String oneOf(
      CommandLine line, ParseResult parsed, String option, List<String> values) {
    @Nullable String value = parsed.matchedOptionValue(option, null);
    if (value != null && !values.contains(value)) {
      throw new ParameterException(
          line, "%s takes %s, not '%s'".formatted(option, String.join("|", values), value));
    }
    return value;
  }

  private boolean colored(String when, boolean terminal) {
    return switch (when) {
      case "always" -> true;
      case "never" -> false;
      default ->
          terminal
              && environment.getOrDefault("NO_COLOR", "").isEmpty()
              && !"dumb".equals(environment.get("TERM"));
    };
  }

  private static Map<String, URI> endpoints(CommandLine line, List<String> values) {
    Map<String, URI> endpoints = new LinkedHashMap<>();
    for (String value : values) {
      int equals = value.indexOf('=');
      String service = equals < 0 ? value : value.substring(0, equals);
      if (equals < 0 || !SERVICES.contains(service)) {
        throw new ParameterException(
            line,
            "--endpoint takes SERVICE=URL with one of %s, not '%s'"
                .formatted(String.join("|", SERVICES), value));
      }
      endpoints.put(service, endpoint(line, value.substring(equals + 1)));
    }
    return Map.copyOf(endpoints);
  }

  private static URI endpoint(CommandLine line, String url) {
    try {
      URI uri = new URI(url);
      boolean hosted = uri.getHost() != null && uri.getUserInfo() == null;
      if (hosted
          && ("https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && isLoopback(uri.getHost())))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // falls through to the one message that says what is expected
    }
    throw new ParameterException(
        line,
        "--endpoint takes https://…, or http:// on localhost, 127.0.0.1 or [::1], not '%s'"
            .formatted(url));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  private static String usageError(ParameterException e) {
    String name = e.getCommandLine().getCommandSpec().name();
    String message = reason(e);
    if (e instanceof MissingParameterException missing) {
      message = missing(name, missing.getMissing().getFirst());
    } else if (e instanceof UnmatchedArgumentException unmatched) {
      String argument = unmatched.getUnmatched().getFirst();
      message =
          (argument.startsWith("-") ? "unknown option '%s'" : "unexpected argument '%s'")
              .formatted(argument);
      List<String> names =
          new ArrayList<>(e.getCommandLine().getCommandSpec().optionsMap().keySet());
      message += NearestWord.to(argument, names).map("; did you mean '%s'?"::formatted).orElse("");
    }
    return "%s%s See '%s --help'".formatted(message, message.endsWith("?") ? "" : ".", name);
  }

  private static String missing(String name, ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      return "%s needs a value, %s".formatted(option.longestName(), option.paramLabel());
    }
    String description = argument.description()[0];
    return "'%s' needs %s: %s"
        .formatted(
            name,
            argument.paramLabel(),
            description.substring(0, 1).toLowerCase(Locale.ROOT) + description.substring(1));
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static Ansi ansi(boolean color) {
    return color ? Ansi.ON : Ansi.OFF;
  }
}

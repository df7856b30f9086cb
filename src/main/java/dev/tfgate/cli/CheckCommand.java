package dev.tfgate.cli;

import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Format;
import dev.tfgate.report.Rendering;
import dev.tfgate.report.ReportFile;
import dev.tfgate.report.ReportPrinter;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate check [PATH]}. */
final class CheckCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments(
            "0..1", "PATH", "What is reported (default: .); the whole checkout around it counts"));
    spec.addOption(
        Options.list(
            "--report", "FORMAT=FILE", "Write a report to a file too; may be given several times"));
    spec.addOption(Options.flag("--offline", "Never use the network"));
    spec.usageMessage()
        .footer(
            "Examples:",
            "  tfgate check",
            "  tfgate check --report sarif=tfgate.sarif --report junit=tfgate.xml");
  }

  @Override
  public List<String> formats() {
    return Arrays.stream(Format.values()).map(Format::word).toList();
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    List<Target> targets = targets(invocation);
    Path path =
        invocation.arguments().isEmpty()
            ? invocation.workingDirectory()
            : invocation.resolve(invocation.arguments().getFirst());
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(ExitCode.USAGE, "there is no file or directory '%s'".formatted(path));
    }
    RunMode mode = invocation.mode();
    Optional<TrustLocation> trust =
        invocation.trust(Files.isDirectory(path) ? path : path.resolveSibling(""));
    Gate.Outcome outcome =
        Gate.check(
            new CheckRequest(
                Version.CURRENT, path, mode, trust.orElse(null), LocalDate.now(ZoneOffset.UTC)));
    Rendering rendering =
        new Rendering(
            outcome.lines(),
            outcome.rules(),
            invocation.global().color(),
            invocation.streams().columns(),
            invocation.global().quiet());
    ReportPrinter.print(
        outcome.report(),
        Format.of(invocation.global().format()).orElse(Format.TEXT),
        rendering,
        new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    for (Target target : targets) {
      ReportFile.write(
          target.file(),
          outcome.top(),
          out -> ReportPrinter.print(outcome.report(), target.format(), rendering.forFile(), out));
    }
    return outcome.report().verdict().exitCode();
  }

  private record Target(Format format, Path file) {}

  private static List<Target> targets(Invocation invocation) {
    List<Target> targets = new ArrayList<>();
    for (String option : invocation.options("--report")) {
      int equals = option.indexOf('=');
      Optional<Format> format = Format.of(equals < 0 ? option : option.substring(0, equals));
      if (equals < 0 || equals == option.length() - 1 || format.isEmpty()) {
        throw new ExitException(
            ExitCode.USAGE,
            "--report takes FORMAT=FILE with one of %s, not '%s'"
                .formatted(
                    String.join("|", Arrays.stream(Format.values()).map(Format::word).toList()),
                    option));
      }
      targets.add(new Target(format.get(), invocation.resolve(option.substring(equals + 1))));
    }
    return targets;
  }
}

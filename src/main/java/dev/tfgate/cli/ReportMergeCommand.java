package dev.tfgate.cli;

import dev.tfgate.catalogue.Catalogue;
import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.Gate;
import dev.tfgate.gate.RootTrees;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Report;
import dev.tfgate.report.ReportFormatException;
import dev.tfgate.report.ReportMerge;
import dev.tfgate.report.ReportReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate report merge FILE…}. */
final class ReportMergeCommand implements ReportingCommand {
  private static final int LARGEST = 64 << 20;

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments("1..*", "FILE", "JSON reports of check, plan check or terraform"));
    spec.addOption(
        Options.text(
            "--roots",
            "FILE",
            "Roots that have to be in one of them, as 'roots --format lines' prints them"));
    ReportOutput.describe(spec);
    spec.usageMessage()
        .footer(
            "Examples:",
            "  tfgate report merge reports/*.json --report html=all.html",
            "  tfgate roots --changed-since origin/main --changed --format lines > roots.txt",
            "  tfgate report merge --roots roots.txt reports/*.json --format github");
  }

  @Override
  public List<String> formats() {
    return ReportOutput.FORMATS;
  }

  @Override
  public ExitCode run(Invocation invocation, ReportOutput output) throws IOException {
    List<String> problems = new ArrayList<>();
    Map<String, byte[]> read = new LinkedHashMap<>();
    ReportMerge merge = new ReportMerge();
    int added = 0;
    for (String name : invocation.arguments()) {
      Optional<byte[]> bytes = bytes(invocation.resolve(name), name, problems);
      if (bytes.isEmpty() || isRepeated(bytes.get(), read)) {
        continue;
      }
      read.put(name, bytes.get());
      try {
        merge.add(name, ReportReader.read(bytes.get()));
        added++;
      } catch (ReportFormatException e) {
        problems.add(
            "'%s' is not a JSON report of tfgate (%s). Write it with --report json=FILE"
                .formatted(name, e.getMessage()));
      }
    }
    @Nullable String roots = invocation.option("--roots");
    if (roots != null) {
      bytes(invocation.resolve(roots), roots, problems)
          .ifPresent(
              bytes ->
                  new String(bytes, StandardCharsets.UTF_8)
                      .lines()
                      .filter(line -> !line.isBlank())
                      .forEach(merge::require));
    }
    if (added > 0) {
      output.note(outcome(invocation, merge.report(ProgramVersion.CURRENT)));
    }
    if (!problems.isEmpty()) {
      throw new ExitException(ExitCode.USAGE, String.join("\n  ", problems));
    }
    return output.print(outcome(invocation, merge.report(ProgramVersion.CURRENT)));
  }

  private static boolean isRepeated(byte[] bytes, Map<String, byte[]> read) {
    return read.values().stream().anyMatch(known -> Arrays.equals(known, bytes));
  }

  /** What a report that was merged is printed with: no checkout shows its lines. */
  static Gate.Outcome outcome(Invocation invocation, Report report) {
    Catalogue catalogue =
        Catalogue.of(invocation.trust(invocation.workingDirectory()), invocation.mode().mode());
    return new Gate.Outcome(
        report,
        (path, line) -> Optional.empty(),
        catalogue,
        Checkout.top(invocation.workingDirectory()),
        List::of,
        null,
        RootTrees.NONE);
  }

  private static Optional<byte[]> bytes(Path file, String name, List<String> problems) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      problems.add(
          Files.exists(file, LinkOption.NOFOLLOW_LINKS)
              ? "'%s' is not a regular file".formatted(name)
              : "there is no file '%s'. Its job wrote no report".formatted(name));
      return Optional.empty();
    }
    try {
      return Optional.of(BoundedFile.read(file, LARGEST));
    } catch (IOException e) {
      problems.add("'%s' can't be read: %s".formatted(name, e.getMessage()));
      return Optional.empty();
    }
  }
}

package dev.tfgate.cli;

import dev.tfgate.ciconfig.Comparison;
import dev.tfgate.ciconfig.Publication;
import dev.tfgate.ciconfig.Publication.Outcome;
import dev.tfgate.ciconfig.Publisher;
import dev.tfgate.ciconfig.VerifyReport;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Json;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Wrapped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate ci-config publish}. */
final class CiConfigPublishCommand implements Command {
  private static final int LONGEST_ANSWER = 20;

  @Override
  public void describe(CommandSpec spec) {
    CiConfigScene.describe(spec);
    spec.addOption(Options.flag("--dry-run", "Show the diff, write nothing"));
    spec.addOption(Options.flag("--yes", "Don't ask"));
    spec.addOption(
        Options.flag(
            "--yes-unseen", "Publish also what can't be shown in full: no text, or too large"));
    spec.usageMessage()
        .footer(
            "Shows all that changes, asks, and writes the checkout's files over their trusted copies, as"
                + " long as these are still the ones that were compared. Deletes nothing.",
            "Exit codes: 0 published, 1 refused or not confirmed, 3 the store failed.");
  }

  @Override
  public ExitCode run(Invocation invocation) throws Exception {
    CiConfigScene scene = CiConfigScene.open(invocation);
    List<Comparison> comparisons = scene.compare();
    Publisher publisher = new Publisher(scene.checkout(), scene.store(), comparisons);
    PrintStream err = invocation.streams().err();
    Writer shown = new OutputStreamWriter(err, StandardCharsets.UTF_8);
    new VerifyReport(ProgramVersion.CURRENT, comparisons)
        .printDiffs(shown, invocation.global().errorColor());
    VerifyReport.printNew(publisher.changes(), shown, invocation.global().errorColor());
    List<Publication> done = new ArrayList<>(publisher.refused());
    List<Publisher.Change> changes = new ArrayList<>();
    for (Publisher.Change change : publisher.changes()) {
      if (invocation.flag("--yes-unseen") || change.drift().isShownInFull()) {
        changes.add(change);
      } else {
        done.add(
            left(
                change,
                Outcome.REFUSED,
                "it can't be shown in full, and what nobody sees isn't published: look at it in"
                    + " another way, then give --yes-unseen"));
      }
    }
    boolean dry = invocation.flag("--dry-run");
    boolean sure =
        dry || changes.isEmpty() || invocation.flag("--yes") || confirmed(changes, invocation);
    for (Publisher.Change change : changes) {
      done.add(
          !sure
              ? left(change, Outcome.REFUSED, "not confirmed, so nothing was written")
              : dry ? left(change, Outcome.WOULD_PUBLISH, "") : publisher.publish(change));
    }
    print(done, invocation);
    return exitCode(done);
  }

  private static Publication left(Publisher.Change change, Outcome outcome, String message) {
    return new Publication(change.path(), change.address(), outcome, null, message);
  }

  private static boolean confirmed(List<Publisher.Change> changes, Invocation invocation)
      throws IOException {
    PrintStream err = invocation.streams().err();
    for (Publisher.Change change : changes) {
      err.println(
          Printable.text(
              "%s  %s → %s"
                  .formatted(
                      change.replaced() == null ? "new    " : "replace",
                      change.path(),
                      change.address())));
    }
    err.print("Publish? [y/N] ");
    err.flush();
    String answer = line(invocation.streams().in());
    if (answer.isEmpty()) {
      err.println();
    }
    return switch (answer.strip().toLowerCase(Locale.ROOT)) {
      case "y", "yes" -> true;
      default -> false;
    };
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LONGEST_ANSWER; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private static void print(List<Publication> done, Invocation invocation) throws IOException {
    if (invocation.global().format().equals("json")) {
      Json.write(
          new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8),
          json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("files");
            for (Publication file : done) {
              json.writeStartObject();
              json.writeStringField("path", file.path());
              json.writeStringField("trusted", file.address().toString());
              json.writeStringField("outcome", file.outcome().word());
              json.writeStringField("sha256", file.sha256());
              json.writeStringField("message", Printable.text(file.message()));
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          });
      return;
    }
    PrintStream out = invocation.streams().out();
    for (Publication file : done) {
      String text =
          "%s  %s → %s%s%s"
              .formatted(
                  file.outcome().words(),
                  file.path(),
                  file.address(),
                  file.sha256() == null ? "" : "\n  sha256:" + file.sha256(),
                  file.message().isEmpty() ? "" : "\n  " + file.message());
      Wrapped.printable(text, invocation.streams().outWidth()).forEach(out::println);
    }
    if (done.isEmpty()) {
      out.println("nothing to publish: every file is its trusted copy");
    }
  }

  private static ExitCode exitCode(List<Publication> done) {
    if (done.stream().anyMatch(file -> file.outcome() == Outcome.FAILED)) {
      return ExitCode.UNDECIDED;
    }
    return done.stream().anyMatch(file -> file.outcome() == Outcome.REFUSED)
        ? ExitCode.FINDINGS
        : ExitCode.PASSED;
  }
}

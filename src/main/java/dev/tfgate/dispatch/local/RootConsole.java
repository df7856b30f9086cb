package dev.tfgate.dispatch.local;

import dev.tfgate.gate.Gate;
import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Verdict;
import dev.tfgate.runner.Console;
import dev.tfgate.runner.PlanChanges;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One root of many: everything goes to its log. */
final class RootConsole implements Console {
  private final LocalConsole console;
  private final OutputStream log;
  private final List<Gate.Outcome> outcomes = new ArrayList<>();
  private String changes = "";
  private String said = "";

  /**
   * @param log closed by the caller
   */
  RootConsole(LocalConsole console, OutputStream log) {
    this.console = console;
    this.log = new OneAtATime(log);
  }

  /** Both streams of a program go here. */
  private static final class OneAtATime extends OutputStream {
    private final OutputStream out;

    OneAtATime(OutputStream out) {
      this.out = out;
    }

    @Override
    public synchronized void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public synchronized void flush() throws IOException {
      out.flush();
    }
  }

  @Override
  public OutputStream out() {
    return log;
  }

  @Override
  public OutputStream err() {
    return log;
  }

  @Override
  public boolean color() {
    return false;
  }

  @Override
  public void say(String sentence) {
    said = sentence;
    line("tfgate: " + Printable.text(sentence));
  }

  private void line(String text) {
    try {
      log.write((text + "\n").getBytes(StandardCharsets.UTF_8));
      log.flush();
    } catch (IOException e) {
      // What came of the root is told in the table, too.
    }
  }

  @Override
  public void checked(Gate.Outcome outcome, boolean decides) {
    if (outcome.report().verdict() != Verdict.PASS) {
      outcomes.add(outcome);
      line(console.text(outcome));
    }
  }

  @Override
  public void planned(Gate.Outcome outcome, PlanChanges planned) {
    outcomes.add(outcome);
    changes = planned.toString();
    line(console.text(outcome));
  }

  @Override
  public void readyToStrip() {
    console.readyToStrip();
  }

  @Override
  public ExitCode strip(CreatedProjects created, Optional<String> creator) throws IOException {
    return console.strip(created, creator, this::say);
  }

  /** What was judged. */
  List<Gate.Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  /** What the plan would change; empty where none was made. */
  String changes() {
    return changes;
  }

  /** The last sentence. */
  String said() {
    return said;
  }
}

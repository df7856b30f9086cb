package dev.tfgate.dispatch.local;

import dev.tfgate.gate.Gate;
import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.report.ExitCode;
import dev.tfgate.runner.Console;
import dev.tfgate.runner.PlanChanges;
import java.io.OutputStream;
import java.util.Optional;

/** What is told before any root runs. */
final class CheckConsole implements Console {
  private final LocalConsole console;

  CheckConsole(LocalConsole console) {
    this.console = console;
  }

  @Override
  public OutputStream out() {
    return console.out();
  }

  @Override
  public OutputStream err() {
    return console.err();
  }

  @Override
  public boolean color() {
    return false;
  }

  @Override
  public void say(String sentence) {
    console.say(sentence);
  }

  @Override
  public void checked(Gate.Outcome outcome, boolean decides) {
    console.checked(outcome);
  }

  @Override
  public void planned(Gate.Outcome outcome, PlanChanges changes) {
    throw new IllegalStateException("no plan is made before a root runs");
  }

  @Override
  public void readyToStrip() {
    throw new IllegalStateException("no project is made before a root runs");
  }

  @Override
  public ExitCode strip(CreatedProjects created, Optional<String> creator) {
    throw new IllegalStateException("no project is made before a root runs");
  }
}

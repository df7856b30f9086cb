package dev.tfgate.dispatch.local;

import dev.tfgate.gate.Gate;
import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Consumer;

/** The world around a run over many roots. */
public interface LocalConsole {
  /** Takes the outputs of the roots and the table at the end. */
  PrintStream out();

  /** Takes how far it is. */
  PrintStream err();

  /** Whether {@link #err} is a terminal. */
  boolean isTerminal();

  /** Cells of a line of that terminal. */
  int columns();

  /** Whether {@link #out} shows colours. */
  boolean color();

  /** Whether nothing but results is wanted. */
  boolean quiet();

  /** Whether everything is. */
  boolean verbose();

  /** Tells the user a sentence, on {@link #err}. */
  void say(String sentence);

  /** Shows what came of the check of the checkout. */
  void checked(Gate.Outcome outcome);

  /** Returns the report of a check as text, without colours. */
  String text(Gate.Outcome outcome);

  /** Writes the report files. */
  void write(Gate.Outcome outcome) throws IOException;

  /** As {@link dev.tfgate.runner.Console#readyToStrip}. */
  void readyToStrip();

  /**
   * As {@link dev.tfgate.runner.Console#strip}.
   *
   * @param said takes a sentence about each project
   */
  ExitCode strip(CreatedProjects created, Optional<String> creator, Consumer<String> said)
      throws IOException;
}

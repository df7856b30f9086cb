package dev.tfgate.runner;

import dev.tfgate.gate.Gate;
import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** The world around a run: where its output goes, and what is done with created projects. */
public interface Console {
  /** Takes what Terraform prints on standard output. */
  OutputStream out();

  /** Takes what Terraform prints on standard error. */
  OutputStream err();

  /** Whether standard output shows colours. */
  boolean color();

  /** Tells the user a sentence, on standard error. */
  void say(String sentence);

  /**
   * Shows what came of the check of the checkout, on standard error; in one line where it passed.
   *
   * @param decides whether it is the report that this run is about, for report files
   */
  void checked(Gate.Outcome outcome, boolean decides) throws IOException;

  /** Shows what came of the check of the plan, on standard error. */
  void planned(Gate.Outcome outcome, PlanChanges changes) throws IOException;

  /**
   * Makes sure, before an apply, that what becomes of Owner grants can be recorded.
   *
   * @throws dev.tfgate.report.ExitException where it can't
   */
  void readyToStrip();

  /**
   * Takes Owner from the creator of the projects, and returns what came of it.
   *
   * @param creator the service account that did, where it is not the one that tfgate runs as
   */
  ExitCode strip(CreatedProjects created, Optional<String> creator) throws IOException;
}

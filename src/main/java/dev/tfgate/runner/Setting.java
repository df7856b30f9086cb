package dev.tfgate.runner;

import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.report.Mode;
import dev.tfgate.trust.Trust;
import java.nio.file.Path;

/**
 * What is asked of a run of one root.
 *
 * @param request as it came
 * @param arguments for the program
 * @param place where it runs
 * @param trust what the trust directory says
 * @param console where it is told
 */
record Setting(
    TerraformRequest request, Arguments arguments, RootPlace place, Trust trust, Console console) {
  /** Whether the machine is a CI's. */
  boolean inCi() {
    return request.check().mode().mode() == Mode.CI;
  }

  /** The program as users call it. */
  String word() {
    return request.program().word();
  }

  /** The name of the subcommand. */
  String subcommand() {
    return arguments.subcommand().name();
  }

  /** Returns the check of a place of the checkout. */
  CheckRequest check(Path path, Extent extent) {
    CheckRequest check = request.check();
    return new CheckRequest(
        check.version(),
        path,
        check.mode(),
        check.trust(),
        check.store(),
        check.build(),
        check.today(),
        extent,
        check.searchPath(),
        check.jobs(),
        arguments.givenVariables(),
        place.path(),
        arguments.testFolder(),
        check.cache(),
        true);
  }
}

package dev.tfgate.cli;

import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.owners.ProgressLine;
import dev.tfgate.owners.RecordFile;
import dev.tfgate.owners.RunOutput;
import dev.tfgate.owners.StripRequest;
import dev.tfgate.owners.StripRun;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes Owner of what an apply created; the record is one for all applies of a call. */
final class Stripping implements AutoCloseable {
  private final Invocation invocation;
  private @Nullable RecordFile record;
  private boolean open;

  Stripping(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Opens the record, so that an apply that can't be recorded doesn't begin. */
  synchronized void ready() {
    @Nullable String named = invocation.option("--record");
    if (!open && named != null) {
      record = RecordFile.append(invocation.resolve(named), OwnersOptions.checkout(invocation));
    }
    open = true;
  }

  /**
   * Takes it.
   *
   * @param creator the service account that created the projects, where it is not tfgate's own
   * @param said takes a sentence about each project
   */
  ExitCode strip(CreatedProjects created, Optional<String> creator, Consumer<String> said)
      throws IOException {
    ready();
    return StripRun.run(
        StripRequest.of(OwnersOptions.owners(invocation)),
        created,
        invocation.googleAccess(),
        creator,
        new RunOutput(
            record,
            ProgressLine.none(),
            result ->
                said.accept(
                    "Owner of %s: %s; %s"
                        .formatted(result.project(), result.outcome().word(), result.message()))));
  }

  @Override
  public synchronized void close() throws IOException {
    if (record != null) {
      record.close();
    }
  }
}

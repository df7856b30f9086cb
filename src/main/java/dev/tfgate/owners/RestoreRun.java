package dev.tfgate.owners;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.owners.StripRequest.Batch;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Puts back what a strip took, by its record. */
public final class RestoreRun {
  private RestoreRun() {}

  /**
   * Gives Owner back and returns 0 where every project has it again, 1 where one was refused, 3
   * where one failed. Each result shows the diff of its policy.
   *
   * @param allowed members that may get it back; {@code creator} stands for the identity tfgate
   *     runs as
   * @param dryRun whether nothing is written
   * @throws ExitException where nothing could begin
   * @throws IOException where a result could not be recorded; no further write was begun then
   */
  public static ExitCode run(
      StripRecord record,
      List<String> allowed,
      boolean dryRun,
      Batch batch,
      GoogleAccess access,
      RunOutput output)
      throws IOException {
    try (Session session = Session.open(access, allowed)) {
      return new ProjectRun(List.copyOf(record.removed().keySet()), batch, dryRun, true, output)
          .run(
              session.resourceManager(),
              project ->
                  new RestoreEdit(
                      List.copyOf(record.removed().getOrDefault(project, Set.of())),
                      session.members()));
    }
  }
}

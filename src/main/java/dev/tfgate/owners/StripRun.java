package dev.tfgate.owners;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A strip of many projects. */
public final class StripRun {
  private StripRun() {}

  /**
   * Strips {@code created} and returns 0 where every one ended in removed, already absent or kept,
   * 1 where one was refused, 3 where one failed. It may be called after an apply that failed or was
   * interrupted, with the projects that were created until then; whether these are all of them, the
   * caller knows ({@link CreatedProjects#isComplete}).
   *
   * @throws ExitException where nothing could begin: nobody knows who the creator is, there are no
   *     credentials, the record can't be written
   * @throws IOException where a result could not be recorded; no further write was begun then
   */
  public static ExitCode run(
      StripRequest request, CreatedProjects created, GoogleAccess access, RunOutput output)
      throws IOException {
    return run(request, created, access, Optional.empty(), output);
  }

  /**
   * As above, by the credentials of the account that created the projects.
   *
   * @param creator a service account, which the credentials of this run may impersonate; empty for
   *     the identity of this run
   */
  public static ExitCode run(
      StripRequest request,
      CreatedProjects created,
      GoogleAccess access,
      Optional<String> creator,
      RunOutput output)
      throws IOException {
    List<String> projects = created.projects();
    if (projects.isEmpty()) {
      return ExitCode.PASSED;
    }
    try (Session session = Session.open(access, request.members(), creator)) {
      StripEdit edit =
          new StripEdit(session.resourceManager(), request, session.members(), created);
      return new ProjectRun(projects, request.batch(), request.dryRun(), false, output)
          .run(session.resourceManager(), project -> edit);
    }
  }
}

package dev.tfgate.owners;

import com.google.auth.Credentials;
import dev.tfgate.owners.PolicyChange.Conduct;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A strip of many projects. */
public final class StripRun {
  private StripRun() {}

  /**
   * Strips {@code projects} and returns 0 where every one ended in removed, already absent or kept,
   * 1 where one was refused, 3 where one failed. It may be called after an apply that failed or was
   * interrupted, with the projects that were created until then; whether these are all of them, the
   * caller knows ({@link CreatedProjects#isComplete}).
   *
   * @throws ExitException where nothing could begin: nobody knows who the creator is, there are no
   *     credentials, the record can't be written
   * @throws IOException where a result could not be recorded
   */
  public static ExitCode run(
      StripRequest request, List<String> projects, GoogleAccess access, RunOutput output)
      throws IOException {
    if (projects.isEmpty()) {
      return ExitCode.PASSED;
    }
    @Nullable Caller caller = caller(access, request.members());
    List<String> members = members(request.members(), caller);
    @Nullable Credentials credentials =
        access.isLoopback("resourcemanager") || caller == null ? null : caller.credentials();
    try (Stop stop = new Stop();
        ResourceManager resourceManager = new HttpResourceManager(access, credentials)) {
      StripEdit edit = new StripEdit(resourceManager, request, members);
      Conduct conduct =
          new Conduct(
              request.batch().deadline(),
              request.dryRun(),
              new Pace(request.batch().writesPerSecond()),
              stop::isRequested);
      ProjectRun run = new ProjectRun(projects, request.batch().concurrency(), output);
      if (output.record() == null) {
        return run.run(p -> PolicyChange.run(resourceManager, edit, conduct, p), stop);
      }
      try (RecordFile record = RecordFile.append(output.record(), output.checkout())) {
        return run.run(p -> PolicyChange.run(resourceManager, edit, conduct, p), stop, record);
      }
    }
  }

  /** Returns who calls; null on loopback, where nobody need be known. */
  private static @Nullable Caller caller(GoogleAccess access, List<String> members) {
    boolean asked = access.endpoint("metadata").isPresent() || access.endpoint("sts").isPresent();
    if (!access.isLoopback("resourcemanager") || asked) {
      return Caller.of(access);
    }
    if (members.contains(StripRequest.CREATOR)) {
      throw new ExitException(
          ExitCode.USAGE,
          "an endpoint on loopback is called without credentials, so nobody can say who the creator"
              + " is: give --member");
    }
    return null;
  }

  /** Returns the members with the creator by name. */
  private static List<String> members(List<String> members, @Nullable Caller caller) {
    List<String> named = new ArrayList<>();
    for (String member : members) {
      named.add(member.equals(StripRequest.CREATOR) && caller != null ? caller.member() : member);
    }
    return named;
  }
}

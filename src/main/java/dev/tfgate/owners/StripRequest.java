package dev.tfgate.owners;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.trust.Trust;
import java.time.Duration;
import java.util.List;

/**
 * Whose Owner grant to take, and how.
 *
 * @param members who loses Owner; {@code creator} stands for the identity tfgate runs as
 * @param keep members that are never touched
 * @param otherAdmins members who administer every project from above, on the platform team's word
 * @param replaceWith roles to grant in the same write
 * @param includeUsers whether {@code user:} members may lose it
 * @param allowNoOwner whether nobody need be left to administer a project of an organization
 * @param dryRun whether nothing is written
 * @param batch how many at a time, how fast, how long
 */
public record StripRequest(
    List<String> members,
    List<String> keep,
    List<String> otherAdmins,
    List<String> replaceWith,
    boolean includeUsers,
    boolean allowNoOwner,
    boolean dryRun,
    Batch batch) {

  /** The word of {@code gate.yaml} for the identity that created a project. */
  public static final String CREATOR = "creator";

  /**
   * How many projects at a time, how fast, how long.
   *
   * @param concurrency projects at a time
   * @param writesPerSecond over all projects; 0 for as many as there are
   * @param deadline for one project
   */
  public record Batch(int concurrency, int writesPerSecond, Duration deadline) {
    /** 8 projects, 10 writes a second, 60 seconds. */
    public static final Batch DEFAULT = new Batch(8, 10, Duration.ofSeconds(60));
  }

  /**
   * @throws ExitException where a role to grant instead is no narrower one, or a member none
   */
  public StripRequest {
    members = List.copyOf(members);
    keep = List.copyOf(keep);
    otherAdmins = List.copyOf(otherAdmins);
    replaceWith = List.copyOf(replaceWith);
    for (String member : members) {
      if (!member.equals(CREATOR) && !member.startsWith("deleted:") && !Members.isMember(member)) {
        throw new ExitException(
            ExitCode.USAGE,
            "'%s' is not a member. Write it as the policy does, such as serviceAccount:tf@acme.iam.gserviceaccount.com, user:… or group:…"
                .formatted(member));
      }
    }
    for (String role : replaceWith) {
      if (role.equals(OwnerEdit.OWNER)
          || !role.matches(
              "((organizations/[0-9]+|projects/[a-z0-9:.-]+)/)?roles/[A-Za-z0-9._]+")) {
        throw new ExitException(
            ExitCode.USAGE,
            "--replace-with takes a role narrower than Owner, such as roles/viewer, not '%s'"
                .formatted(role));
      }
    }
  }

  /** Returns what {@code gate.yaml} says, with nothing overridden. */
  public static StripRequest of(Trust.Owners owners) {
    return new StripRequest(
        owners.strip(),
        owners.keep(),
        owners.otherAdmins(),
        List.of(),
        false,
        false,
        false,
        Batch.DEFAULT);
  }
}

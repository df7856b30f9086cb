package dev.tfgate.owners;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to strip, and how.
 *
 * @param projects ids
 * @param members who loses Owner; empty for the creator, the identity tfgate runs as
 * @param keep members that are never touched
 * @param otherAdmins members who administer every project from above, on the platform team's word
 * @param replaceWith roles to grant in the same write
 * @param includeUsers whether {@code user:} members may lose it
 * @param allowNoOwner whether nobody need be left to administer a project of an organization
 * @param dryRun whether nothing is written
 * @param concurrency projects at a time
 * @param writesPerSecond 0 for as many as there are
 * @param deadline for one project
 * @param endpoint another one than Google's, or null
 */
public record StripRequest(
    List<String> projects,
    List<String> members,
    List<String> keep,
    List<String> otherAdmins,
    List<String> replaceWith,
    boolean includeUsers,
    boolean allowNoOwner,
    boolean dryRun,
    int concurrency,
    int writesPerSecond,
    Duration deadline,
    @Nullable URI endpoint) {
  public StripRequest {
    projects = List.copyOf(projects);
    members = List.copyOf(members);
    keep = List.copyOf(keep);
    otherAdmins = List.copyOf(otherAdmins);
    replaceWith = List.copyOf(replaceWith);
  }
}

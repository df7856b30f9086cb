package dev.tfgate.owners;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.ServiceAccounts;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Resource Manager, and the members a run is about by name.
 *
 * @param members with the identity tfgate runs as in the place of {@code creator}
 */
record Session(ResourceManager resourceManager, List<String> members) implements AutoCloseable {
  Session {
    members = List.copyOf(members);
  }

  /**
   * Opens a connection as the service account that created the projects, where it is another one
   * than tfgate runs as: as their Owner it may take its own grant.
   *
   * @throws ExitException where no credentials can be had
   */
  static Session open(GoogleAccess access, List<String> members, Optional<String> creator) {
    if (creator.isEmpty()) {
      return open(access, members);
    }
    List<String> named = new ArrayList<>();
    for (String member : members) {
      named.add(member.equals(StripRequest.CREATOR) ? "serviceAccount:" + creator.get() : member);
    }
    return new Session(
        new HttpResourceManager(
            access,
            access.isLoopback("resourcemanager")
                ? null
                : ServiceAccounts.credentials(creator.get(), access)),
        named);
  }

  /**
   * Opens a connection. To an endpoint on loopback no credentials go, so there nobody says who the
   * creator is, unless a metadata server or a token service was named too.
   *
   * @throws ExitException where the creator is asked for and nobody knows him
   */
  static Session open(GoogleAccess access, List<String> members) {
    boolean loopback = access.isLoopback("resourcemanager");
    boolean creator = members.contains(StripRequest.CREATOR);
    boolean identity =
        access.endpoint("metadata").isPresent() || access.endpoint("sts").isPresent();
    if (loopback && creator && !identity) {
      throw new ExitException(
          ExitCode.USAGE,
          "an endpoint on loopback is called without credentials, so the creator is not known. Name it with --member");
    }
    @Nullable Caller caller = loopback && !creator ? null : Caller.of(access);
    List<String> named = new ArrayList<>();
    for (String member : members) {
      named.add(caller != null && member.equals(StripRequest.CREATOR) ? caller.member() : member);
    }
    return new Session(
        new HttpResourceManager(access, loopback || caller == null ? null : caller.credentials()),
        named);
  }

  @Override
  public void close() {
    resourceManager.close();
  }
}

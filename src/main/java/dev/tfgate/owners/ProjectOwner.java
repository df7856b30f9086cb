package dev.tfgate.owners;

import java.util.Locale;

/**
 * An Owner of a project.
 *
 * @param project its id
 * @param member as the policy writes it
 * @param resource where the role is granted: the project, a folder or the organization above it
 * @param conditional whether it holds under a condition only
 * @param kept whether {@code owners.keep} names the member
 */
public record ProjectOwner(
    String project, String member, String resource, boolean conditional, boolean kept) {

  /** What a member is. */
  public enum Kind {
    /** A person. */
    USER,
    /** A service account. */
    SERVICE_ACCOUNT,
    /** A Google group. */
    GROUP,
    /** Everybody of a domain. */
    DOMAIN,
    /** One identity of a workload or workforce pool. */
    PRINCIPAL,
    /** Several identities of such a pool. */
    PRINCIPAL_SET,
    /** Something that was deleted and may come back for 30 days. */
    DELETED,
    /** Anything else. */
    OTHER;

    /** Returns the word of reports. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether the role comes from above the project. */
  public boolean isInherited() {
    return !resource.startsWith("projects/");
  }

  /** Returns what the member is. */
  public Kind kind() {
    int colon = member.indexOf(':');
    return switch (colon < 0 ? "" : member.substring(0, colon)) {
      case "user" -> Kind.USER;
      case "serviceAccount" -> Kind.SERVICE_ACCOUNT;
      case "group" -> Kind.GROUP;
      case "domain" -> Kind.DOMAIN;
      case "principal" -> Kind.PRINCIPAL;
      case "principalSet" -> Kind.PRINCIPAL_SET;
      case "deleted" -> Kind.DELETED;
      default -> Kind.OTHER;
    };
  }
}

package dev.tfgate.owners;

import java.util.Collection;
import java.util.Locale;

/** How members of a policy compare: an e-mail address ignores case, anything else does not. */
final class Members {
  private Members() {}

  /** Whether both name the same member; a {@code deleted:} member is only ever itself. */
  static boolean same(String left, String right) {
    return key(left).equals(key(right));
  }

  /** Whether {@code members} names {@code member}. */
  static boolean contains(Collection<String> members, String member) {
    return members.stream().anyMatch(other -> same(other, member));
  }

  /** Whether the member can act: one that was deleted can't, and a convenience value is nobody. */
  static boolean isAlive(String member) {
    return member.startsWith("user:")
        || member.startsWith("serviceAccount:")
        || member.startsWith("group:")
        || member.startsWith("domain:")
        || member.startsWith("principal://")
        || member.startsWith("principalSet://");
  }

  private static String key(String member) {
    boolean mail =
        (member.startsWith("user:")
                || member.startsWith("serviceAccount:")
                || member.startsWith("group:"))
            && member.indexOf('@') >= 0;
    return mail
        ? member.substring(0, member.indexOf(':'))
            + member.substring(member.indexOf(':')).toLowerCase(Locale.ROOT)
        : member;
  }
}

package dev.tfgate.owners;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** How members of a policy compare: an e-mail address ignores case, anything else does not. */
final class Members {
  private static final List<String> WITH_MAIL = List.of("user:", "serviceAccount:", "group:");
  private static final List<String> LIVING =
      List.of("user:", "serviceAccount:", "group:", "domain:", "principal://", "principalSet://");

  private static final List<String> CREATORS = List.of("user:", "serviceAccount:", "principal://");

  /** Accounts that Google's own services act as, and nobody else. */
  private static final Pattern SERVICE_AGENT =
      Pattern.compile(
          "serviceaccount:([^@]*@cloudservices\\.gserviceaccount\\.com"
              + "|[^@]*@gcp-sa-[^@]*\\.iam\\.gserviceaccount\\.com"
              + "|service-[0-9]+@[^@]*\\.gserviceaccount\\.com)");

  private Members() {}

  /** Whether both name the same member; a {@code deleted:} member is only ever itself. */
  static boolean same(String left, String right) {
    return key(left).equals(key(right));
  }

  /** Whether {@code members} names {@code member}. */
  static boolean contains(Collection<String> members, String member) {
    return members.stream().anyMatch(other -> same(other, member));
  }

  /**
   * Whether somebody can act as the member: not where it was deleted, and not where only a service
   * of Google does.
   */
  static boolean canAct(String member) {
    return LIVING.stream().anyMatch(member::startsWith)
        && !SERVICE_AGENT.matcher(lowerCase(member)).matches();
  }

  /** Whether the member can have created a project: a person or a service account, not a group. */
  static boolean canCreate(String member) {
    return CREATORS.stream().anyMatch(member::startsWith) && canAct(member);
  }

  /** Whether the text has the shape of a member that can be granted a role. */
  static boolean isMember(String text) {
    return LIVING.stream().anyMatch(kind -> text.startsWith(kind) && text.length() > kind.length())
        && text.chars().allMatch(c -> c > ' ' && c != 0x7f);
  }

  private static String key(String member) {
    for (String kind : WITH_MAIL) {
      if (member.startsWith(kind) && member.indexOf('@') >= 0) {
        return kind + lowerCase(member.substring(kind.length()));
      }
    }
    return member;
  }

  /** Of ASCII only: other letters that fold to ASCII would make one address of two. */
  private static String lowerCase(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return lower.toString();
  }
}

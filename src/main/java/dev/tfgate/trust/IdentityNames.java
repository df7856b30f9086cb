package dev.tfgate.trust;

import com.google.re2j.Pattern;

/** The forms of names that {@code identities} holds. */
final class IdentityNames {
  private static final Pattern SERVICE_ACCOUNT =
      Pattern.compile("[a-z0-9][a-z0-9-]{0,62}@[a-z0-9][a-z0-9.-]{0,100}\\.gserviceaccount\\.com");
  private static final Pattern ROLE =
      Pattern.compile("arn:aws(-[a-z]+)*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,576}");

  /** A placeholder, such as {@code {1}}. */
  static final Pattern PLACEHOLDER = Pattern.compile("\\{([1-9])\\}");

  private IdentityNames() {}

  /** Whether it is the e-mail address of a Google service account. */
  static boolean isServiceAccount(String text) {
    return SERVICE_ACCOUNT.matches(text);
  }

  /** Whether it is the ARN of an AWS role; a path in it climbs nowhere. */
  static boolean isRole(String text) {
    return ROLE.matches(text) && !text.contains("..") && !text.contains("//");
  }
}

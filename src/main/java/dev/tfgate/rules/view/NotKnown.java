package dev.tfgate.rules.view;

import java.util.regex.Pattern;

/** Why a value is not known, as a message says it. */
public final class NotKnown {
  /** What says by itself what is wrong; the rest only names what is not known. */
  private static final Pattern CLAUSE =
      Pattern.compile(
          "(?s)(?!an? \\S+ that ).*?( has (no|more|many|several) | depends on itself| takes too much| is (too|given) "
              + "| can't be | goes on with | stands behind | leads | may (be|fit) |^its? ).*");

  /** The functions that a value went through hide where it comes from. */
  private static final Pattern RESULT = Pattern.compile("^the result of [^ ]+\\(\\) of ");

  private static final String SO_IT = ", so it";

  private NotKnown() {}

  /**
   * A clause that can stand behind a colon or in parentheses.
   *
   * @param why what is not known, or a clause that says why
   */
  public static String clause(String why) {
    String cause = why;
    while (RESULT.matcher(cause).find()) {
      cause = RESULT.matcher(cause).replaceFirst("");
    }
    if (cause.endsWith(SO_IT)) {
      return cause.substring(0, cause.length() - SO_IT.length());
    }
    return CLAUSE.matcher(cause).matches() && !cause.endsWith(",")
        ? cause
        : cause + " is not known";
  }
}

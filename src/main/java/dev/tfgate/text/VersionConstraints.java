package dev.tfgate.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * What a {@code version} argument of a provider requirement admits.
 *
 * <p>Terraform reads it with two libraries that don't agree on everything; what either rejects is
 * rejected here, and what remains means what the second one says. A pre-release is admitted only by
 * a constraint that names it exactly.
 *
 * @param text as written
 * @param terms all of which must hold
 */
public record VersionConstraints(String text, List<Term> terms) {
  /** How a version is compared. */
  public enum Operator {
    /** {@code =}, or none. */
    EQUAL("="),
    /** {@code !=}. */
    NOT_EQUAL("!="),
    /** {@code >=}. */
    AT_LEAST(">="),
    /** {@code <=}. */
    AT_MOST("<="),
    /** {@code >}. */
    ABOVE(">"),
    /** {@code <}. */
    BELOW("<"),
    /** {@code ~>}: the last part written may grow. */
    PESSIMISTIC("~>");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }
  }

  /**
   * One comparison.
   *
   * @param bound parts that were not written are zero
   * @param parts how many of major, minor and patch were written, 1 to 3
   */
  public record Term(Operator operator, Version bound, int parts) {
    private boolean admits(Version version) {
      int order = version.compareTo(bound);
      return switch (operator) {
        case EQUAL -> isExactly(version);
        case NOT_EQUAL -> !isExactly(version);
        case AT_LEAST -> order >= 0;
        case AT_MOST -> order <= 0;
        case ABOVE -> order > 0;
        case BELOW -> order < 0;
        case PESSIMISTIC ->
            order >= 0
                && version.major() == bound.major()
                && (parts < 3 || version.minor() == bound.minor());
      };
    }

    private boolean isExactly(Version version) {
      return version.compareTo(bound) == 0 && version.metadata().equals(bound.metadata());
    }
  }

  /** Copies the terms. */
  public VersionConstraints {
    terms = List.copyOf(terms);
  }

  /** Reads constraints separated by commas; empty where Terraform would reject them. */
  public static Optional<VersionConstraints> parse(String text) {
    List<Term> terms = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Optional<Term> term = term(part.strip());
      if (term.isEmpty()) {
        return Optional.empty();
      }
      terms.add(term.get());
    }
    return Optional.of(new VersionConstraints(text, terms));
  }

  /** Whether a version meets every term. */
  public boolean admits(Version version) {
    boolean named = !version.isPrerelease();
    for (Term term : terms) {
      if (!term.admits(version)) {
        return false;
      }
      named |= term.operator() == Operator.EQUAL && term.isExactly(version);
    }
    return named;
  }

  /**
   * The one spelling that a lock file may have: each term once, by version, in full. A lock file
   * with another spelling is refused.
   */
  public String canonical() {
    Set<Term> distinct = new LinkedHashSet<>();
    for (Term term : terms) {
      boolean minor = term.operator() == Operator.PESSIMISTIC && term.parts() < 3;
      distinct.add(new Term(term.operator(), term.bound(), minor ? 2 : 3));
    }
    List<Term> ordered = new ArrayList<>(distinct);
    ordered.sort(VersionConstraints::compare);
    StringJoiner joined = new StringJoiner(", ");
    for (Term term : ordered) {
      Version bound = term.bound();
      joined.add(
          (term.operator() == Operator.EQUAL ? "" : term.operator().sign + " ")
              + (term.parts() == 2 ? withoutPatch(bound) : bound.toString()));
    }
    return joined.toString();
  }

  private static String withoutPatch(Version bound) {
    return bound.major()
        + "."
        + bound.minor()
        + (bound.prerelease().isEmpty() ? "" : "-" + bound.prerelease())
        + (bound.metadata().isEmpty() ? "" : "+" + bound.metadata());
  }

  /** Lower bounds come before upper ones. */
  private static int compare(Term a, Term b) {
    int bounds = a.bound().compareTo(b.bound());
    int metadata = bounds != 0 ? bounds : a.bound().metadata().compareTo(b.bound().metadata());
    return metadata != 0 ? metadata : Integer.compare(rank(a), rank(b));
  }

  private static int rank(Term term) {
    return switch (term.operator()) {
      case ABOVE -> 0;
      case AT_LEAST -> 1;
      case EQUAL -> 2;
      case PESSIMISTIC -> term.parts() == 3 ? 3 : 4;
      case AT_MOST -> 5;
      case BELOW -> 6;
      case NOT_EQUAL -> 7;
    };
  }

  private static Optional<Term> term(String text) {
    Operator operator = Operator.EQUAL;
    String rest = text;
    for (Operator candidate : Operator.values()) {
      if (text.startsWith(candidate.sign)
          && (rest.equals(text) || candidate.sign.length() > operator.sign.length())) {
        operator = candidate;
        rest = text.substring(candidate.sign.length());
      }
    }
    // More between operator and version than one space, and one of the two libraries rejects it.
    String version = rest.startsWith(" ") && !rest.equals(text) ? rest.substring(1) : rest;
    int end = 0;
    while (end < version.length() && version.charAt(end) != '-' && version.charAt(end) != '+') {
      end++;
    }
    String[] numbers = version.substring(0, end).split("\\.", -1);
    // A hyphen with nothing behind it is dropped.
    String suffix = version.substring(end).equals("-") ? "" : version.substring(end);
    if (numbers.length > 3) {
      return Optional.empty();
    }
    StringBuilder full = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      String number = i < numbers.length ? withoutLeadingZeros(numbers[i]) : "0";
      full.append(i == 0 ? "" : ".").append(number);
    }
    Operator read = operator;
    return Version.parse(full + suffix).map(bound -> new Term(read, bound, numbers.length));
  }

  private static String withoutLeadingZeros(String number) {
    int start = 0;
    while (start < number.length() - 1 && number.charAt(start) == '0') {
      start++;
    }
    return number.substring(start);
  }

  @Override
  public String toString() {
    return text;
  }
}

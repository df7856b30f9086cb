package dev.tfgate.report;

import java.util.Optional;

/** Looks up the rules and policies that findings name. */
@FunctionalInterface
public interface RuleCatalogue {
  /** Returns the description of the rule or policy {@code id}, or empty where it is unknown. */
  Optional<RuleDescription> find(String id);

  /** Returns what {@code tfgate explain} needs besides the id, with a space before it, or "". */
  default String options(String id) {
    return "";
  }
}

package dev.tfgate.rules.ci;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Region;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;
import dev.tfgate.yaml.Position;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.ScalarType;
import dev.tfgate.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Duplicate keys, aliases, tags and further documents mean one thing to the reviewer and another to
 * Cloud Build.
 */
public final class CiAmbiguousYaml implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "ci-ambiguous-yaml",
        "CI configuration that parsers read differently",
        Enforcement.ADVISORY,
        Layer.CI,
        "Duplicate keys, aliases, tags and further documents mean one thing to the reviewer and"
            + " another to Cloud Build.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CloudBuildFiles.Build build : CloudBuildFiles.in(checkout, trust)) {
      for (Problem problem : build.problems()) {
        Position at = problem.position();
        findings.add(
            build.path(),
            at == null ? null : new Region(at.line(), at.column(), at.line(), at.column() + 1),
            "Parsers of YAML read this in different ways (%s), so the build may do something else than the reviewer saw. %s"
                .formatted(shown(problem), advice(problem.kind())),
            problem.message());
      }
      for (YamlNode.Mapping step : build.steps()) {
        for (String key : TEXTS) {
          CloudBuildFiles.text(step, key).ifPresent(text -> check(build.path(), text, findings));
          CloudBuildFiles.items(step, key).forEach(text -> check(build.path(), text, findings));
        }
      }
    }
  }

  /** The problem without what is only so in files of tfgate. */
  private static String shown(Problem problem) {
    String message = problem.message();
    int colon = message.indexOf(": ");
    return (problem.kind() == Problem.Kind.ALIAS || problem.kind() == Problem.Kind.TAG) && colon > 0
        ? message.substring(0, colon)
        : message;
  }

  private static String advice(Problem.Kind kind) {
    return switch (kind) {
      case ALIAS -> "Write the value out.";
      case TAG -> "Remove the tag.";
      case DUPLICATE_KEY -> "Remove one of the keys.";
      case DOCUMENTS -> "Keep one document.";
      case ENCODING -> "Write the file in UTF-8.";
      case SYNTAX -> "Correct the file.";
      case LIMIT -> "Make the file smaller.";
      default -> "Write it in plain keys and values.";
    };
  }

  private static final List<String> TEXTS =
      List.of("name", "id", "dir", "entrypoint", "script", "args", "env", "secretEnv", "waitFor");

  /** Words that YAML 1.1 takes for true and false. */
  private static final Set<String> SWITCHES = Set.of("yes", "no", "on", "off", "y", "n");

  private static void check(String path, YamlNode.Scalar text, Findings findings) {
    boolean word =
        text.style() == YamlNode.Style.PLAIN
            && SWITCHES.contains(text.text().toLowerCase(Locale.ROOT));
    if (word || text.type() != ScalarType.TEXT) {
      findings.add(
          path,
          CloudBuildFiles.region(text),
          "Some parsers read '%s' as a number, a switch or null, but Cloud Build expects text here. Put it in quotes."
              .formatted(text.text()),
          text.text());
    }
  }
}

package dev.tfgate.rules.code;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.HclFile;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.profile.Profile;

/** Later versions of Terraform bring blocks that run things. */
public final class UnknownBlock implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "unknown-block",
        "Block type that is not known",
        Enforcement.MANDATORY,
        Layer.CODE,
        "Later versions of Terraform bring blocks that run things.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    Profile profile = scope.profile();
    for (ParsedFile file : directory.files(FileKind.CONFIGURATION)) {
      for (Attribute argument : file.hcl().body().attributes()) {
        // At the top level of a JSON file every key is a block.
        boolean json = file.hcl().syntax() == HclFile.Syntax.JSON;
        findings.add(
            file,
            argument.range(),
            message(json ? "block" : "argument", argument.name(), TOP, profile));
      }
      for (Block block : file.hcl().body().blocks()) {
        if (!profile.hasBlock(block.type())) {
          findings.add(file, block.range(), message("block", block.type(), TOP, profile));
        } else if (block.type().equals("terraform")) {
          settings(file, block, profile, findings);
        }
      }
    }
  }

  private static void settings(
      ParsedFile file, Block terraform, Profile profile, Findings findings) {
    for (Attribute argument : terraform.body().attributes()) {
      if (!profile.hasSettingArgument(argument.name())) {
        findings.add(
            file,
            argument.range(),
            message(inside(file, argument), argument.name(), INSIDE, profile));
      }
    }
    for (Block inner : terraform.body().blocks()) {
      if (!profile.hasSetting(inner.type())) {
        findings.add(file, inner.range(), message("block", inner.type(), INSIDE, profile));
      }
    }
  }

  /** What a key of a JSON file is that Terraform doesn't know, only its value suggests. */
  private static String inside(ParsedFile file, Attribute argument) {
    boolean json = file.hcl().syntax() == HclFile.Syntax.JSON;
    return json && isBlocks(argument.value()) ? "block" : "argument";
  }

  private static boolean isBlocks(Expression value) {
    return value instanceof Expression.ObjectValue
        || (value instanceof Expression.Tuple tuple
            && !tuple.elements().isEmpty()
            && tuple.elements().stream().allMatch(Expression.ObjectValue.class::isInstance));
  }

  private static String message(String what, String name, String where, Profile profile) {
    String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    return "%s has no %s '%s' %s%s, so the gate can't judge it. Later versions may run programs for such a block. Remove it."
        .formatted(
            profile.title(),
            what,
            shown,
            where,
            Profile.owners(name).map(owners -> " (" + owners + " have such a block)").orElse(""));
  }

  private static final int LONGEST_NAME = 60;

  private static final String TOP = "at the top level";

  private static final String INSIDE = "in a terraform block";
}

package dev.tfgate.rules.code;

import dev.tfgate.hcl.Block;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.PlanFindings;
import dev.tfgate.rules.view.PlanRule;
import dev.tfgate.rules.view.PlanScope;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.BlockContent;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.PlanListener;
import java.util.Set;

/** Provisioners run programs, connections reach hosts. */
public final class Provisioner implements ModuleRule, PlanRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "provisioner",
        "Provisioner or connection",
        Enforcement.MANDATORY,
        Layer.CODE,
        "Provisioners run programs, connections reach hosts.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (ParsedFile file : directory.files()) {
      for (Block block : file.hcl().body().blocks()) {
        if (!OWNERS.contains(block.type())) {
          continue;
        }
        BlockContent.attribute(block, "postrender")
            .ifPresent(attribute -> findings.add(file, attribute.range(), RENDERS));
        for (Block inner : BlockContent.blocks(block)) {
          if (isPostrender(inner)) {
            findings.add(file, inner.range(), RENDERS);
          } else if (inner.type().equals("provisioner")) {
            findings.add(file, inner.range(), RUNS);
          } else if (inner.type().equals("connection")) {
            findings.add(
                file,
                inner.range(),
                "A connection logs in to a host that the checkout names. Remove it together with the provisioners that use it.");
          }
        }
      }
    }
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new PlanListener() {
      @Override
      public void configuredResource(ConfiguredResource resource) {
        for (String type : resource.provisioners()) {
          if (!scope.trust().allowsType("provisioner", type, scope.root())) {
            findings.add(resource.address(), RUNS);
          }
        }
      }
    };
  }

  /** Of helm: written as a block, or by a {@code dynamic} one. */
  private static boolean isPostrender(Block block) {
    return block.type().equals("postrender")
        || (block.type().equals("dynamic") && block.label(0).equals("postrender"));
  }

  private static final String RENDERS =
      "A postrender program runs with the rights of the CI, at plan too. Remove it, and make the change in the chart.";

  private static final String RUNS =
      "A provisioner runs a program with the rights of the CI, on this machine or another. Remove it. Use a resource of a provider instead, or build an image beforehand.";

  private static final Set<String> OWNERS = Set.of("resource", "removed", "data", "ephemeral");
}

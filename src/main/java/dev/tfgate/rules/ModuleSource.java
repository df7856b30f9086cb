package dev.tfgate.rules;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import java.util.Optional;

/** Modules from anywhere but the checkout. */
public final class ModuleSource implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "module-source",
        "Module from outside the checkout",
        Enforcement.MANDATORY,
        Layer.MODULE,
        "A module call or a test names a module that is not a relative path inside the checkout."
            + " Terraform would fetch code that nobody reviewed.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (ParsedFile file : directory.files()) {
      for (Block block : file.hcl().body().blocks()) {
        if (file.kind() == FileKind.CONFIGURATION && block.type().equals("module")) {
          source(directory, file, block, scope, findings);
        }
        if (file.kind() == FileKind.TEST && block.type().equals("run")) {
          for (Block module : block.body().blocks("module")) {
            source(directory, file, module, scope, findings);
          }
        }
      }
    }
  }

  private static void source(
      ConfigurationDirectory directory,
      ParsedFile file,
      Block block,
      Scope scope,
      Findings findings) {
    for (Attribute attribute : block.body().attributes()) {
      if (!attribute.name().equals("source")) {
        continue;
      }
      Optional<String> source = ConstantEvaluator.string(attribute.value());
      if (source.isEmpty()) {
        findings.add(
            file,
            attribute.range(),
            "The module's source is no constant string, so what would be loaded can't be told."
                + " Write it as a literal.");
      } else if (!source.get().startsWith("./") && !source.get().startsWith("../")) {
        Optional<String> version =
            block
                .body()
                .attribute("version")
                .flatMap(argument -> ConstantEvaluator.string(argument.value()));
        RemoteModule.refusal(source.get(), version, scope.trust())
            .ifPresent(
                why ->
                    findings.add(
                        file,
                        attribute.range(),
                        "Module source '%s' is not in the checkout and %s: Terraform would fetch code that nobody reviewed. Use a relative path (./ or ../), or ask the platform team to allow it."
                            .formatted(source.get(), why)));
      } else if (leaves(directory, file, source.get(), scope)) {
        findings.add(
            file,
            attribute.range(),
            "Module source '"
                + source.get()
                + "' leads out of the checkout or to nothing, so what would be loaded can't be"
                + " told. Name a folder of the checkout.");
      }
    }
  }

  /** A test in {@code tests/} names modules from the folder above it, so both must hold. */
  private static boolean leaves(
      ConfigurationDirectory directory, ParsedFile file, String source, Scope scope) {
    boolean here = scope.checkout().resolve(directory.path() + "/" + source).isEmpty();
    return file.kind() == FileKind.TEST
        ? here && scope.checkout().resolve(directory.path() + "/../" + source).isEmpty()
        : here;
  }
}

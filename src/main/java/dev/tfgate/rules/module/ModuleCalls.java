package dev.tfgate.rules.module;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import java.util.Optional;

/** The calls of modules that a directory holds, as written: in configuration and in tests. */
final class ModuleCalls {
  private ModuleCalls() {}

  /** Takes a source of a module call, with the {@code module} block and the file it stands in. */
  interface Taker {
    void take(ParsedFile file, Block call, Attribute source);
  }

  /** Hands each {@code source} argument of a {@code module} block to {@code taker}. */
  static void sources(ConfigurationDirectory directory, Taker taker) {
    for (ParsedFile file : directory.files()) {
      for (Block block : file.hcl().body().blocks()) {
        if (file.kind() == FileKind.CONFIGURATION && block.type().equals("module")) {
          sources(file, block, taker);
        }
        if (file.kind() == FileKind.TEST && block.type().equals("run")) {
          block.body().blocks("module").forEach(module -> sources(file, module, taker));
        }
      }
    }
  }

  /** The version that a call names, where it is a constant. */
  static Optional<String> version(Block call) {
    return call.body()
        .attribute("version")
        .flatMap(version -> ConstantEvaluator.plainString(version.value()));
  }

  private static void sources(ParsedFile file, Block call, Taker taker) {
    for (Attribute attribute : call.body().attributes()) {
      if (attribute.name().equals("source")) {
        taker.take(file, call, attribute);
      }
    }
  }
}

package dev.tfgate.rules;

import dev.tfgate.hcl.Block;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import java.util.function.BiConsumer;

/** The calls of modules that a directory holds, as written: in configuration and in tests. */
final class ModuleCalls {
  private ModuleCalls() {}

  /** Hands each {@code module} block to {@code found}, with its file. */
  static void forEach(ConfigurationDirectory directory, BiConsumer<ParsedFile, Block> found) {
    for (ParsedFile file : directory.files()) {
      for (Block block : file.hcl().body().blocks()) {
        if (file.kind() == FileKind.CONFIGURATION && block.type().equals("module")) {
          found.accept(file, block);
        }
        if (file.kind() == FileKind.TEST && block.type().equals("run")) {
          block.body().blocks("module").forEach(module -> found.accept(file, module));
        }
      }
    }
  }
}

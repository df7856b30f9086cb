package dev.tfgate.rules.view;

import dev.tfgate.hcl.Block;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import java.util.ArrayList;
import java.util.List;

/** The resources, data sources, ephemerals and actions of a directory, wherever they may stand. */
public final class Objects {
  /** One of them: {@code mode} is the type of its block, {@code type} its first label. */
  public record Placed(ParsedFile file, Block block) {
    /** {@code resource}, {@code data} or {@code ephemeral}. */
    public String mode() {
      return block.type();
    }

    /** As in {@code aws_instance}. */
    public String type() {
      return block.label(0);
    }

    /** As written in {@code types} of gate.yaml: {@code data.http}. */
    public String address() {
      return mode() + "." + type();
    }
  }

  private Objects() {}

  /** Returns them in the order of the source, those in {@code check} blocks included. */
  public static List<Placed> in(ConfigurationDirectory directory) {
    List<Placed> found = new ArrayList<>();
    for (ParsedFile file : directory.files(FileKind.CONFIGURATION)) {
      collect(file, file.hcl().body().blocks(), found);
    }
    return found;
  }

  private static void collect(ParsedFile file, List<Block> blocks, List<Placed> found) {
    for (Block block : blocks) {
      switch (block.type()) {
        case "resource", "data", "ephemeral", "action" -> found.add(new Placed(file, block));
        case "check" -> collect(file, block.body().blocks(), found);
        default -> {}
      }
    }
  }
}

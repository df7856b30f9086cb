package dev.tfgate.terraform;

import dev.tfgate.hcl.HclFile;

/**
 * A file that Terraform would load, parsed.
 *
 * @param path relative to the checkout, with {@code /}
 * @param kind what it configures
 * @param hcl its syntax tree
 */
public record ParsedFile(String path, FileKind kind, HclFile hcl) {
  /** Whether its blocks are merged over those of the other files of its directory. */
  public boolean isOverride() {
    String name = path.substring(path.lastIndexOf('/') + 1);
    for (String stem : new String[] {"override.tf", "override.tf.json"}) {
      if (kind == FileKind.CONFIGURATION && (name.equals(stem) || name.endsWith("_" + stem))) {
        return true;
      }
    }
    return false;
  }
}

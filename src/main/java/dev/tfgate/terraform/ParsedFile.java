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
    if (kind != FileKind.CONFIGURATION) {
      return false;
    }
    for (String stem : new String[] {"override.tf", "override.tf.json"}) {
      if (path.endsWith(stem)) {
        int before = path.length() - stem.length() - 1;
        return before < 0 || path.charAt(before) == '/' || path.charAt(before) == '_';
      }
    }
    return false;
  }
}

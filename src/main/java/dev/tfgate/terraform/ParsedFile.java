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
    return kind.isOverride(path.substring(path.lastIndexOf('/') + 1));
  }
}

package dev.tfgate.plugins;

import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.terraform.profile.Release;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A binary of Terraform or OpenTofu that may run.
 *
 * @param program which of the two
 * @param version such as {@code 1.11.4}
 * @param sha256 of the binary in lower-case hexadecimal, by platform
 */
public record PinnedProgram(Engine program, String version, SortedMap<String, String> sha256) {
  public PinnedProgram {
    sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
  }

  /** What it does at that version. */
  public Profile profile() {
    return new Profile(program, Release.parse(version).orElseThrow());
  }

  /** For sentences: {@code OpenTofu 1.12.6}. */
  public String title() {
    return program.title() + " " + version;
  }
}

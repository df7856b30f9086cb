package dev.tfgate.terraform;

import java.util.List;

/**
 * What a plan says about itself.
 *
 * @param formatVersion of {@code terraform show -json}, {@code 1.x}
 * @param terraformVersion the Terraform that wrote it, empty where it does not say
 * @param complete false where parts are left for a later plan ({@code -target}, deferred changes)
 * @param errored true where planning ended in an error, so that the plan does not hold everything
 * @param unknownSections top-level keys that this reader does not know, in the plan's order
 */
public record PlanHeader(
    String formatVersion,
    String terraformVersion,
    boolean complete,
    boolean errored,
    List<String> unknownSections) {
  public PlanHeader {
    unknownSections = List.copyOf(unknownSections);
  }
}

package dev.tfgate.terraform.profile;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;

/** What the programs know by name. */
final class Names {
  /** Blocks at the top of files of configuration. */
  static final Map<String, Since> BLOCKS =
      Map.ofEntries(
          entry("terraform", Since.ALWAYS),
          entry("provider", Since.ALWAYS),
          entry("variable", Since.ALWAYS),
          entry("locals", Since.ALWAYS),
          entry("output", Since.ALWAYS),
          entry("module", Since.ALWAYS),
          entry("resource", Since.ALWAYS),
          entry("data", Since.ALWAYS),
          entry("moved", Since.ALWAYS),
          entry("import", Since.ALWAYS),
          entry("check", Since.ALWAYS),
          entry("removed", Since.terraform(7).andTofu(7)),
          entry("ephemeral", Since.terraform(10).andTofu(11)),
          entry("action", Since.terraform(13)),
          entry("language", Since.tofu(12)));

  /** Blocks in {@code terraform}. */
  static final Map<String, Since> SETTINGS =
      Map.of(
          "backend", Since.ALWAYS,
          "cloud", Since.ALWAYS,
          "required_providers", Since.ALWAYS,
          "provider_meta", Since.ALWAYS,
          "encryption", Since.tofu(7));

  /** Arguments in {@code terraform}. */
  static final Set<String> SETTING_ARGUMENTS =
      Set.of("required_version", "experiments", "language");

  /** Subcommands that not every version has; of those alone that may run. */
  static final Map<String, Since> COMMANDS = Map.of("modules", Since.terraform(10));

  /** Options of subcommands that not every version has; of those alone that may be given. */
  static final Map<String, Since> OPTIONS =
      Map.ofEntries(
          entry("graph -format", Since.terraform(16)),
          entry("state list -json", Since.tofu(12)),
          entry("state show -json", Since.terraform(16).andTofu(12)),
          entry("workspace list -json", Since.terraform(16).andTofu(12)));

  /** Subcommands that take {@code -var} and {@code -var-file} since sources may be computed. */
  static final Map<String, Since> EARLY_VARIABLES =
      Map.ofEntries(
          entry("get", Since.terraform(15).andTofu(8)),
          entry("validate", Since.terraform(15).andTofu(8)),
          entry("show", Since.terraform(15).andTofu(8)),
          entry("graph", Since.terraform(15).andTofu(8)),
          entry("providers", Since.terraform(15).andTofu(8)),
          entry("providers schema", Since.terraform(15).andTofu(8)),
          entry("modules", Since.terraform(15)),
          entry("output", Since.tofu(8)),
          entry("state list", Since.tofu(8)),
          entry("state show", Since.tofu(8)),
          entry("workspace list", Since.tofu(8)));

  private Names() {}
}

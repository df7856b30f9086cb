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

  /**
   * Variables of the environment that start or redirect something; {@code *} stands for more of a
   * name.
   */
  static final Map<String, Since> VARIABLES =
      Map.ofEntries(
          entry("TF_CLI_ARGS", Since.ALWAYS),
          entry("TF_CLI_ARGS_*", Since.ALWAYS),
          entry("TF_CLI_CONFIG_FILE", Since.ALWAYS),
          entry("TERRAFORM_CONFIG", Since.ALWAYS),
          entry("TF_REATTACH_PROVIDERS", Since.ALWAYS),
          entry("TF_DATA_DIR", Since.ALWAYS),
          entry("TF_PLUGIN_CACHE_DIR", Since.ALWAYS),
          entry("TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE", Since.ALWAYS),
          entry("TF_SKIP_PROVIDER_VERIFY", Since.ALWAYS),
          entry("TF_WORKSPACE", Since.ALWAYS),
          entry("TF_CLOUD_*", Since.ALWAYS),
          entry("TF_FORCE_LOCAL_BACKEND", Since.ALWAYS),
          entry("TF_HTTP_ADDRESS", Since.ALWAYS),
          entry("TF_HTTP_LOCK_ADDRESS", Since.ALWAYS),
          entry("TF_HTTP_UNLOCK_ADDRESS", Since.ALWAYS),
          entry("TF_*PLUGIN_DEV_OVERRIDE", Since.terraform(0)),
          entry("TF_STACKS_*", Since.terraform(0)),
          entry("TF_POLICY_PLUGIN", Since.terraform(0)),
          entry("TF_ENABLE_PLUGGABLE_STATE_STORAGE", Since.terraform(0)),
          entry("TF_ENCRYPTION", Since.tofu(7)),
          entry("TOFU_X_*", Since.tofu(0)),
          entry("XDG_CONFIG_HOME", Since.tofu(0)),
          entry("XDG_CONFIG_DIRS", Since.tofu(0)));

  /** Files of the command line's configuration; {@code *} stands for more of a name. */
  static final Map<String, Since> CLI_FILES =
      Map.ofEntries(
          entry(".terraformrc", Since.ALWAYS),
          entry("terraform.rc", Since.ALWAYS),
          entry("*.tfrc", Since.ALWAYS),
          entry("*.tfrc.json", Since.ALWAYS),
          entry(".tofurc", Since.tofu(0)),
          entry("tofurc", Since.tofu(0)),
          entry("*.tofurc", Since.tofu(0)),
          entry("tofu.rc", Since.tofu(0)));

  /** Sections of a plan in JSON that have a meaning, or none that matters. */
  static final Map<String, Since> PLAN_SECTIONS =
      Map.ofEntries(
          entry("format_version", Since.ALWAYS),
          entry("terraform_version", Since.ALWAYS),
          entry("variables", Since.ALWAYS),
          entry("planned_values", Since.ALWAYS),
          entry("proposed_unknown", Since.ALWAYS),
          entry("resource_drift", Since.ALWAYS),
          entry("resource_changes", Since.ALWAYS),
          entry("output_changes", Since.ALWAYS),
          entry("prior_state", Since.ALWAYS),
          entry("configuration", Since.ALWAYS),
          entry("relevant_attributes", Since.ALWAYS),
          entry("checks", Since.ALWAYS),
          entry("timestamp", Since.ALWAYS),
          entry("errored", Since.ALWAYS),
          entry("complete", Since.terraform(0)),
          entry("applyable", Since.terraform(0)),
          entry("deferred_changes", Since.terraform(0)),
          entry("action_invocations", Since.terraform(14)),
          entry("deferred_action_invocations", Since.terraform(14)));

  private Names() {}
}

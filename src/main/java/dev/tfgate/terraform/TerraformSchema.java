package dev.tfgate.terraform;

import dev.tfgate.hcl.BodySchema;

/**
 * What some version of Terraform or OpenTofu takes for a block in files of the JSON syntax. Bodies
 * that a provider's or backend's own schema governs are open: their nested blocks are not known
 * from arguments.
 */
final class TerraformSchema {
  private static final BodySchema ARGUMENTS = BodySchema.argumentsOnly();
  private static final BodySchema OPEN = BodySchema.unknown();

  private TerraformSchema() {}

  /** Returns the schema of {@code .tf.json} files. */
  static BodySchema configuration() {
    return BodySchema.builder()
        .block("terraform", TerraformSchema::terraform)
        .block("required_providers", ARGUMENTS)
        .block("provider", TerraformSchema::provider, "name")
        .block("variable", TerraformSchema::variable, "name")
        .block("locals", ARGUMENTS)
        .block("output", TerraformSchema::output, "name")
        .block("module", TerraformSchema::module, "name")
        .block("resource", TerraformSchema::resource, "type", "name")
        .block("data", TerraformSchema::data, "type", "name")
        .block("ephemeral", TerraformSchema::data, "type", "name")
        .block("action", TerraformSchema::action, "type", "name")
        .block("language", TerraformSchema::language)
        .block("moved", ARGUMENTS)
        .block("import", ARGUMENTS)
        .block("removed", TerraformSchema::removed)
        .block("check", TerraformSchema::check, "name")
        .closed();
  }

  /** Returns the schema of {@code .tftest.json} files. */
  static BodySchema test() {
    return BodySchema.builder()
        .block("run", TerraformSchema::run, "name")
        .block("provider", TerraformSchema::provider, "name")
        .block("mock_provider", TerraformSchema::mockProvider, "name")
        .block("test", ARGUMENTS)
        .block("variable", TerraformSchema::variable, "name")
        .block("variables", ARGUMENTS)
        .block("override_resource", ARGUMENTS)
        .block("override_data", ARGUMENTS)
        .block("override_module", ARGUMENTS)
        .closed();
  }

  /** Returns the schema of {@code .tfmock.json} files, which is that of a mock provider's body. */
  static BodySchema mocks() {
    return mockProvider();
  }

  private static BodySchema terraform() {
    return BodySchema.builder()
        .block("backend", OPEN, "type")
        .block("cloud", TerraformSchema::cloud)
        .block("required_providers", ARGUMENTS)
        .block("provider_meta", OPEN, "provider")
        .block("state_store", OPEN, "type")
        .block("encryption", TerraformSchema::encryption)
        .closed();
  }

  private static BodySchema encryption() {
    return BodySchema.builder()
        .block("key_provider", OPEN, "type", "name")
        .block("method", OPEN, "type", "name")
        .block("state", TerraformSchema::encryptionTarget)
        .block("plan", TerraformSchema::encryptionTarget)
        .block("remote_state_data_sources", TerraformSchema::encryptedStates)
        .closed();
  }

  private static BodySchema encryptionTarget() {
    return BodySchema.builder().block("fallback", TerraformSchema::encryptionTarget).closed();
  }

  private static BodySchema encryptedStates() {
    return BodySchema.builder()
        .block("default", TerraformSchema::encryptionTarget)
        .block("remote_state_data_source", TerraformSchema::encryptionTarget, "name")
        .closed();
  }

  private static BodySchema language() {
    return BodySchema.builder().block("compatible_with", ARGUMENTS).closed();
  }

  private static BodySchema action() {
    return BodySchema.builder()
        .arguments("count", "for_each", "provider")
        .block("config", TerraformSchema::content)
        .closed();
  }

  private static BodySchema cloud() {
    return BodySchema.builder().block("workspaces", ARGUMENTS).closed();
  }

  private static BodySchema provider() {
    return dynamicBlocks()
        .arguments("alias", "version", "count", "depends_on", "for_each", "source")
        .block("_", TerraformSchema::content)
        .block("lifecycle", ARGUMENTS)
        .block("locals", ARGUMENTS)
        .open();
  }

  private static BodySchema variable() {
    return BodySchema.builder().block("validation", ARGUMENTS).closed();
  }

  private static BodySchema output() {
    return BodySchema.builder()
        .block("precondition", ARGUMENTS)
        .block("postcondition", ARGUMENTS)
        .closed();
  }

  private static BodySchema module() {
    return BodySchema.builder()
        .arguments("source", "version", "count", "for_each", "depends_on", "providers")
        .block("_", OPEN)
        .block("lifecycle", ARGUMENTS)
        .block("locals", ARGUMENTS)
        .block("provider", OPEN, "type")
        .open();
  }

  private static BodySchema resource() {
    return instances()
        .block("connection", OPEN)
        .block("provisioner", TerraformSchema::provisioner, "type")
        .open();
  }

  private static BodySchema data() {
    return instances().open();
  }

  private static BodySchema.Builder instances() {
    return dynamicBlocks()
        .arguments("count", "for_each", "depends_on", "provider")
        .block("lifecycle", TerraformSchema::lifecycle)
        .block("locals", ARGUMENTS)
        .block("_", TerraformSchema::content);
  }

  private static BodySchema.Builder dynamicBlocks() {
    return BodySchema.builder().block("dynamic", TerraformSchema::dynamic, "type");
  }

  private static BodySchema dynamic() {
    return BodySchema.builder().block("content", TerraformSchema::content).closed();
  }

  private static BodySchema content() {
    return dynamicBlocks().open();
  }

  private static BodySchema lifecycle() {
    return BodySchema.builder()
        .block("action_trigger", ARGUMENTS)
        .block("precondition", ARGUMENTS)
        .block("postcondition", ARGUMENTS)
        .closed();
  }

  private static BodySchema provisioner() {
    return BodySchema.builder()
        .arguments("when", "on_failure")
        .block("connection", OPEN)
        .block("lifecycle", ARGUMENTS)
        .block("_", OPEN)
        .open();
  }

  private static BodySchema removed() {
    return BodySchema.builder()
        .block("lifecycle", ARGUMENTS)
        .block("connection", OPEN)
        .block("provisioner", TerraformSchema::provisioner, "type")
        .closed();
  }

  private static BodySchema check() {
    return BodySchema.builder()
        .block("data", TerraformSchema::data, "type", "name")
        .block("assert", ARGUMENTS)
        .closed();
  }

  private static BodySchema run() {
    return BodySchema.builder()
        .block("plan_options", ARGUMENTS)
        .block("assert", ARGUMENTS)
        .block("variables", ARGUMENTS)
        .block("module", ARGUMENTS)
        .block("override_resource", ARGUMENTS)
        .block("override_data", ARGUMENTS)
        .block("override_module", ARGUMENTS)
        .block("backend", OPEN, "type")
        .closed();
  }

  private static BodySchema mockProvider() {
    return BodySchema.builder()
        .block("mock_resource", ARGUMENTS, "type")
        .block("mock_data", ARGUMENTS, "type")
        .block("override_resource", ARGUMENTS)
        .block("override_data", ARGUMENTS)
        .closed();
  }
}

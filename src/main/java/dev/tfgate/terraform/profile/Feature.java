package dev.tfgate.terraform.profile;

/** What some versions do and others don't. */
public enum Feature {
  /** {@code tests/.x.tftest.hcl} is loaded. */
  HIDDEN_TESTS(Since.terraform(13)),
  /** A folder that holds tests and no configuration is a root. */
  ROOT_OF_TESTS(Since.terraform(12)),
  /** Functions are called in mock files and mock blocks of tests. */
  FUNCTIONS_IN_MOCKS(Since.terraform(15)),
  /** Folders of {@code .tfmock.hcl} and {@code .tfmock.json}, which a mock provider names. */
  MOCK_FILES(Since.terraform(7)),
  /** {@code .tofu}, {@code .tofu.json} and tests likewise, which hide their {@code .tf} twins. */
  TOFU_FILES(Since.tofu(8)),
  /** {@code .tfquery.hcl} and {@code .tfquery.json}. */
  QUERIES(Since.terraform(14)),
  /** {@code action} blocks are planned and invoked. */
  ACTIONS(Since.terraform(14)),
  /** Sources and versions of modules may be computed from what is known early. */
  COMPUTED_SOURCES(Since.terraform(15).andTofu(8)),
  /** Any variable, and the workspace, is known early, in backends too. */
  EARLY_EVALUATION(Since.tofu(8)),
  /** Blocks {@code encryption}, and the variable {@code TF_ENCRYPTION}. */
  ENCRYPTION(Since.tofu(7)),
  /** {@code for_each} in provider blocks. */
  PROVIDER_INSTANCES(Since.tofu(9)),
  /** Modules in image registries, {@code oci://}. */
  IMAGE_SOURCES(Since.tofu(10)),
  /** {@code import} blocks in called modules. */
  IMPORTS_IN_MODULES(Since.terraform(15)),
  /** Provider blocks of tests have their providers installed. */
  PROVIDERS_OF_TESTS(Since.terraform(6).andTofu(8).until(11)),
  /** Imports of what is declared, in called modules too, request the provider of the type. */
  PROVIDERS_OF_IMPORTS(Since.tofu(8)),
  /** {@code _} in the namespace of a provider. */
  UNDERSCORE_IN_NAMESPACE(Since.terraform(16)),
  /** What {@code init} does first; it is the backend otherwise. */
  MODULES_BEFORE_BACKEND(Since.terraform(15).until(16));

  private final int terraform;
  private final int terraformEnd;
  private final int tofu;

  Feature(Since since) {
    this.terraform = since.terraform();
    this.terraformEnd = since.terraformEnd();
    this.tofu = since.tofu();
  }

  Since since() {
    return new Since(terraform, terraformEnd, tofu);
  }
}

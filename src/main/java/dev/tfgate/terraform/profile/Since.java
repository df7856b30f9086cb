package dev.tfgate.terraform.profile;

/**
 * From which version on the programs have something.
 *
 * @param terraform the minor version of Terraform 1; {@link #NEVER} where it has none
 * @param tofu the minor version of OpenTofu 1
 */
record Since(int terraform, int tofu) {
  static final int NEVER = Integer.MAX_VALUE;

  /** What every verified version has. */
  static final Since ALWAYS = new Since(0, 0);

  static Since terraform(int minor) {
    return new Since(minor, NEVER);
  }

  static Since tofu(int minor) {
    return new Since(NEVER, minor);
  }

  Since andTofu(int minor) {
    return new Since(terraform, minor);
  }

  int of(Engine program) {
    return switch (program) {
      case TERRAFORM -> terraform;
      case TOFU -> tofu;
    };
  }

  /** For a table: {@code always}, {@code never}, {@code 1.13 on}. */
  String text(Engine program) {
    int minor = of(program);
    return minor == NEVER ? "never" : minor == 0 ? "always" : "1.%d on".formatted(minor);
  }
}

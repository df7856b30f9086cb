package dev.tfgate.terraform.profile;

import org.jspecify.annotations.Nullable;

/**
 * From which version on the programs have something.
 *
 * @param terraform the minor version of Terraform 1; {@link #NEVER} where it has none
 * @param terraformEnd the minor version of Terraform 1 that has it no more; {@link #NEVER} where
 *     all later ones have it
 * @param tofu the minor version of OpenTofu 1
 */
record Since(int terraform, int terraformEnd, int tofu) {
  static final int NEVER = Integer.MAX_VALUE;

  /** What every verified version has. */
  static final Since ALWAYS = new Since(0, NEVER, 0);

  static Since terraform(int minor) {
    return new Since(minor, NEVER, NEVER);
  }

  static Since tofu(int minor) {
    return new Since(NEVER, NEVER, minor);
  }

  Since andTofu(int minor) {
    return new Since(terraform, terraformEnd, minor);
  }

  /** The same in Terraform only before 1.{@code minor}. */
  Since until(int minor) {
    return new Since(terraform, minor, tofu);
  }

  int of(Engine program) {
    return switch (program) {
      case TERRAFORM -> terraform;
      case TOFU -> tofu;
    };
  }

  /** Whether a program has it; where no version is given, whether some version has. */
  boolean includes(Engine program, @Nullable Release release) {
    int minor = of(program);
    if (minor == NEVER || release == null) {
      return minor != NEVER;
    }
    boolean over =
        program == Engine.TERRAFORM && terraformEnd != NEVER && release.isFrom(terraformEnd);
    return release.isFrom(minor) && !over;
  }

  /** For a table: {@code always}, {@code never}, {@code 1.13 on}. */
  String text(Engine program) {
    int minor = of(program);
    if (minor == NEVER) {
      return "never";
    }
    if (minor == 0) {
      return "always";
    }
    return program == Engine.TERRAFORM && terraformEnd != NEVER
        ? "1.%d to 1.%d".formatted(minor, terraformEnd - 1)
        : "1.%d on".formatted(minor);
  }
}

package dev.tfgate.rules.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotKnownTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "module.names | module.names is not known",
        "terraform.workspace | terraform.workspace is not known",
        "the result of abspath() of the result of dirname() of module.x | module.x is not known",
        "the result of format() | the result of format() is not known",
        "var.x has no default, and no .tfvars file of '.' sets it | var.x has no default, and no .tfvars file of '.' sets it",
        "the result of abspath() of var.x has no default, and no .tfvars file of '.' sets it | var.x has no default, and no .tfvars file of '.' sets it",
        "local.costly takes too much to follow, so it | local.costly takes too much to follow",
        "local.x, which is not declared, | local.x, which is not declared, is not known",
        "var.x, a secret, | var.x, a secret, is not known",
        "local.a depends on itself | local.a depends on itself",
        "var.x is given by -var | var.x is given by -var",
        "an expression that takes too much to follow | an expression that takes too much to follow is not known",
        "an expression has more values than are followed | an expression has more values than are followed",
        "a default that is not constant | a default that is not constant is not known",
        "its path is not a string | its path is not a string",
        "it has no value | it has no value"
      })
  void aReasonIsAClause(String why, String clause) {
    assertThat(NotKnown.clause(why)).isEqualTo(clause);
  }
}

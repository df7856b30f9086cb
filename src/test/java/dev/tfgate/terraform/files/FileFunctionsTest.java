package dev.tfgate.terraform.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is looked for in the text of a file before its expressions are gone through. */
class FileFunctionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "file",
        "filebase64",
        "filebase64sha256",
        "filebase64sha512",
        "fileexists",
        "filemd5",
        "fileset",
        "filesha1",
        "filesha256",
        "filesha512",
        "templatefile",
        "templatestring",
        "abspath",
        "pathexpand",
        "provider::local::direxists",
      })
  void aFunctionIsFollowedByItsNameAndByItsNameInTheNamespaceOfTheBuiltInOnes(String name) {
    assertThat(FileFunctions.isFollowed(name)).isTrue();
    assertThat(FileFunctions.areFollowed(name)).isTrue();
    assertThat(FileFunctions.areFollowed("core::" + name))
        .isEqualTo(!name.startsWith("provider::") || FileFunctions.isFollowed(name));
  }
}

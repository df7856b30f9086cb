package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileKindTest {
  @Test
  void aPathTellsTheSameAsItsName() {
    for (String folder : List.of("", "a/", "a.tf/", "x/.terraform.lock.hcl/", "d.tfvars/e/")) {
      for (String stem : List.of("", "main", "a.b", ".terraform.lock", "x.terraform.lock", ".")) {
        for (String end :
            List.of(
                "",
                ".tf",
                ".tf.json",
                ".tofu",
                ".tofu.json",
                ".tfvars",
                ".tfvars.json",
                ".tftest.hcl",
                ".tftest.json",
                ".tofutest.hcl",
                ".tofutest.json",
                ".tfmock.hcl",
                ".tfmock.json",
                ".hcl",
                ".json",
                ".md",
                "tf",
                ".TF",
                ".tfx")) {
          String name = stem + end;
          for (FileKind kind : FileKind.values()) {
            assertThat(kind.isOf(folder + name))
                .as("%s of %s%s", kind, folder, name)
                .isEqualTo(FileKind.of(name).equals(Optional.of(kind)));
          }
        }
      }
    }
  }
}

package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import dev.tfgate.terraform.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  @TempDir Path folder;

  @BeforeEach
  void twoRootsOfOneModule() throws IOException {
    for (String root : new String[] {"a", "b"}) {
      write(
          root + "/main.tf",
          """
          terraform {
            backend "gcs" {}
          }

          module "m" {
            source = "../m"
          }
          """);
    }
    write("m/main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n");
    write("c/main.tf", "variable \"x\" {}\n");
  }

  @Test
  void ofAFileOfARootOnlyThatRootIsLookedAt() throws Exception {
    Checkout checkout = Checkout.open(folder, Limits.DEFAULT.fileBytes());
    Configuration part =
        Configuration.around(
                checkout,
                Limits.DEFAULT,
                List.of(Profile.TERRAFORM, Profile.TOFU),
                EvaluatedSources::new,
                Set.of("a/main.tf"),
                any -> true)
            .flatMap(parts -> Optional.ofNullable(parts.get(Profile.TERRAFORM)))
            .orElseThrow();
    assertThat(part.paths()).containsExactly("a", "m");
    assertThat(part.roots()).extracting(RootOutline::path).containsExactly("a");
    assertThat(checkout.files())
        .extracting(CheckoutFile::path)
        .contains("a/main.tf", "m/main.tf")
        .doesNotContain("b/main.tf", "c/main.tf");
  }

  @Test
  void whatOthersMayUseNeedsTheWholeCheckout() throws Exception {
    for (String file : new String[] {"m/main.tf", "c/main.tf", "a/x.tftpl", "a/gone/x.tf"}) {
      Checkout checkout = Checkout.open(folder, Limits.DEFAULT.fileBytes());
      assertThat(
              Configuration.around(
                  checkout,
                  Limits.DEFAULT,
                  List.of(Profile.TERRAFORM),
                  EvaluatedSources::new,
                  Set.of("a/main.tf", file),
                  any -> true))
          .as(file)
          .isEmpty();
      assertThat(checkout.files()).extracting(CheckoutFile::path).contains("b/main.tf");
    }
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}

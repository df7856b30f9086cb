package dev.tfgate.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.trust.Identities.Identity;
import dev.tfgate.trust.Identities.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentitiesTest {
  private static final String SERVICES =
      """
      version: 1
      identities:
        - roots: ["shared"]
          google: {plan: "shared@acme-ci.iam.gserviceaccount.com"}
        - roots: ["services/*/*"]
          google: {plan: "plan-{1}-{2}@acme-ci.iam.gserviceaccount.com", apply: "apply-{1}-{2}@acme-ci.iam.gserviceaccount.com"}
          aws: {plan: "arn:aws:iam::111122223333:role/plan-{1}", apply: "arn:aws:iam::111122223333:role/apply-{1}", audience: tfgate}
      """;

  @TempDir Path folder;

  @Test
  void theStarsOfThePatternNameTheAccount() throws IOException {
    Identities identities = read(SERVICES);
    assertThat(identities.of("services/shop/dev", Phase.PLAN))
        .contains(
            new Identity(
                "plan-shop-dev@acme-ci.iam.gserviceaccount.com",
                "arn:aws:iam::111122223333:role/plan-shop",
                "tfgate"));
    assertThat(identities.of("services/shop/dev", Phase.APPLY).map(Identity::serviceAccount))
        .contains("apply-shop-dev@acme-ci.iam.gserviceaccount.com");
  }

  @Test
  void theFirstEntryThatNamesARootCounts() throws IOException {
    assertThat(read(SERVICES).of("shared", Phase.PLAN).map(Identity::serviceAccount))
        .contains("shared@acme-ci.iam.gserviceaccount.com");
    // An entry without an account for a phase gives none.
    assertThat(read(SERVICES).of("shared", Phase.APPLY))
        .contains(new Identity(null, null, "sts.amazonaws.com"));
  }

  @Test
  void aRootWithoutAnEntryHasNone() throws IOException {
    assertThat(read(SERVICES).of("services/shop", Phase.PLAN)).isEmpty();
    assertThat(read(SERVICES).of("services/shop/dev/more", Phase.PLAN)).isEmpty();
    assertThat(read(SERVICES).of("x/services/shop/dev", Phase.PLAN)).isEmpty();
  }

  @Test
  void aPathThatMakesNoNameIsRefused() throws IOException {
    Identities identities = read(SERVICES);
    for (String root :
        List.of(
            "services/shop@evil.iam.gserviceaccount.com/dev",
            "services/shop:x/dev",
            "services/Shop/dev",
            "services/s\nhop/dev",
            "services/a b/dev")) {
      assertThatThrownBy(() -> identities.of(root, Phase.PLAN))
          .as(root)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("identities.google.plan");
    }
  }

  @Test
  void pathsThatMakeOneNameOfTwoRootsAreTold() throws IOException {
    Identities identities = read(SERVICES);
    assertThat(
            identities.confused(
                List.of("services/pay-api/dev", "services/pay/api-dev", "services/shop/dev"),
                Phase.PLAN))
        .isEqualTo(
            Map.of(
                "plan-pay-api-dev@acme-ci.iam.gserviceaccount.com",
                List.of("services/pay-api/dev", "services/pay/api-dev")));
    // Roots of one service share the role of it on purpose.
    assertThat(identities.confused(List.of("services/shop/dev", "services/shop/prod"), Phase.APPLY))
        .isEmpty();
  }

  @Test
  void everyProblemIsTold() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    version: 1
                    identities:
                      - google: {plan: "x@acme.iam.gserviceaccount.com"}
                      - roots: ["a/*"]
                        google: {plan: "plan-{2}@acme.iam.gserviceaccount.com", aply: "x"}
                        aws: {plan: "role/x", apply: "arn:aws:iam::111122223333:role/../x"}
                    """))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("roots")
        .hasMessageContaining("\"{2}\" stands for star 2")
        .hasMessageContaining("did you mean \"apply\"")
        .hasMessageContaining("found \"role/x\"")
        .hasMessageContaining("role/../x");
  }

  private Identities read(String yaml) throws IOException {
    Files.writeString(folder.resolve("gate.yaml"), yaml);
    return TrustReader.read(
            Optional.of(new TrustLocation(folder, "the test")), Mode.LOCAL, null, Map.of())
        .identities();
  }
}

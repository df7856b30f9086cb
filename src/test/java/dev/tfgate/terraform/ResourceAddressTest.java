package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceAddressTest {
  @Test
  void keysDontCountWhateverTheyHold() {
    assertThat(ResourceAddress.parse("module.m[\"a.b]\\\"[\"].module.n[0].data.http.x[\"k\"]"))
        .contains(new ResourceAddress(List.of("m", "n"), "data", "http", "x"));
    assertThat(ResourceAddress.parse("google_project.p"))
        .contains(new ResourceAddress(List.of(), "managed", "google_project", "p"));
    assertThat(ResourceAddress.parse("module.data.data.data"))
        .contains(new ResourceAddress(List.of("data"), "managed", "data", "data"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.", ".", "module.m", "provider.aws", "a.b.c.d", "a[\"b"})
  void otherTextIsNoAddressOrHasNoKeys(String text) {
    assertThat(ResourceAddress.parse(text).map(ResourceAddress::modulePath).orElse(List.of()))
        .isEmpty();
  }
}

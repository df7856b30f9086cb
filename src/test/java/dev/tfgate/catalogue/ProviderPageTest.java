package dev.tfgate.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/providers.md} is made of the facts. */
class ProviderPageTest {
  private static final Path PAGE = Path.of("docs/providers.md");
  private static final Path FACTS = Path.of("src/main/resources/dev/tfgate/facts");

  private static final String START =
      """
      # What is known of providers

      Made from the facts in `src/main/resources/dev/tfgate/facts` by `ProviderPageTest`; with
      `TFGATE_WRITE_PAGES=1` it writes this page again. A star stands for any letters. Rules read the
      facts: see [provider-argument](rules/provider-argument.md), [plan-time-call](rules/plan-time-call.md),
      [access-token](rules/access-token.md), [secret-or-file-read](rules/secret-or-file-read.md),
      [location-names-host](rules/location-names-host.md) and [owner-grant](rules/owner-grant.md).

      """;

  @Test
  void thePageHoldsAllFacts() throws IOException {
    StringBuilder page = new StringBuilder(START);
    for (String name : names()) {
      page.append(ProviderPage.of(name).markdown()).append('\n');
    }
    String text = page.toString().stripTrailing() + "\n";
    if (System.getenv("TFGATE_WRITE_PAGES") != null) {
      Files.writeString(PAGE, text);
    }
    assertThat(PAGE).hasContent(text);
  }

  @Test
  void aPageFitsATerminalAndSaysWhy() throws IOException {
    for (String name : names()) {
      StringBuilder out = new StringBuilder();
      ProviderPage.of(name).print(out, false, 80);
      assertThat(out.toString().lines())
          .allMatch(line -> line.length() <= 80 || !line.strip().contains(" "), name)
          .doesNotContain("From: .");
    }
  }

  @Test
  void anUnknownProviderHasThePatternsAlone() {
    assertThatThrownBy(() -> ProviderPage.of("acme/unheard"))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("no facts about the provider 'acme/unheard'")
        .hasMessageContaining("tfgate rules --provider any");
    assertThatThrownBy(() -> ProviderPage.of("any.facts")).isInstanceOf(ExitException.class);
  }

  /** Those that hold for all come first; what several have in common is shown with each. */
  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FACTS)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString().replace(".facts", ""))
              .filter(name -> !name.equals("any") && !name.equals("azure"))
              .sorted()
              .toList();
      return Stream.concat(Stream.of("any"), names.stream()).toList();
    }
  }
}

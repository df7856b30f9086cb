package dev.tfgate.cli;

import dev.tfgate.catalogue.Catalogue;
import dev.tfgate.catalogue.ProviderPage;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate rules}. */
final class RulesCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.text(
            "--provider",
            "NAME",
            "What is known of a provider: its arguments and types that rules flag, and why"));
    spec.usageMessage()
        .footer("Examples:", "  tfgate rules", "  tfgate rules --provider google --format json");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    @Nullable String provider = invocation.option("--provider");
    if (provider != null) {
      ProviderPage page = ProviderPage.of(provider);
      if (invocation.global().format().equals("json")) {
        page.writeJson(new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
      } else {
        page.print(
            invocation.streams().out(),
            invocation.global().color(),
            invocation.streams().columns());
      }
      return ExitCode.PASSED;
    }
    Catalogue catalogue =
        Catalogue.of(invocation.trust(invocation.workingDirectory()), invocation.mode().mode());
    if (invocation.global().format().equals("json")) {
      catalogue.writeJson(
          new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      catalogue.print(
          invocation.streams().out(), invocation.global().color(), invocation.streams().columns());
    }
    return ExitCode.PASSED;
  }
}

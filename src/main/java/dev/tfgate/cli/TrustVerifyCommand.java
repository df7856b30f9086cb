package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.upkeep.TrustVerification;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate trust verify [DIR]}. */
final class TrustVerifyCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments(
            "0..1", "DIR", "The trust directory (default: the one check would take)"));
    spec.addOption(
        Options.text(
            "--checkout",
            "CHECKOUT",
            "Hold roots and identities against its folders and CODEOWNERS"));
    spec.usageMessage()
        .footer(
            "Examples:",
            "  tfgate trust verify",
            "  tfgate trust verify --format json ci/trust",
            "  tfgate trust verify --checkout ../infrastructure ci/trust");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    Optional<TrustLocation> location =
        invocation.arguments().isEmpty()
            ? invocation.trust(invocation.workingDirectory())
            : Optional.of(
                new TrustLocation(invocation.resolve(invocation.arguments().getFirst()), "DIR"));
    if (location.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE, "there is no trust directory to verify. Name one that holds a gate.yaml");
    }
    @Nullable String checkout = invocation.option("--checkout");
    if (checkout != null && !Files.isDirectory(invocation.resolve(checkout))) {
      throw new ExitException(
          ExitCode.USAGE, "there is no directory '%s'".formatted(invocation.resolve(checkout)));
    }
    TrustVerification verification =
        TrustVerification.of(
            ProgramVersion.CURRENT,
            location.get(),
            invocation.mode().mode(),
            LocalDate.now(ZoneOffset.UTC),
            checkout == null ? null : invocation.resolve(checkout));
    if (invocation.global().format().equals("json")) {
      verification.writeJson(
          new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      verification.print(invocation.streams().out(), invocation.streams().outWidth());
    }
    return verification.exitCode();
  }
}

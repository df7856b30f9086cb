package dev.tfgate.cli;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.ciconfig.Comparison;
import dev.tfgate.ciconfig.TrustedCopies;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.rules.Rules;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.ObjectStore;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.Trust.CiFile;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.TrustReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What every {@code ci-config} command works on.
 *
 * @param checkout the checkout that PATH lies in
 * @param files what is governed, never empty
 * @param store where the trusted copies lie
 * @param limit the largest file that is read, in bytes
 * @param deadline for all calls over the network together
 */
record CiConfigScene(
    Checkout checkout, List<CiFile> files, ObjectStore store, int limit, Deadline deadline) {
  /** Adds the parameters that every one of these commands takes. */
  static void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments(
            "0..1", "PATH", "A place in the checkout (default: .); all of it counts"));
    spec.addOption(
        Options.text(
            "--deadline", "SECONDS", "How long the network may take in all (default: 20)"));
  }

  /**
   * Reads the trust directory and lists the checkout.
   *
   * @throws ExitException where there is nothing that could be compared
   */
  static CiConfigScene open(Invocation invocation) {
    Path path =
        invocation.arguments().isEmpty()
            ? invocation.workingDirectory()
            : invocation.resolve(invocation.arguments().getFirst());
    Deadline deadline = Deadline.in(length(invocation));
    RunMode mode = invocation.mode();
    try {
      Path real = path.toRealPath();
      Path folder = Files.isDirectory(real) ? real : real.resolveSibling("");
      Optional<TrustLocation> location = invocation.trust(folder);
      Trust trust = TrustReader.read(location, mode.mode(), Checkout.top(folder), Rules.layers());
      if (trust.ciConfig().files().isEmpty()) {
        throw new ExitException(
            ExitCode.USAGE,
            location.isEmpty()
                ? "there is no trust directory, so nothing says where the trusted copies lie; name"
                    + " one with --trust"
                : "gate.yaml in '%s' has no ci_config files, so there is nothing to compare"
                    .formatted(location.get().path()));
      }
      Checkout checkout = Checkout.open(path, trust.limits().fileBytes());
      return new CiConfigScene(
          checkout,
          trust.ciConfig().files(),
          new Stores(invocation.googleAccess(), deadline, false),
          trust.limits().fileBytes(),
          deadline);
    } catch (UnreadableFileException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "'%s' can't be checked: %s".formatted(path, e.getMessage()), e);
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.USAGE, "there is no file or directory '%s'".formatted(path), e);
    }
  }

  /** Returns how every governed file stands to its trusted copy. */
  List<Comparison> compare() {
    return new TrustedCopies(checkout, store, limit).compare(files);
  }

  private static Duration length(Invocation invocation) {
    @Nullable String text = invocation.option("--deadline");
    if (text == null) {
      return Deadline.DEFAULT;
    }
    if (text.matches("[1-9][0-9]{0,3}")) {
      return Duration.ofSeconds(Integer.parseInt(text));
    }
    throw new ExitException(
        ExitCode.USAGE,
        "--deadline takes a number of seconds from 1 to 9999, not '%s'".formatted(text));
  }
}

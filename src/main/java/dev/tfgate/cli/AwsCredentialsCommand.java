package dev.tfgate.cli;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.identity.RootIdentity;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.trust.Identities;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate aws credentials --root DIR}. */
final class AwsCredentialsCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.text("--root", "DIR", "The root module whose role is taken on"));
    spec.addOption(Options.text("--phase", "PHASE", "plan (default) or apply: which of its roles"));
    spec.usageMessage()
        .footer(
            "For ~/.aws/config:",
            "  credential_process = tfgate aws credentials --root services/shop/dev",
            "It prints the keys of the role, which are a secret: give them to no log.");
  }

  @Override
  public List<String> formats() {
    return List.of();
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    @Nullable String named = invocation.option("--root");
    if (named == null) {
      throw new ExitException(ExitCode.USAGE, "--root DIR says whose keys are asked for");
    }
    Path root = invocation.resolve(named);
    if (!Files.isDirectory(root)) {
      throw new ExitException(ExitCode.USAGE, "there is no directory '%s'".formatted(root));
    }
    Path real = root.toRealPath();
    Path top = Checkout.top(real);
    Optional<Path> around = Checkout.around(top, invocation.workingDirectory().toRealPath());
    if (around.isPresent()) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s' lies in a repository of its own, '%s', inside of '%s': its path would name another root"
              .formatted(real, top, around.get()));
    }
    Trust trust = TrustReader.read(invocation.trust(root), invocation.mode().mode(), top, Map.of());
    String relative = top.relativize(real).toString();
    String path = relative.isEmpty() ? "." : relative;
    Optional<RootIdentity> identity =
        RootIdentity.of(trust.identities(), path, phase(invocation), invocation.googleAccess());
    if (identity.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s' has no identity: no entry of identities in gate.yaml names it".formatted(path));
    }
    invocation.streams().out().println(identity.get().awsKeys().toJson());
    return ExitCode.PASSED;
  }

  private static Identities.Phase phase(Invocation invocation) {
    String word = invocation.option("--phase");
    if (word == null || word.equals("plan")) {
      return Identities.Phase.PLAN;
    }
    if (word.equals("apply")) {
      return Identities.Phase.APPLY;
    }
    throw new ExitException(
        ExitCode.USAGE, "--phase takes plan or apply, not '%s'".formatted(word));
  }
}

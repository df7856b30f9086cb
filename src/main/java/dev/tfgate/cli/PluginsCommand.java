package dev.tfgate.cli;

import dev.tfgate.plugins.NamedBinary;
import dev.tfgate.plugins.PackageHash;
import dev.tfgate.plugins.PluginReport;
import dev.tfgate.plugins.ProviderSchema;
import dev.tfgate.plugins.SchemaFile;
import dev.tfgate.plugins.SchemaReview;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.upkeep.PluginChecks;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate plugins pin} and {@code tfgate plugins verify}. */
final class PluginsCommand implements Command {
  private static final Path FILE_SYSTEM = Path.of("/");

  private final boolean pin;

  private PluginsCommand(boolean pin) {
    this.pin = pin;
  }

  static PluginsCommand pin() {
    return new PluginsCommand(true);
  }

  static PluginsCommand verify() {
    return new PluginsCommand(false);
  }

  @Override
  public void prepare() {
    PackageHash.warm();
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.text(
            "--plugin-dir",
            "DIR",
            pin
                ? "The providers to pin, as a filesystem mirror"
                : "The plugin directory (default: terraform.plugin_dir of gate.yaml)"));
    spec.addOption(
        Options.list(
            "--terraform",
            "BIN",
            "The terraform binary (default: the one on the PATH); may be given several times"));
    spec.addOption(
        Options.list(
            "--tofu",
            "BIN",
            "The tofu binary "
                + (pin ? "(default: none)" : "(default: the one on the PATH)")
                + "; may be given several times"));
    if (pin) {
      spec.addOption(
          Options.flag(
              "--allow-prerelease",
              "Pin binaries of no final release, or that were built to allow experiments"));
      spec.addOption(
          Options.list(
              "--lock-file",
              "FILE",
              "Take the hashes for other platforms out of a lock file; may be given several"
                  + " times"));
      spec.addOption(
          Options.text(
              "--schema",
              "FILE",
              "Tell how much of what the providers have is known by no fact; written by 'terraform"
                  + " providers schema -json'"));
      spec.addOption(
          Options.text(
              "--output",
              "FILE",
              "Where to write (default: the manifest of the trust directory, else"
                  + " ./plugins-manifest.yaml)"));
    }
    spec.usageMessage()
        .footer(
            "Example:",
            pin
                ? "  tfgate plugins pin --plugin-dir /opt/terraform/plugins --output pins.yaml"
                : "  tfgate plugins verify --trust /etc/tfgate");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    RunMode mode = RunMode.of(invocation.global().mode(), invocation.environment(), FILE_SYSTEM);
    @Nullable TrustLocation trust =
        TrustLocation.find(
                invocation.global().trust(),
                invocation.environment(),
                mode.mode(),
                invocation.workingDirectory(),
                FILE_SYSTEM)
            .orElse(null);
    PluginChecks checks =
        new PluginChecks(
            ProgramVersion.CURRENT,
            mode,
            trust,
            invocation.workingDirectory(),
            invocation.environment());
    PluginReport report = report(invocation, checks, mode.mode() == Mode.CI);
    Writer out = new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8);
    if (invocation.global().format().equals("json")) {
      report.writeJson(out);
    } else {
      report.print(
          out,
          invocation.global().color(),
          invocation.streams().columns(),
          invocation.global().quiet());
    }
    return report.verification().verdict().exitCode();
  }

  private PluginReport report(Invocation invocation, PluginChecks checks, boolean ci) {
    @Nullable Path directory = path(invocation, "--plugin-dir");
    List<NamedBinary> binaries = new ArrayList<>();
    for (Engine program : Engine.values()) {
      invocation.options("--" + program.word()).stream()
          .map(invocation::resolve)
          .forEach(path -> binaries.add(new NamedBinary(program, path)));
    }
    try (HashingProgress progress = HashingProgress.of(invocation, ci)) {
      if (!pin) {
        return checks.verify(directory, binaries, progress);
      }
      if (directory == null) {
        throw new ExitException(
            ExitCode.USAGE,
            "--plugin-dir DIR is missing. Name the folder with the providers to pin");
      }
      List<Path> lockFiles =
          invocation.options("--lock-file").stream().map(invocation::resolve).toList();
      @Nullable Path schema = path(invocation, "--schema");
      List<ProviderSchema> schemas = schema == null ? List.of() : SchemaFile.read(schema);
      PluginReport report =
          checks.pin(
              directory,
              binaries,
              invocation.flag("--allow-prerelease"),
              lockFiles,
              path(invocation, "--output"),
              progress);
      return schema == null ? report : report.with(unknown(schema, schemas));
    }
  }

  private static String unknown(Path schema, List<ProviderSchema> schemas) {
    long unknown = SchemaReview.of(schemas).unknown();
    return unknown == 0
        ? "all arguments of the providers, ephemerals, functions and actions in '%s' are known."
            .formatted(schema)
        : "%d arguments of the providers, ephemerals, functions and actions in '%s' are not known. 'tfgate plugins review %s' lists them."
            .formatted(unknown, schema, schema);
  }

  private static @Nullable Path path(Invocation invocation, String option) {
    @Nullable String value = invocation.option(option);
    return value == null ? null : invocation.resolve(value);
  }
}

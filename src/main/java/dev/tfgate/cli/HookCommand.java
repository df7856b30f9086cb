package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Printable;
import dev.tfgate.runner.CommitHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate hook install} and {@code tfgate hook uninstall}. */
final class HookCommand implements Command {
  private final boolean install;

  private HookCommand(boolean install) {
    this.install = install;
  }

  static HookCommand install() {
    return new HookCommand(true);
  }

  static HookCommand uninstall() {
    return new HookCommand(false);
  }

  @Override
  public void describe(CommandSpec spec) {
    spec.usageMessage()
        .footer(
            "The hook runs 'tfgate check --mode local --offline --staged' before each commit;"
                + " core.hooksPath is respected. A hook that is there already runs first, and"
                + " uninstall puts it back. With --trust the hook names that trust directory.");
  }

  @Override
  public List<String> formats() {
    return List.of();
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    CommitHook hook = CommitHook.of(invocation.workingDirectory(), invocation.environment());
    String done;
    if (install) {
      done = "wrote " + hook.install(program(), trust(invocation));
      if (!invocation.global().quiet()) {
        hook.note().ifPresent(invocation.streams()::say);
      }
    } else {
      done = hook.uninstall() ? "took the hook away" : "there is no hook of tfgate";
    }
    if (!invocation.global().quiet()) {
      invocation.streams().out().println(Printable.text(done));
    }
    return ExitCode.PASSED;
  }

  private static @Nullable Path trust(Invocation invocation) {
    @Nullable Path trust = invocation.global().trust();
    if (trust == null) {
      return null;
    }
    Path path = invocation.workingDirectory().resolve(trust).normalize();
    if (!Files.isDirectory(path)) {
      throw new ExitException(
          ExitCode.USAGE, "--trust names '%s', which is no directory".formatted(path));
    }
    return path;
  }

  /** The launcher of this very installation, where there is one. */
  private static String program() {
    return ThisProgram.home()
        .map(home -> home.resolve("bin/tfgate"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .orElse("tfgate");
  }
}

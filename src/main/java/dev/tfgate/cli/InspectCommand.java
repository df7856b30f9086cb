package dev.tfgate.cli;

import dev.tfgate.hcl.Limits;
import dev.tfgate.inspect.Inspection;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate inspect PATH}. */
final class InspectCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.arguments("1", "PATH", "A file, or a directory and all below it"));
    spec.usageMessage().footer("Example:", "  tfgate inspect --format json services/shop/dev");
  }

  @Override
  public List<String> formats() {
    return List.of("text", "json");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    Path path = invocation.resolve(invocation.arguments().getFirst());
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(ExitCode.USAGE, "there is no file or directory '%s'".formatted(path));
    }
    Inspection inspection = new Inspection(Limits.DEFAULT);
    if (invocation.global().format().equals("json")) {
      inspection.writeJson(
          path, new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      inspection.printText(path, invocation.streams().out());
    }
    return inspection.exitCode();
  }
}

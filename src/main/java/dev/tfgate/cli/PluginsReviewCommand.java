package dev.tfgate.cli;

import dev.tfgate.plugins.SchemaFile;
import dev.tfgate.plugins.SchemaReview;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate plugins review}. */
final class PluginsReviewCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments(
            "1..*",
            "[OLD] NEW",
            "Schemas as 'terraform providers schema -json' prints them; without OLD all that NEW"
                + " has is told"));
    spec.usageMessage()
        .footer(
            "Examples:",
            "  tfgate plugins review schema.json",
            "  tfgate plugins review pinned.json next.json > review.md");
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    List<String> files = invocation.arguments();
    if (files.size() > 2) {
      throw new ExitException(
          ExitCode.USAGE,
          "%d schemas are named, and only two are compared, the older and the newer"
              .formatted(files.size()));
    }
    SchemaReview review =
        files.size() == 1
            ? SchemaReview.of(SchemaFile.read(invocation.resolve(files.getFirst())))
            : SchemaReview.of(
                SchemaFile.read(invocation.resolve(files.getFirst())),
                SchemaFile.read(invocation.resolve(files.getLast())));
    if (invocation.global().format().equals("json")) {
      review.writeJson(new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8));
    } else {
      review.print(invocation.streams().out());
    }
    return ExitCode.PASSED;
  }
}

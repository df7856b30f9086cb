package dev.tfgate.cli;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.webhook.Reply;
import dev.tfgate.webhook.Webhook;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate webhook replay}. */
final class WebhookReplayCommand implements Command {
  private static final int LARGEST = 25 * 1024 * 1024;

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments("1", "FILE", "The payload of a delivery, as the host sent it"));
    spec.addOption(
        Options.text(
            "--event", "EVENT", "pull_request, push or issue_comment: the header X-GitHub-Event"));
    spec.usageMessage()
        .footer(
            "Does what the service does with a delivery, unsigned and with your credentials.",
            "A delivery that was done before is not done again.",
            "Exit codes: 0 done, or nothing to do; 1 it failed; 3 not decided, run it again.",
            "Example:",
            "  tfgate webhook replay delivery.json --event pull_request");
  }

  @Override
  public List<String> formats() {
    return List.of();
  }

  @Override
  public ExitCode run(Invocation invocation) {
    @Nullable String event = invocation.option("--event");
    if (event == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "--event is missing, and the payload doesn't say what it is. Give --event pull_request, push or issue_comment");
    }
    if (!List.of("pull_request", "push", "issue_comment", "ping").contains(event)) {
      throw new ExitException(
          ExitCode.USAGE,
          "--event takes pull_request|push|issue_comment|ping, not '%s'".formatted(event));
    }
    Path file = invocation.resolve(invocation.arguments().getFirst());
    byte[] body;
    try {
      body = BoundedFile.read(file, LARGEST);
    } catch (UnreadableFileException e) {
      throw new ExitException(
          ExitCode.USAGE, "'%s' can't be read: %s".formatted(file, e.getMessage()), e);
    }
    try (Webhook webhook =
        Webhook.open(
            Webhook.settings(
                invocation.trust(invocation.workingDirectory()), invocation.mode().mode()),
            invocation.googleAccess(),
            invocation.streams().err())) {
      Reply reply = webhook.replay(body, event);
      invocation.streams().out().print(reply.body());
      return reply.status() != 200
          ? ExitCode.UNDECIDED
          : reply.body().contains("\"outcome\":\"failed\"") ? ExitCode.FINDINGS : ExitCode.PASSED;
    }
  }
}

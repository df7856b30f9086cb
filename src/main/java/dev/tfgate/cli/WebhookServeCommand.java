package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.trust.WebhookSettings;
import dev.tfgate.webhook.Webhook;
import dev.tfgate.webhook.WebhookServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate webhook serve}. */
final class WebhookServeCommand implements Command {
  private static final int USUAL_PORT = 8080;

  /** Cloud Run kills a process ten seconds after SIGTERM. */
  private static final Duration LONGEST_END = Duration.ofMillis(9500);

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.text(
            "--port", "PORT", "Where to listen; 0 for a free port (default: $PORT, or 8080)"));
    spec.addOption(
        Options.text("--bind", "ADDRESS", "Listen on this address only (default: on all)"));
    spec.usageMessage()
        .footer(
            "Answers POST /events/github, POST /events/build, POST /events/resume, GET /health,",
            "GET /ready and GET /metrics until it gets SIGTERM or SIGINT. Logs go to stderr.");
  }

  @Override
  public List<String> formats() {
    return List.of();
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    WebhookSettings settings =
        Webhook.settings(invocation.trust(invocation.workingDirectory()), invocation.mode().mode());
    int port = port(invocation);
    @Nullable String bind = invocation.option("--bind");
    Webhook webhook = Webhook.open(settings, invocation.googleAccess(), invocation.streams().err());
    CountDownLatch end = new CountDownLatch(1);
    Thread runner = Thread.currentThread();
    Thread hook = new Thread(() -> end(end, runner), "end");
    try (WebhookServer server =
        WebhookServer.start(
            webhook, bind == null ? new InetSocketAddress(port) : address(bind, port))) {
      Runtime.getRuntime().addShutdownHook(hook);
      invocation.streams().out().println("tfgate: listening on port " + server.port());
      invocation.streams().out().flush();
      end.await();
    } catch (InterruptedException e) {
      // The same as a signal: the server is closed, and the command ends well.
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    return ExitCode.PASSED;
  }

  /** Lets the process end only with the exit code of the command, which ends well. */
  private static void end(CountDownLatch end, Thread runner) {
    end.countDown();
    try {
      runner.join(LONGEST_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static InetSocketAddress address(String bind, int port) {
    InetSocketAddress address = new InetSocketAddress(bind, port);
    if (address.isUnresolved()) {
      throw new ExitException(
          ExitCode.USAGE, "--bind takes an address of this machine, not '%s'".formatted(bind));
    }
    return address;
  }

  private static int port(Invocation invocation) {
    @Nullable String option = invocation.option("--port");
    @Nullable String text = option == null ? invocation.environment().get("PORT") : option;
    if (text == null || text.isEmpty()) {
      return USUAL_PORT;
    }
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) < 65536) {
      return Integer.parseInt(text);
    }
    throw new ExitException(
        ExitCode.USAGE,
        "%s takes a port from 0 to 65535, not '%s'"
            .formatted(option == null ? "the variable PORT" : "--port", text));
  }
}

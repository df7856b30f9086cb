package dev.tfgate.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A headless Chromium with one page, driven by its DevTools protocol on loopback. */
final class Browser implements AutoCloseable {
  private static final List<Path> PROGRAMS =
      List.of(
          Path.of("/usr/bin/chromium"),
          Path.of("/usr/bin/chromium-browser"),
          Path.of("/usr/bin/google-chrome"));
  private static final long SECONDS = 60;

  private final ObjectMapper json = new ObjectMapper();
  private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private final List<JsonNode> events = new ArrayList<>();
  private final Process process;
  private final WebSocket socket;
  private int last;

  /** Returns the program, or empty where none is installed. */
  static Optional<Path> program() {
    return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
  }

  /**
   * Starts the browser.
   *
   * @param profile an empty folder for what it keeps
   */
  Browser(Path program, Path profile) throws Exception {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("log").toFile())
            .start();
    Path active = profile.resolve("DevToolsActivePort");
    for (int i = 0; i < SECONDS * 10 && (!Files.exists(active) || Files.size(active) == 0); i++) {
      Thread.sleep(100);
    }
    String port = Files.readAllLines(active).getFirst();
    HttpClient client = HttpClient.newHttpClient();
    @Nullable JsonNode page = null;
    for (int i = 0; i < SECONDS * 10 && page == null; i++) {
      JsonNode targets =
          json.readTree(
              client
                  .send(
                      HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                          .timeout(Duration.ofSeconds(SECONDS))
                          .build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body());
      for (JsonNode target : targets) {
        page = target.get("type").asText().equals("page") ? target : page;
      }
      Thread.sleep(100);
    }
    if (page == null) {
      throw new IllegalStateException("the browser has no page");
    }
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(page.get("webSocketDebuggerUrl").asText()), new Listener())
            .get(SECONDS, TimeUnit.SECONDS);
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable");
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean whole) {
      text.append(data);
      if (whole) {
        try {
          answers.add(json.readTree(text.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }
  }

  /** Calls a method with parameters given as names and values, and returns its result. */
  JsonNode call(String method, Object... parameters) throws Exception {
    ObjectNode message = json.createObjectNode().put("id", ++last).put("method", method);
    ObjectNode values = message.putObject("params");
    for (int i = 0; i < parameters.length; i += 2) {
      values.set((String) parameters[i], json.valueToTree(parameters[i + 1]));
    }
    socket.sendText(message.toString(), true).get(SECONDS, TimeUnit.SECONDS);
    while (true) {
      JsonNode answer = next();
      if (answer.path("id").asInt() == last) {
        if (answer.has("error")) {
          throw new IllegalStateException(method + ": " + answer.get("error"));
        }
        return answer.get("result");
      }
      events.add(answer);
    }
  }

  private JsonNode next() throws InterruptedException {
    JsonNode answer = answers.poll(SECONDS, TimeUnit.SECONDS);
    if (answer == null) {
      throw new IllegalStateException("the browser does not answer");
    }
    return answer;
  }

  /** Opens a page and waits until it is loaded. */
  void open(String address) throws Exception {
    for (String next : List.of("about:blank", address)) {
      events.clear();
      call("Page.navigate", "url", next);
      while (events("Page.loadEventFired").isEmpty()) {
        events.add(next());
      }
    }
  }

  /** Returns what an expression gives in the page. */
  JsonNode ask(String expression) throws Exception {
    JsonNode result = call("Runtime.evaluate", "expression", expression, "returnByValue", true);
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  /** Presses a key that gives a character, or has a name. */
  void press(String key) throws Exception {
    Object[] down =
        key.length() == 1
            ? new Object[] {"type", "keyDown", "key", key, "text", key}
            : new Object[] {"type", "keyDown", "key", key};
    call("Input.dispatchKeyEvent", down);
    call("Input.dispatchKeyEvent", "type", "keyUp", "key", key);
  }

  /** Returns the events of that name since the page was opened. */
  List<JsonNode> events(String method) {
    return events.stream().filter(event -> event.path("method").asText().equals(method)).toList();
  }

  /** Takes a picture of what is seen. */
  void picture(int width, int height, boolean dark, Path file) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        1,
        "mobile",
        false);
    call(
        "Emulation.setEmulatedMedia",
        "features",
        List.of(
            json.createObjectNode()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light")));
    String data = call("Page.captureScreenshot", "format", "png").get("data").asText();
    Files.write(file, Base64.getDecoder().decode(data));
  }

  @Override
  public void close() {
    List<ProcessHandle> others = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      // They still write into the profile for a while.
      for (ProcessHandle other : others) {
        other.destroyForcibly();
        other.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(late -> other).join();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

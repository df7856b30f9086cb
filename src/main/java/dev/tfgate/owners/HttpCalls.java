package dev.tfgate.owners;

import com.google.auth.Credentials;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.GoogleHttp;
import dev.tfgate.google.JsonTree;
import dev.tfgate.owners.CallException.Kind;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP: each call ends in an object, or in what its failure means for the next step. */
final class HttpCalls implements AutoCloseable {
  private static final int LARGEST_ANSWER = 16 * 1024 * 1024;
  private static final int LONGEST_MESSAGE = 300;

  private static final JsonTree.Plain NULL = new JsonTree.Plain("null");

  private final GoogleHttp http;
  private final String host;

  /**
   * @param credentials whose token is sent along, or null for none; never over http
   * @throws ExitException where the proxy of the environment can't be used
   */
  HttpCalls(URI endpoint, @Nullable Credentials credentials, GoogleAccess access) {
    host = String.valueOf(endpoint.getHost());
    try {
      http = new GoogleHttp(endpoint, credentials, access);
    } catch (GoogleAccessException e) {
      throw new ExitException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  /** Returns the answer to a GET of {@code path}, which begins with a slash. */
  JsonTree.Fields get(String path, Duration limit) throws CallException {
    return call("GET", path, Map.of("Accept", "application/json"), null, limit);
  }

  /** Returns the answer to a POST of {@code body} to {@code path}. */
  JsonTree.Fields post(String path, String contentType, String body, Duration limit)
      throws CallException {
    return call(
        "POST",
        path,
        Map.of("Accept", "application/json", "Content-Type", contentType),
        body.getBytes(StandardCharsets.UTF_8),
        limit);
  }

  /** Returns what carries the calls. */
  GoogleHttp http() {
    return http;
  }

  @Override
  public void close() {
    http.close();
  }

  private JsonTree.Fields call(
      String method,
      String path,
      Map<String, String> headers,
      byte @Nullable [] body,
      Duration limit)
      throws CallException {
    GoogleHttp.Answer answer;
    try {
      answer = http.send(method, path, headers, body, LARGEST_ANSWER, limit);
    } catch (GoogleAccessException e) {
      throw new CallException(Kind.DENIED, brief(e.getMessage()));
    } catch (IOException e) {
      throw new CallException(
          Kind.UNCERTAIN, "no answer from %s: %s".formatted(host, brief(e.getMessage())));
    }
    String text = answer.text();
    if (answer.status() != 200) {
      throw failure(answer.status(), text);
    }
    JsonTree.Fields fields =
        object(text)
            .orElseThrow(
                () ->
                    new CallException(
                        Kind.MALFORMED, "the answer is no JSON object: %s".formatted(brief(text))));
    String problem = malformed(fields);
    if (!problem.isEmpty()) {
      throw new CallException(Kind.MALFORMED, problem);
    }
    return fields;
  }

  /**
   * Says what is wrong with the answer to a call that the server calls a success; empty where it
   * can be what it should. Something between here and the server may turn a failure into that.
   */
  static String malformed(JsonTree.Fields answer) {
    if (answer.of().containsKey("error")) {
      return "the answer is an error under HTTP 200: " + brief(answer.toJson());
    }
    for (String list : List.of("projects", "folders")) {
      JsonTree value = answer.of().getOrDefault(list, NULL);
      if (!(value instanceof JsonTree.Items) && !value.equals(NULL)) {
        return "the list of %s is none".formatted(list);
      }
    }
    JsonTree token = answer.of().getOrDefault("nextPageToken", NULL);
    return token instanceof JsonTree.Text || token.equals(NULL)
        ? ""
        : "the list goes on at a page that is not named by a text";
  }

  /**
   * Says what the status and the error object mean (https://cloud.google.com/apis/design/errors).
   */
  static CallException failure(int status, String body) {
    JsonTree.Fields none = new JsonTree.Fields(Map.of());
    JsonTree.Fields error =
        object(body).orElse(none).of().get("error") instanceof JsonTree.Fields members
            ? members
            : none;
    String name = error.text("status").orElse("");
    String text =
        "HTTP %d%s: %s"
            .formatted(
                status,
                name.isEmpty() ? "" : " " + name,
                brief(error.text("message").orElse(body)));
    if (name.equals("RESOURCE_EXHAUSTED")) {
      return new CallException(Kind.THROTTLED, text);
    }
    return new CallException(
        switch (status) {
          case 409 -> Kind.CONFLICT;
          case 429 -> Kind.THROTTLED;
          case 401, 403 -> Kind.DENIED;
          case 408, 499 -> Kind.UNCERTAIN;
          case 501 -> Kind.FINAL;
          default -> status >= 500 ? Kind.UNCERTAIN : status >= 400 ? Kind.FINAL : Kind.MALFORMED;
        },
        text);
  }

  static Optional<JsonTree.Fields> object(String body) {
    try {
      return JsonTree.parse(body) instanceof JsonTree.Fields members
          ? Optional.of(members)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static String brief(@Nullable String message) {
    String line = String.valueOf(message).strip();
    int end = line.indexOf('\n');
    line = end < 0 ? line : line.substring(0, end);
    return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
  }
}

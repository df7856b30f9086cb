package dev.tfgate.webhook;

import dev.tfgate.google.JsonTree;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to a request.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body text
 */
public record Reply(int status, String contentType, String body) {
  /** An answer in one sentence. */
  static Reply of(int status, String outcome, String text) {
    Map<String, JsonTree> fields = new LinkedHashMap<>();
    fields.put("outcome", JsonTree.Text.of(outcome));
    fields.put("text", JsonTree.Text.of(text));
    return new Reply(
        status, "application/json; charset=utf-8", new JsonTree.Fields(fields).toJson() + "\n");
  }
}

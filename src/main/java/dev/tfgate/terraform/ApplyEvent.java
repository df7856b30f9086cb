package dev.tfgate.terraform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code terraform apply -json}
 * (https://developer.hashicorp.com/terraform/internals/machine-readable-ui).
 *
 * @param level {@code info}, {@code warn}, {@code error}, …
 * @param type such as {@code apply_complete}; empty for a log line without one
 * @param message Terraform's sentence for a human
 * @param address of the resource instance, empty where the event is about none
 * @param resourceType type of that resource, empty where the event is about none
 * @param action {@code create}, {@code update}, {@code delete}, {@code read}, …; empty where there
 *     is none
 * @param idKey name of the attribute that identifies the object, usually {@code id}
 * @param idValue the object's id, empty where it is not known
 * @param detail the longer text of a diagnostic, else empty
 * @param place file and line of a diagnostic, such as {@code main.tf:3}, else empty
 */
public record ApplyEvent(
    String level,
    String type,
    String message,
    String address,
    String resourceType,
    String action,
    String idKey,
    String idValue,
    String detail,
    String place) {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  /**
   * Returns the event that {@code line} holds, or empty where the line is not one JSON object of
   * this shape.
   */
  public static Optional<ApplyEvent> parse(String line) {
    if (!line.startsWith("{")) {
      return Optional.empty();
    }
    try (JsonParser parser = FACTORY.createParser(line)) {
      parser.nextToken();
      Map<String, @Nullable Object> event = JsonValues.readObject(parser);
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        return Optional.empty();
      }
      // A planned change has its resource under "change", everything that happens under "hook".
      Map<?, ?> hook = event.get("hook") instanceof Map ? map(event, "hook") : map(event, "change");
      Map<?, ?> resource = map(hook, "resource");
      Map<?, ?> diagnostic = map(event, "diagnostic");
      return Optional.of(
          new ApplyEvent(
              text(event, "@level"),
              text(event, "type"),
              text(event, "@message"),
              text(resource, "addr"),
              text(resource, "resource_type"),
              text(hook, "action"),
              text(hook, "id_key"),
              text(hook, "id_value"),
              text(diagnostic, "detail"),
              place(map(diagnostic, "range"))));
    } catch (IOException | PlanFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether Terraform says that it has made a new object. */
  public boolean isCreated() {
    return type.equals("apply_complete") && action.equals("create");
  }

  private static String place(Map<?, ?> range) {
    String file = text(range, "filename");
    return file.isEmpty() || !(map(range, "start").get("line") instanceof Long line)
        ? ""
        : file + ":" + line;
  }

  private static Map<?, ?> map(Map<?, ?> parent, String key) {
    return parent.get(key) instanceof Map<?, ?> child ? child : Map.of();
  }

  private static String text(Map<?, ?> parent, String key) {
    return parent.get(key) instanceof String text ? text : "";
  }
}

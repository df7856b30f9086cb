package dev.tfgate.terraform;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** One of these stands beside the type. */
  private static final List<String> MARKS = List.of("@level", "@message", "hook", "change");

  /** Types that tell of an object's creation or end. */
  private static final List<String> OF_OBJECTS =
      List.of("apply_start", "apply_complete", "apply_errored");

  /** What Terraform and OpenTofu do to an object. */
  private static final List<String> ACTIONS =
      List.of(
          "create", "update", "delete", "read", "replace", "noop", "move", "import", "forget",
          "remove", "open", "renew", "close");

  /** Returns the event that {@code object} is, or empty where it doesn't have the shape of one. */
  static Optional<ApplyEvent> of(Map<?, ?> object) {
    if (!(object.get("type") instanceof String) || MARKS.stream().noneMatch(object::containsKey)) {
      return Optional.empty();
    }
    // A planned change has its resource under "change", everything that happens under "hook".
    Map<?, ?> hook =
        object.get("hook") instanceof Map ? map(object, "hook") : map(object, "change");
    Map<?, ?> resource = map(hook, "resource");
    Map<?, ?> diagnostic = map(object, "diagnostic");
    return Optional.of(
        new ApplyEvent(
            text(object, "@level"),
            text(object, "type"),
            text(object, "@message"),
            text(resource, "addr"),
            text(resource, "resource_type"),
            text(hook, "action"),
            text(hook, "id_key"),
            text(hook, "id_value"),
            text(diagnostic, "detail"),
            place(map(diagnostic, "range"))));
  }

  /** Whether it tells of an object without saying of which one, or what becomes of it. */
  boolean isTorn() {
    return OF_OBJECTS.contains(type)
        && (address.isEmpty() || resourceType.isEmpty() || !ACTIONS.contains(action));
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

package dev.tfgate.terraform;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A {@code google_project} that Terraform creates.
 *
 * @param address of the resource instance
 * @param projectId the project's id, empty where it is not known yet
 */
public record CreatedProject(String address, String projectId) {
  private static final Pattern PROJECT_ID =
      Pattern.compile("(?:[a-z0-9.-]{1,63}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]");

  /** The resource type whose creation makes the creator Owner. */
  public static final String TYPE = "google_project";

  /**
   * Returns the project that an event says was created, or empty where it says no such thing. An id
   * that could be no project's is left empty: it comes from a provider, and goes into a request.
   */
  public static Optional<CreatedProject> of(ApplyEvent event) {
    return event.isCreated() && event.resourceType().equals(TYPE)
        ? Optional.of(new CreatedProject(event.address(), projectId(event.idValue())))
        : Optional.empty();
  }

  /** Whether an event says that the creation of a project begins. */
  public static boolean begins(ApplyEvent event) {
    return event.type().equals("apply_start")
        && event.action().equals("create")
        && event.resourceType().equals(TYPE);
  }

  /** Returns the project that a planned change creates, or empty where it creates none. */
  public static Optional<CreatedProject> of(ResourceChange change) {
    if (!change.type().equals(TYPE) || !change.mode().equals("managed") || !change.creates()) {
      return Optional.empty();
    }
    Object id = change.after() instanceof Map<?, ?> after ? after.get("project_id") : null;
    return Optional.of(
        new CreatedProject(change.address(), id instanceof String text ? projectId(text) : ""));
  }

  /**
   * Returns the project id in {@code projects/ID} or {@code ID}, or an empty string where it is
   * none.
   */
  public static String projectId(String value) {
    String id = value.startsWith("projects/") ? value.substring("projects/".length()) : value;
    return PROJECT_ID.matcher(id).matches() ? id : "";
  }
}

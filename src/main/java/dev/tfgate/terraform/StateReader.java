package dev.tfgate.terraform;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the projects in a state, in one pass and without keeping it: what {@code terraform show
 * -json} prints of one (https://developer.hashicorp.com/terraform/internals/json-format), or a
 * state file of version 4 itself. A state doesn't tell a project that was created from one that was
 * imported.
 */
public final class StateReader {
  /** Takes the projects of a state. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Takes a project.
     *
     * @param isDeposed whether another object has taken its place, so that it only waits for its
     *     destruction
     */
    void project(CreatedProject project, boolean isDeposed);
  }

  private final JsonStream json;
  private final JsonParser parser;
  private final Listener projects;

  private StateReader(JsonStream json, Listener projects) {
    this.json = json;
    this.parser = json.parser();
    this.projects = projects;
  }

  /**
   * Reads a state to its end and hands its projects over. What was handed over counts only when
   * this returns.
   *
   * @throws PlanFormatException where the bytes are no state, or one of a format that is not known
   * @throws IOException where the stream can't be read
   */
  public static void read(InputStream state, Listener projects)
      throws IOException, PlanFormatException {
    try (JsonStream json = new JsonStream(state, "a state")) {
      new StateReader(json, projects).state();
    } catch (JsonProcessingException e) {
      // The original message can quote the state, which may hold secrets.
      JsonLocation at = e.getLocation();
      throw new PlanFormatException(
          "not a state in JSON: damaged or beyond limits%s"
              .formatted(at == null ? "" : " at line " + at.getLineNr()));
    }
  }

  private void state() throws IOException, PlanFormatException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new PlanFormatException("not a state in JSON: it doesn't start with an object");
    }
    String formatVersion = "";
    String version = "";
    boolean resources = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String section = parser.currentName();
      parser.nextToken();
      switch (section) {
        case "format_version" -> formatVersion = parser.getText();
        case "version" -> version = parser.getText();
        case "values" ->
            json.members(
                key -> {
                  if (key.equals("root_module")) {
                    module();
                  } else {
                    parser.skipChildren();
                  }
                });
        case "resources" -> {
          resources = true;
          json.elements(this::resourceOfFile);
        }
        case "planned_values", "resource_changes" ->
            throw new PlanFormatException("this is a plan, not a state: give it with --plan");
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw new PlanFormatException("something follows the state in its file");
    }
    boolean shown = formatVersion.matches("1\\.[0-9]{1,4}");
    boolean file = version.equals("4") && resources;
    if (!shown && !file) {
      throw new PlanFormatException(
          "neither the output of 'terraform show -json' nor a state file of version 4");
    }
  }

  /** A module as {@code show -json} prints it. */
  private void module() throws IOException, PlanFormatException {
    json.members(
        key -> {
          switch (key) {
            case "resources" -> json.elements(this::resourceShown);
            case "child_modules" -> json.elements(this::module);
            default -> parser.skipChildren();
          }
        });
  }

  private void resourceShown() throws IOException, PlanFormatException {
    Fields fields = new Fields();
    json.members(
        key -> {
          switch (key) {
            case "address" -> fields.address = parser.getText();
            case "deposed_key" -> fields.isDeposed = parser.currentToken() != JsonToken.VALUE_NULL;
            case "values" -> {
              if (fields.mayBeProject()) {
                fields.values = JsonValues.readObject(parser);
              } else {
                parser.skipChildren();
              }
            }
            default -> fields.read(key, parser);
          }
        });
    if (fields.isProject()) {
      projects.project(project(fields.address, fields.values), fields.isDeposed);
    }
  }

  /** A resource of a state file, with all its instances. */
  private void resourceOfFile() throws IOException, PlanFormatException {
    Fields fields = new Fields();
    json.members(
        key -> {
          switch (key) {
            case "module" -> fields.module = parser.getText() + ".";
            case "instances" -> {
              if (fields.type.isEmpty() || fields.mode.isEmpty()) {
                throw new PlanFormatException(
                    "a resource of the state doesn't begin with its mode and type");
              }
              if (fields.isProject()) {
                json.elements(() -> instance(fields));
              } else {
                parser.skipChildren();
              }
            }
            default -> fields.read(key, parser);
          }
        });
  }

  private void instance(Fields resource) throws IOException, PlanFormatException {
    Map<String, @Nullable Object> instance = JsonValues.readObject(parser);
    String index =
        switch (instance.get("index_key")) {
          case String key -> "[" + quoted(key) + "]";
          case Long number -> "[" + number + "]";
          case null, default -> "";
        };
    Map<?, ?> attributes = instance.get("attributes") instanceof Map<?, ?> map ? map : Map.of();
    projects.project(
        project(resource.module + CreatedProject.TYPE + "." + resource.name + index, attributes),
        instance.get("deposed") instanceof String);
  }

  /** As addresses have keys: a string of HCL. */
  private static String quoted(String key) {
    return '"'
        + key.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
            .replace("${", "$${")
            .replace("%{", "%%{")
        + '"';
  }

  private static CreatedProject project(String address, Map<?, ?> values) {
    String id = values.get("project_id") instanceof String text ? text : "";
    // Where the creation broke off, the object may have nothing but its id.
    String known = id.isEmpty() && values.get("id") instanceof String text ? text : id;
    return new CreatedProject(address, CreatedProject.projectId(known));
  }

  /** The fields of a resource while they are collected, in whatever order the file has them. */
  private static final class Fields {
    String address = "";
    String module = "";
    String mode = "";
    String type = "";
    String name = "";
    Map<String, @Nullable Object> values = Map.of();
    boolean isDeposed;

    void read(String key, JsonParser parser) throws IOException {
      switch (key) {
        case "mode" -> mode = parser.getText();
        case "type" -> type = parser.getText();
        case "name" -> name = parser.getText();
        default -> parser.skipChildren();
      }
    }

    boolean mayBeProject() {
      return type.isEmpty() || type.equals(CreatedProject.TYPE);
    }

    boolean isProject() {
      return mode.equals("managed") && type.equals(CreatedProject.TYPE);
    }
  }
}

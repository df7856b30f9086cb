package dev.tfgate.terraform;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tfgate.terraform.profile.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code terraform show -json PLAN} prints, in one pass and without keeping it, so that
 * memory does not grow with the plan. The format is that of
 * https://developer.hashicorp.com/terraform/internals/json-format, major version 1; another one is
 * refused, and so are duplicate keys, which two readers could read differently.
 */
public final class PlanReader {
  private static final Pattern SUPPORTED = Pattern.compile("1\\.[0-9]{1,4}");

  /** Sections of format 1.x that hold nothing to judge, or repeat what another section says. */
  private final JsonStream json;

  private final JsonParser parser;
  private final PlanListener listener;

  private String formatVersion = "";
  private String terraformVersion = "";
  private boolean complete = true;
  private boolean errored;
  private final List<String> unknownSections = new ArrayList<>();

  private PlanReader(JsonStream json, PlanListener listener) {
    this.json = json;
    this.parser = json.parser();
    this.listener = listener;
  }

  /**
   * Reads a plan to its end and hands its parts to {@code listener}. What the listener was told
   * counts only when this returns.
   *
   * @throws PlanFormatException where the bytes are no plan, or one of a format that is not known
   * @throws IOException where the stream can't be read
   */
  public static PlanHeader read(InputStream plan, PlanListener listener)
      throws IOException, PlanFormatException {
    try (JsonStream json = new JsonStream(plan, "a plan of format 1.x")) {
      return new PlanReader(json, listener).plan();
    } catch (JsonProcessingException e) {
      // The original message can quote the plan, which may hold secrets.
      JsonLocation at = e.getLocation();
      throw new PlanFormatException(
          "it is not a plan in JSON, because it is damaged or beyond limits%s. Write it with 'terraform show -json PLAN'"
              .formatted(
                  at == null
                      ? ""
                      : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr())));
    }
  }

  private PlanHeader plan() throws IOException, PlanFormatException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new PlanFormatException(
          "it is not a plan in JSON, because it doesn't start with an object. Write it with 'terraform show -json"
              + " PLAN'");
    }
    boolean changes = false;
    boolean configuration = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String section = parser.currentName();
      parser.nextToken();
      switch (section) {
        case "format_version" -> formatVersion = requireSupported();
        case "terraform_version" -> terraformVersion = json.text();
        case "complete" -> complete = json.flag();
        case "errored" -> errored = json.flag();
        case "resource_changes" -> {
          changes = true;
          json.elements(() -> change(false));
        }
        case "resource_drift" -> json.elements(this::drift);
        case "deferred_changes" -> json.elements(this::deferredChange);
        case "action_invocations" -> json.elements(() -> invocation(false));
        case "deferred_action_invocations" -> json.elements(this::deferredInvocation);
        case "prior_state" -> priorState();
        case "configuration" -> {
          configuration = true;
          configuration();
        }
        default -> {
          // What is known and not read holds nothing to judge, or repeats another section.
          if (!Profile.isPlanSection(section)) {
            unknownSections.add(section);
          }
          parser.skipChildren();
        }
      }
    }
    if (parser.nextToken() != null) {
      throw new PlanFormatException(
          "something follows the plan in its file, and one plan is read of a file");
    }
    if (formatVersion.isEmpty()) {
      throw new PlanFormatException(
          "it is not a plan in JSON, because it has no format_version. Write it with 'terraform show -json"
              + " PLAN'");
    }
    if (!configuration) {
      throw new PlanFormatException(
          "it is not a plan, because it has no configuration%s. Write it with 'terraform show -json PLAN'"
              .formatted(changes ? "" : " and no changes, as a state would"));
    }
    PlanHeader header =
        new PlanHeader(formatVersion, terraformVersion, complete, errored, unknownSections);
    listener.end(header);
    return header;
  }

  private String requireSupported() throws IOException, PlanFormatException {
    String version = json.text();
    if (!SUPPORTED.matcher(version).matches()) {
      throw new PlanFormatException(
          "the plan's format_version is %s; tfgate reads 1.x, as Terraform 1.0 and later and OpenTofu write it"
              .formatted(version.matches("[0-9.]{1,20}") ? version : "not a version"));
    }
    return version;
  }

  private void change(boolean deferred) throws IOException, PlanFormatException {
    ChangeFields fields = new ChangeFields();
    json.members(
        key -> {
          switch (key) {
            case "address" -> fields.address = json.text();
            case "module_address" -> fields.moduleAddress = json.text();
            case "mode" -> fields.mode = json.text();
            case "type" -> fields.type = json.text();
            case "name" -> fields.name = json.text();
            case "provider_name" -> fields.providerName = json.text();
            case "change" -> fields.change = valuesOfChange();
            default -> parser.skipChildren();
          }
        });
    ResourceChange change = fields.toChange(deferred);
    listener.provider(
        new PlannedProvider(change.providerName(), null, change.moduleAddress(), change.address()));
    listener.resourceChange(change);
  }

  private Map<String, @Nullable Object> valuesOfChange() throws IOException, PlanFormatException {
    Map<String, @Nullable Object> change = new HashMap<>();
    JsonStream.Budget budget = new JsonStream.Budget();
    json.members(
        key -> {
          switch (key) {
            case "actions", "importing" -> change.put(key, JsonValues.read(parser));
            case "before", "after", "after_unknown", "before_sensitive", "after_sensitive" ->
                change.put(key, json.later(budget));
            default -> parser.skipChildren();
          }
        });
    return change;
  }

  /** An action that is invoked, as a change whose new values are the action's configuration. */
  private void invocation(boolean deferred) throws IOException, PlanFormatException {
    ChangeFields fields = new ChangeFields();
    fields.mode = "action";
    Map<String, @Nullable Object> change = new LinkedHashMap<>();
    change.put("actions", List.of("invoke"));
    json.members(
        key -> {
          switch (key) {
            case "address" -> fields.address = json.text();
            case "type" -> fields.type = json.text();
            case "name" -> fields.name = json.text();
            case "provider_name" -> fields.providerName = json.text();
            case "config_values" -> change.put("after", JsonValues.read(parser));
            case "config_unknown" -> change.put("after_unknown", JsonValues.read(parser));
            case "config_sensitive" -> change.put("after_sensitive", JsonValues.read(parser));
            default -> parser.skipChildren();
          }
        });
    fields.change = change;
    // The plan names no module; its instance keys are left out.
    fields.moduleAddress =
        ResourceAddress.parse(fields.address)
            .map(address -> String.join(".module.", address.modulePath()))
            .filter(path -> !path.isEmpty())
            .map(path -> "module." + path)
            .orElse("");
    ResourceChange invoked = fields.toChange(deferred);
    listener.provider(
        new PlannedProvider(
            invoked.providerName(), null, invoked.moduleAddress(), invoked.address()));
    listener.resourceChange(invoked);
  }

  private void deferredInvocation() throws IOException, PlanFormatException {
    complete = false;
    json.members(
        key -> {
          if (key.equals("action_invocation")) {
            invocation(true);
          } else {
            parser.skipChildren();
          }
        });
  }

  private void deferredChange() throws IOException, PlanFormatException {
    complete = false;
    json.members(
        key -> {
          if (key.equals("resource_change")) {
            change(true);
          } else {
            parser.skipChildren();
          }
        });
  }

  private void drift() throws IOException, PlanFormatException {
    resourceOfState();
  }

  private void priorState() throws IOException, PlanFormatException {
    json.members(
        key -> {
          if (key.equals("values")) {
            json.members(
                part -> {
                  if (part.equals("root_module")) {
                    stateModule();
                  } else {
                    parser.skipChildren();
                  }
                });
          } else {
            parser.skipChildren();
          }
        });
  }

  private void stateModule() throws IOException, PlanFormatException {
    json.members(
        key -> {
          switch (key) {
            case "resources" -> json.elements(this::resourceOfState);
            case "child_modules" -> json.elements(this::stateModule);
            default -> parser.skipChildren();
          }
        });
  }

  private void resourceOfState() throws IOException, PlanFormatException {
    ChangeFields fields = new ChangeFields();
    @Nullable Object[] values = new @Nullable Object[1];
    json.members(
        key -> {
          switch (key) {
            case "address" -> fields.address = json.text();
            case "mode" -> fields.mode = json.text();
            case "type" -> fields.type = json.text();
            case "name" -> fields.name = json.text();
            case "provider_name" -> fields.providerName = json.text();
            case "values" -> {
              if (fields.mode.equals("managed")) {
                parser.skipChildren();
              } else {
                values[0] = JsonValues.read(parser);
              }
            }
            default -> parser.skipChildren();
          }
        });
    listener.provider(new PlannedProvider(fields.requireProvider(), null, "", fields.address));
    if (fields.mode.equals("data")) {
      listener.dataRead(new DataRead(fields.address, fields.type, fields.name, values[0]));
    }
  }

  private void configuration() throws IOException, PlanFormatException {
    json.members(
        key -> {
          switch (key) {
            case "provider_config" -> json.members(this::providerConfiguration);
            case "root_module" -> configuredModule(List.of());
            default -> parser.skipChildren();
          }
        });
  }

  private void providerConfiguration(String key) throws IOException, PlanFormatException {
    String[] fields = {"", "", ""};
    json.members(
        field -> {
          switch (field) {
            case "full_name" -> fields[0] = json.text();
            case "version_constraint" -> fields[1] = json.text();
            case "module_address" -> fields[2] = json.text();
            default -> parser.skipChildren();
          }
        });
    if (fields[0].isEmpty()) {
      throw new PlanFormatException("a provider of the plan's configuration has no full_name");
    }
    listener.provider(
        new PlannedProvider(
            fields[0], fields[1].isEmpty() ? null : fields[1], fields[2], "provider." + key));
  }

  private void configuredModule(List<String> path) throws IOException, PlanFormatException {
    json.members(
        key -> {
          switch (key) {
            case "resources" -> json.elements(() -> configuredResource(path, ""));
            case "actions" -> json.elements(() -> configuredResource(path, "action"));
            case "module_calls" ->
                json.members(
                    call -> {
                      List<String> child = new ArrayList<>(path);
                      child.add(call);
                      json.members(
                          field -> {
                            if (field.equals("module")) {
                              configuredModule(child);
                            } else {
                              parser.skipChildren();
                            }
                          });
                    });
            default -> parser.skipChildren();
          }
        });
  }

  /**
   * @param mode for what names none
   */
  private void configuredResource(List<String> path, String mode)
      throws IOException, PlanFormatException {
    ChangeFields fields = new ChangeFields();
    fields.mode = mode;
    List<String> provisioners = new ArrayList<>();
    json.members(
        key -> {
          switch (key) {
            case "mode" -> fields.mode = json.text();
            case "type" -> fields.type = json.text();
            case "name" -> fields.name = json.text();
            case "provisioners" ->
                json.elements(
                    () -> {
                      String[] type = {"unknown"};
                      json.members(
                          field -> {
                            if (field.equals("type")) {
                              type[0] = json.text();
                            } else {
                              parser.skipChildren();
                            }
                          });
                      provisioners.add(type[0]);
                    });
            case "expressions" -> fields.change = JsonValues.readObject(parser);
            default -> parser.skipChildren();
          }
        });
    if (fields.mode.isEmpty() || fields.type.isEmpty()) {
      throw new PlanFormatException("a resource of the plan's configuration has no mode or type");
    }
    listener.configuredResource(
        new ConfiguredResource(
            path, fields.mode, fields.type, fields.name, provisioners, fields.change));
  }

  /** The fields of a resource while they are collected, in whatever order the file has them. */
  private static final class ChangeFields {
    String address = "";
    String moduleAddress = "";
    String mode = "";
    String type = "";
    String name = "";
    String providerName = "";
    Map<String, @Nullable Object> change = Map.of();

    ResourceChange toChange(boolean deferred) throws PlanFormatException {
      if (address.isEmpty() || mode.isEmpty() || type.isEmpty()) {
        throw new PlanFormatException("a change of the plan has no address, mode or type");
      }
      return new ResourceChange(
          address,
          moduleAddress,
          mode,
          type,
          name,
          requireProvider(),
          actions(),
          change.get("importing") != null,
          change.get("before"),
          change.get("after"),
          change.get("after_unknown"),
          change.get("before_sensitive"),
          change.get("after_sensitive"),
          deferred);
    }

    String requireProvider() throws PlanFormatException {
      if (providerName.isEmpty()) {
        throw new PlanFormatException("a resource of the plan has no provider_name");
      }
      return providerName;
    }

    private List<String> actions() throws PlanFormatException {
      List<String> actions = new ArrayList<>();
      if (change.get("actions") instanceof List<?> list) {
        for (Object action : list) {
          actions.add(String.valueOf(action));
        }
      }
      if (actions.isEmpty()) {
        throw new PlanFormatException("a change of the plan has no actions");
      }
      return actions;
    }
  }
}

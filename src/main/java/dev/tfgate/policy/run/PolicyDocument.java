package dev.tfgate.policy.run;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.Fields;
import dev.tfgate.cel.ItemList;
import dev.tfgate.cel.Items;
import dev.tfgate.cel.Unknown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code data.aws_iam_policy_document} and {@code data.google_iam_policy} render as JSON, from
 * their arguments
 * (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document,
 * https://registry.terraform.io/providers/hashicorp/google/latest/docs/data-sources/iam_policy).
 */
final class PolicyDocument {
  private PolicyDocument() {}

  /** The attribute that holds the JSON; null for a data source that is none of these. */
  static @Nullable String attribute(String type) {
    return switch (type) {
      case "aws_iam_policy_document" -> "json";
      case "google_iam_policy" -> "policy_data";
      default -> null;
    };
  }

  static Object of(String type, String cause, Fields arguments) {
    return type.equals("google_iam_policy")
        ? bindings(cause, arguments)
        : statements(cause, arguments);
  }

  private static Object bindings(String cause, Fields arguments) {
    List<@Nullable Object> bindings = new ArrayList<>();
    String open = null;
    if (arguments.get("binding") instanceof Items blocks) {
      open = blocks.open();
      for (int i = 0; i < blocks.size(); i++) {
        bindings.add(blocks.get(i));
      }
    } else if (arguments.get("binding") instanceof Fields block) {
      bindings.add(block);
    } else if (arguments.has("binding")) {
      return Unknown.of(cause);
    }
    return Unknown.json(cause, FieldMap.of("bindings", new ItemList(bindings, open)));
  }

  private static Object statements(String cause, Fields arguments) {
    for (String other : List.of("source_policy_documents", "override_policy_documents")) {
      if (arguments.has(other)) {
        return Unknown.of(cause);
      }
    }
    List<@Nullable Object> statements = new ArrayList<>();
    String open = null;
    if (arguments.get("statement") instanceof Items blocks) {
      open = blocks.open();
      for (int i = 0; i < blocks.size(); i++) {
        if (blocks.get(i) instanceof Fields statement) {
          statements.add(statement(statement));
        }
      }
    }
    return Unknown.json(
        cause, FieldMap.of("Version", "2012-10-17", "Statement", new ItemList(statements, open)));
  }

  private static Fields statement(Fields block) {
    Object effect = block.get("effect");
    return FieldMap.of(
        "Sid",
        block.get("sid"),
        "Effect",
        effect == null ? "Allow" : effect,
        "Action",
        block.get("actions"),
        "NotAction",
        block.get("not_actions"),
        "Resource",
        block.get("resources"),
        "NotResource",
        block.get("not_resources"),
        "Principal",
        principals(block.get("principals")),
        "NotPrincipal",
        principals(block.get("not_principals")),
        "Condition",
        conditions(block.get("condition")));
  }

  private static @Nullable Object principals(@Nullable Object blocks) {
    if (!(blocks instanceof Items items)) {
      return blocks;
    }
    Map<String, @Nullable Object> byType = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Fields block) {
        if (!(block.get("type") instanceof String type)) {
          return Unknown.of("principals");
        }
        merge(byType, type, block.get("identifiers"));
      }
    }
    return items.open() == null ? new FieldMap(byType) : Unknown.of(items.open());
  }

  private static @Nullable Object conditions(@Nullable Object blocks) {
    if (!(blocks instanceof Items items)) {
      return blocks;
    }
    Map<String, @Nullable Object> byTest = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Fields block) {
        if (!(block.get("test") instanceof String test)
            || !(block.get("variable") instanceof String variable)) {
          return Unknown.of("condition");
        }
        if (!(byTest.get(test) instanceof FieldMap)) {
          byTest.put(test, new FieldMap(new LinkedHashMap<>()));
        }
        if (byTest.get(test)
            instanceof FieldMap(Map<String, @Nullable Object> variables, String open)) {
          merge(variables, variable, block.get("values"));
        }
      }
    }
    return items.open() == null ? new FieldMap(byTest) : Unknown.of(items.open());
  }

  private static void merge(Map<String, @Nullable Object> to, String key, @Nullable Object given) {
    Object more = given instanceof Items items ? flat(items) : given;
    if (to.get(key) instanceof Items before && more instanceof Items after) {
      List<@Nullable Object> all = new ArrayList<>();
      for (Items part : List.of(before, after)) {
        for (int i = 0; i < part.size(); i++) {
          all.add(part.get(i));
        }
      }
      to.put(key, new ItemList(all, before.open() == null ? after.open() : before.open()));
    } else {
      to.put(key, more);
    }
  }

  /** Lists within the list, as the Terraform of old made them of {@code ["${a.list}"]}. */
  private static Items flat(Items items) {
    List<@Nullable Object> all = new ArrayList<>();
    String open = items.open();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Items inner) {
        open = open == null ? inner.open() : open;
        for (int j = 0; j < inner.size(); j++) {
          all.add(inner.get(j));
        }
      } else {
        all.add(items.get(i));
      }
    }
    return new ItemList(all, open);
  }
}

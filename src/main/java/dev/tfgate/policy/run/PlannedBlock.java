package dev.tfgate.policy.run;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.Fields;
import dev.tfgate.cel.ItemList;
import dev.tfgate.terraform.ResourceAddress;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A planned object, as policies see it: {@code block} where a policy looks at a plan.
 *
 * @param arguments the values after apply; before, where the object is deleted
 * @param references of the configuration, by address without instance keys
 */
public record PlannedBlock(
    String kind,
    String type,
    String name,
    String address,
    String module,
    @Nullable Object arguments,
    Map<String, Set<String>> references)
    implements Fields {
  @Override
  public boolean has(String field) {
    return PlacedBlock.FIELDS.contains(field);
  }

  @Override
  public @Nullable Object get(String field) {
    return switch (field) {
      case "kind" -> kind;
      case "type" -> type;
      case "name" -> name;
      case "address" -> address;
      case "path" -> "";
      case "module" -> module;
      case "arguments" -> arguments == null ? FieldMap.EMPTY : arguments;
      case "meta" -> FieldMap.EMPTY;
      case "references" ->
          ItemList.of(
              new ArrayList<>(
                  references.getOrDefault(ResourceAddress.withoutKeys(address), Set.of())));
      default -> null;
    };
  }

  @Override
  public Set<String> names() {
    return PlacedBlock.FIELDS;
  }
}

package dev.tfgate.terraform;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A resource of the configuration that a plan was made from.
 *
 * @param modulePath names of the module calls that lead to it, empty for the root module
 * @param mode {@code managed}, {@code data}, {@code ephemeral} or {@code action}
 * @param type resource type
 * @param name resource name
 * @param provisioners types of its provisioners
 * @param expressions its arguments as the plan describes them ({@code constant_value}, {@code
 *     references}); plain Java values as in {@link ResourceChange}, and as secret as the source
 */
public record ConfiguredResource(
    List<String> modulePath,
    String mode,
    String type,
    String name,
    List<String> provisioners,
    Map<String, @Nullable Object> expressions) {
  public ConfiguredResource {
    modulePath = List.copyOf(modulePath);
    provisioners = List.copyOf(provisioners);
  }

  /** Returns the address without instance keys, such as {@code module.m.data.http.x}. */
  public String address() {
    StringBuilder address = new StringBuilder();
    for (String call : modulePath) {
      address.append("module.").append(call).append('.');
    }
    switch (mode) {
      case "managed" -> {}
      default -> address.append(mode).append('.');
    }
    return address.append(type).append('.').append(name).toString();
  }
}

package dev.tfgate.owners;

import dev.tfgate.google.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Who has a role.
 *
 * @param role such as {@code roles/owner}
 * @param members in the order of the policy, as it writes them
 * @param conditional whether the grant holds under a condition only
 * @param source the binding as it came, with what is not known here
 */
record Binding(String role, List<String> members, boolean conditional, JsonTree.Fields source) {
  private static final JsonTree.Plain NULL = new JsonTree.Plain("null");

  Binding {
    members = List.copyOf(members);
  }

  /** Reads a binding of a policy. */
  static Binding of(JsonTree tree) throws PolicyFormatException {
    if (!(tree instanceof JsonTree.Fields source)) {
      throw new PolicyFormatException("a binding is not an object");
    }
    String role =
        source.text("role").orElseThrow(() -> new PolicyFormatException("a binding has no role"));
    JsonTree list = source.of().getOrDefault("members", NULL);
    if (!(list instanceof JsonTree.Items) && !list.equals(NULL)) {
      throw new PolicyFormatException("the members of a binding are not a list");
    }
    List<String> members = new ArrayList<>();
    for (JsonTree member : source.items("members")) {
      if (!(member instanceof JsonTree.Text text)) {
        throw new PolicyFormatException("a member of a binding is not a string");
      }
      members.add(text.value());
    }
    // An empty condition is one too: nothing here touches what it doesn't understand.
    boolean conditional = !source.of().getOrDefault("condition", NULL).equals(NULL);
    return new Binding(role, members, conditional, source);
  }

  /** Returns a new grant without a condition. */
  static Binding of(String role, List<String> members) {
    JsonTree.Fields source =
        new JsonTree.Fields(Map.of())
            .with("role", JsonTree.Text.of(role))
            .with("members", texts(members));
    return new Binding(role, members, false, source);
  }

  /** Returns the binding with those of its members that {@code keep} accepts. */
  Binding where(Predicate<String> keep) {
    List<JsonTree> items =
        source.items("members").stream()
            .filter(item -> item instanceof JsonTree.Text text && keep.test(text.value()))
            .toList();
    return new Binding(
        role,
        members.stream().filter(keep).toList(),
        conditional,
        source.with("members", new JsonTree.Items(items)));
  }

  /** Returns the binding with one more member, at the end. */
  Binding plus(String member) {
    List<JsonTree> items = new ArrayList<>(source.items("members"));
    items.add(JsonTree.Text.of(member));
    List<String> all = new ArrayList<>(members);
    all.add(member);
    return new Binding(role, all, conditional, source.with("members", new JsonTree.Items(items)));
  }

  /** Whether it gives {@code role} without a condition. */
  boolean grants(String role) {
    return !conditional && this.role.equals(role);
  }

  private static JsonTree.Items texts(List<String> values) {
    return new JsonTree.Items(
        values.stream().map(value -> (JsonTree) JsonTree.Text.of(value)).toList());
  }
}

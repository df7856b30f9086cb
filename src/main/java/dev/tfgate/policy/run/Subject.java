package dev.tfgate.policy.run;

import dev.tfgate.policy.file.Target;
import dev.tfgate.report.Region;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy is asked about, and where it stands.
 *
 * @param target what kind of thing it is
 * @param address of the block or resource instance; empty where there is none
 * @param path of the file, or empty
 * @param root path of the root, or null
 * @param block the block whose arguments are judged, or null: then the file as a whole is meant
 * @param values the variables of the expressions; can be added to
 * @param source what says more of the values of a plan
 */
public record Subject(
    Target target,
    String address,
    String path,
    @Nullable String root,
    @Nullable PlacedBlock block,
    Map<String, @Nullable Object> values,
    PlanSource source) {

  Subject(
      Target target,
      String address,
      String path,
      @Nullable String root,
      @Nullable PlacedBlock block,
      Map<String, @Nullable Object> values) {
    this(target, address, path, root, block, values, PlanSource.NONE);
  }

  /**
   * Where a finding points.
   *
   * @param path of the file, or empty
   * @param region in the file, or null for the whole
   */
  record Place(String path, @Nullable Region region) {}

  /** Returns the place of the first of these arguments that is written, else of the block. */
  Place place(List<String> arguments) {
    PlacedBlock placed = block;
    if (placed == null) {
      return new Place(path, null);
    }
    PlacedBlock.Place at =
        arguments.stream()
            .flatMap(argument -> placed.place(argument).stream())
            .findFirst()
            .orElse(placed.header());
    return new Place(at.file().path(), PlacedBlock.region(at.range()));
  }

  /** Returns what a finding is about, for its fingerprint. */
  String content() {
    return block != null
        ? block.file().hcl().source().text(block.block().range())
        : address.isEmpty() ? path : address;
  }

  /** Returns the variables, with a policy's parameters among them until the next call. */
  Map<String, @Nullable Object> with(Object parameters) {
    values.put("params", parameters);
    return values;
  }

  /** Returns the same with what the source says of values that the plan doesn't know. */
  Subject refined() {
    Map<String, @Nullable Object> more = new HashMap<>(values);
    more.put("resource", source.refined(values.get("resource"), address));
    return new Subject(target, address, path, root, block, more);
  }

  /** Returns what a message calls it. */
  public String name() {
    return address.isEmpty() ? path : address;
  }
}

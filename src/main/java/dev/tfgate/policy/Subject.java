package dev.tfgate.policy;

import dev.tfgate.report.Region;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy is asked about, and where it stands.
 *
 * @param target what kind of thing it is
 * @param address of the block or resource instance; empty where there is none
 * @param path of the file, or empty
 * @param region in the file, or null
 * @param root path of the root, or null
 * @param content for the fingerprint of a finding
 * @param values the variables of the expressions, without the parameters
 */
record Subject(
    Target target,
    String address,
    String path,
    @Nullable Region region,
    @Nullable String root,
    String content,
    Map<String, @Nullable Object> values) {

  /** Returns the variables together with a policy's parameters. */
  Map<String, @Nullable Object> with(Object parameters) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
    all.put("params", parameters);
    return all;
  }

  /** Returns what a message calls it. */
  String name() {
    return address.isEmpty() ? path : address;
  }
}

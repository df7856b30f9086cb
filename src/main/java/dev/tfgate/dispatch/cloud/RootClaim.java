package dev.tfgate.dispatch.cloud;

import dev.tfgate.google.JsonTree;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * One dispatcher's word that it starts the build of a root, written before it does.
 *
 * @param root path of the root
 * @param configuration address and generation of what is run
 * @param tag made up for this build; no other has it
 * @param sent when the build was last asked for, or is about to be
 */
record RootClaim(String root, String configuration, String tag, Instant sent) {
  /** The same, asked for again. */
  RootClaim sentAt(Instant now) {
    return new RootClaim(root, configuration, tag, now);
  }

  String toJson() {
    Map<String, JsonTree> json = new LinkedHashMap<>();
    json.put("root", JsonTree.Text.of(root));
    json.put("configuration", JsonTree.Text.of(configuration));
    json.put("tag", JsonTree.Text.of(tag));
    json.put("sent", JsonTree.Text.of(sent.toString()));
    return new JsonTree.Fields(json).toJson() + "\n";
  }

  static Optional<RootClaim> of(JsonTree.Fields json) {
    try {
      String tag = json.text("tag").orElseThrow();
      return tag.matches("tfgate-b-[0-9a-f]{32}")
          ? Optional.of(
              new RootClaim(
                  json.text("root").orElseThrow(),
                  json.text("configuration").orElseThrow(),
                  tag,
                  Instant.parse(json.text("sent").orElseThrow())))
          : Optional.empty();
    } catch (NoSuchElementException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}

package dev.tfgate.owners;

import dev.tfgate.google.JsonTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An IAM policy: its bindings, and the document they stand in with all that is not known here
 * (https://cloud.google.com/iam/docs/reference/rest/v1/Policy).
 *
 * @param bindings in their order
 * @param etag as the server wrote it, in base64; empty where there is none
 * @param document the policy as it came
 */
record IamPolicy(List<Binding> bindings, String etag, JsonTree.Fields document) {
  /** The version that a policy with conditions has to be read and written in. */
  static final int VERSION = 3;

  private static final JsonTree.Plain NULL = new JsonTree.Plain("null");

  IamPolicy {
    bindings = List.copyOf(bindings);
  }

  /** Reads a policy; anything that doesn't have its shape is none. */
  static IamPolicy of(JsonTree tree) throws PolicyFormatException {
    if (!(named(tree) instanceof JsonTree.Fields document)) {
      throw new PolicyFormatException("a policy is not an object");
    }
    JsonTree list = document.of().getOrDefault("bindings", NULL);
    if (!(list instanceof JsonTree.Items) && !list.equals(NULL)) {
      throw new PolicyFormatException("the bindings of a policy are not a list");
    }
    JsonTree etag = document.of().getOrDefault("etag", NULL);
    if (!(etag instanceof JsonTree.Text) && !etag.equals(NULL)) {
      throw new PolicyFormatException("the etag of a policy is not a string");
    }
    List<Binding> bindings = new ArrayList<>();
    for (JsonTree binding : document.items("bindings")) {
      bindings.add(Binding.of(binding));
    }
    return new IamPolicy(bindings, document.text("etag").orElse(""), document);
  }

  private static JsonTree named(JsonTree tree) throws PolicyFormatException {
    try {
      return tree.asPolicy();
    } catch (IOException e) {
      throw new PolicyFormatException("in a policy " + e.getMessage());
    }
  }

  /** Returns the policy with other bindings, and everything else as it is. */
  IamPolicy with(List<Binding> bindings) {
    List<JsonTree> sources = new ArrayList<>();
    bindings.forEach(binding -> sources.add(binding.source()));
    return new IamPolicy(bindings, etag, document.with("bindings", new JsonTree.Items(sources)));
  }

  /**
   * Returns the body of the write. Without a mask the server takes bindings and etag, and leaves
   * audit configs as they are.
   */
  JsonTree toWrite() {
    JsonTree version = new JsonTree.Plain(Integer.toString(VERSION));
    return new JsonTree.Fields(Map.of("policy", document.with("version", version)));
  }
}

package dev.tfgate.owners;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.tfgate.google.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What differs between two policies, to the last field. */
final class PolicyDiff {
  private static final int CONTEXT = 3;

  private PolicyDiff() {}

  /** Returns a unified diff of the two as gcloud shows them, a field a line. */
  static String of(String project, IamPolicy before, IamPolicy after) {
    List<String> left = lines(before);
    return String.join(
        "\n",
        UnifiedDiffUtils.generateUnifiedDiff(
            project, project, left, DiffUtils.diff(left, lines(after)), CONTEXT));
  }

  private static List<String> lines(IamPolicy policy) {
    List<String> lines = new ArrayList<>();
    add(policy.document(), "", lines);
    return lines;
  }

  private static void add(JsonTree tree, String indent, List<String> lines) {
    switch (tree) {
      case JsonTree.Fields members -> {
        for (Map.Entry<String, JsonTree> member : members.of().entrySet()) {
          String key = indent + member.getKey() + ":";
          if (isScalar(member.getValue())) {
            lines.add(key + " " + scalar(member.getValue()));
          } else {
            lines.add(key);
            add(member.getValue(), indent + "  ", lines);
          }
        }
      }
      case JsonTree.Items items -> {
        for (JsonTree item : items.of()) {
          if (isScalar(item)) {
            lines.add(indent + "- " + scalar(item));
          } else {
            lines.add(indent + "-");
            add(item, indent + "  ", lines);
          }
        }
      }
      case JsonTree.Text text -> lines.add(indent + scalar(text));
      case JsonTree.Plain plain -> lines.add(indent + scalar(plain));
    }
  }

  private static boolean isScalar(JsonTree tree) {
    return tree instanceof JsonTree.Text || tree instanceof JsonTree.Plain;
  }

  private static String scalar(JsonTree tree) {
    return tree instanceof JsonTree.Text text ? text.value() : tree.toJson();
  }
}

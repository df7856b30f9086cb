package dev.tfgate.policy.file;

import dev.tfgate.yaml.Position;
import dev.tfgate.yaml.YamlNode.Scalar;

/**
 * An expression as it is written in a policy file.
 *
 * @param file the file's name as the user knows it
 * @param key the way to the expression in the file, for messages
 * @param scalar the expression and where it stands
 */
public record Written(String file, String key, Scalar scalar) {
  /** Returns the expression. */
  public String text() {
    return scalar.text();
  }

  /** Returns where a character of the expression stands in the file. */
  public Position position(int offset) {
    return scalar.positionOf(offset);
  }
}

package dev.tfgate.policy.file;

import dev.tfgate.yaml.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A unit test of a policy.
 *
 * @param name what it shows
 * @param expected what the policy must say
 * @param fixture what the policy is asked about
 * @param parameters values of the policy's parameters, where they aren't the policy's own
 * @param file where the test stands
 * @param position where in the file
 */
public record PolicyTest(
    String name,
    Expected expected,
    Fixture fixture,
    Map<String, @Nullable Object> parameters,
    String file,
    Position position) {
  /** What a policy says. */
  public enum Expected {
    DENY("deny"),
    PASS("pass"),
    UNKNOWN("can't tell");

    private final String words;

    Expected(String words) {
      this.words = words;
    }

    /** Returns the verdict in words. */
    public String words() {
      return words;
    }
  }

  /** What a policy is asked about. */
  public sealed interface Fixture {}

  /**
   * Terraform files.
   *
   * @param files contents by path
   */
  public record Hcl(Map<String, String> files) implements Fixture {
    /** Returns the content of the first file. */
    String main() {
      return files.values().iterator().next();
    }
  }

  /**
   * Planned changes, each as in {@code resource_changes} of a plan, with defaults for what is left
   * out.
   */
  public record Plan(List<Map<String, @Nullable Object>> changes) implements Fixture {}

  /** A plan as {@code terraform show -json} prints it. */
  public record PlanFile(Path path) implements Fixture {}

  /** A file of the CI configuration. */
  public record CiConfig(String path, String content) implements Fixture {}
}

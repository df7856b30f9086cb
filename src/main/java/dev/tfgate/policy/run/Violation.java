package dev.tfgate.policy.run;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Region;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says about one block, change, module, root or file.
 *
 * @param policy id of the policy
 * @param enforcement what it does to the verdict
 * @param certain false where the condition depends on a value that isn't known
 * @param address of the block or resource instance; empty where there is none
 * @param path of the file; empty for a planned change
 * @param region in the file, or null
 * @param root path of the root, or null
 * @param message what is wrong
 * @param content what the finding is about, for its fingerprint
 */
public record Violation(
    String policy,
    Enforcement enforcement,
    boolean certain,
    String address,
    String path,
    @Nullable Region region,
    @Nullable String root,
    String message,
    String content) {

  /** Returns the finding of a report, for one in a file. */
  public Finding finding() {
    return Finding.of(policy, enforcement, path, region, root, message, content);
  }

  /** Whether, of two that say the same of one place, this one is told. */
  boolean comesBefore(Violation other) {
    int order = message.compareTo(other.message);
    return order < 0 || (order == 0 && address.compareTo(other.address) < 0);
  }

  /** Returns the same with another root. */
  Violation of(@Nullable String otherRoot) {
    return new Violation(
        policy, enforcement, certain, address, path, region, otherRoot, message, content);
  }
}

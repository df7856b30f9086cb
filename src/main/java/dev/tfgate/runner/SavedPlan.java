package dev.tfgate.runner;

import dev.tfgate.plugins.PackageHash;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The plan that was judged, so that no other one is applied, and only to the tree it is of; and by
 * which decision it was judged.
 */
final class SavedPlan {
  private static final int LONGEST_RECORD = 1000;

  private final BuildDirectory directory;
  private final Tree tree;
  private final String decision;

  /**
   * What is known of the checkout.
   *
   * @param contents digest of what the root may read, and of the paths of all
   * @param rest digest of size and times of everything else, as the kernel keeps them
   */
  record Tree(String contents, String rest) {}

  /**
   * @param tree as it is now
   * @param decision digest of what judges plans now
   */
  SavedPlan(BuildDirectory directory, Tree tree, String decision) {
    this.directory = directory;
    this.tree = tree;
    this.decision = decision;
  }

  /** Remembers the plan as judged and passed. */
  void remember() throws IOException {
    directory.write(directory.planRecord(), String.join("\n", record()) + "\n");
  }

  /** Takes the plan away, with what is known of it. */
  void forget() throws IOException {
    Files.deleteIfExists(directory.planRecord());
    Files.deleteIfExists(directory.plan());
  }

  /**
   * Makes sure that the plan is the one that was judged, and that the tree is the same. Returns
   * whether the decision is, too; else the plan has to be judged again.
   *
   * @throws ExitException where there is none, or one of them is another
   */
  boolean require() throws IOException {
    Path file = directory.planRecord();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(directory.plan(), LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(
          ExitCode.USAGE,
          "there is no plan that was checked. Run 'tfgate %s -- plan' first, as the same user and with the same --root and --data"
              .formatted(directory.program().word()));
    }
    List<String> now = record();
    List<String> known = Files.size(file) > LONGEST_RECORD ? List.of() : Files.readAllLines(file);
    if (known.size() != now.size() || !known.getFirst().equals(now.getFirst())) {
      throw new ExitException(
          ExitCode.FINDINGS,
          "the saved plan is not the one that was checked, so it was not applied. Plan again");
    }
    if (!known.get(1).equals(now.get(1)) || !known.get(2).equals(now.get(2))) {
      throw new ExitException(
          ExitCode.FINDINGS,
          "the checkout is not the one that the plan was made from, so it was not applied. Write"
              + " reports and other files outside of the checkout, or plan again");
    }
    return known.get(3).equals(now.get(3));
  }

  private List<String> record() throws IOException {
    return List.of(
        "plan sha256:" + PackageHash.sha256(directory.plan(), read -> {}),
        "tree " + tree.contents(),
        "rest " + tree.rest(),
        "decision " + decision);
  }
}

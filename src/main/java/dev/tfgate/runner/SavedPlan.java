package dev.tfgate.runner;

import dev.tfgate.plugins.PackageHash;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The plan that was checked, so that no other one is applied, and only to the tree it is of. */
final class SavedPlan {
  private static final int LONGEST_RECORD = 400;

  private SavedPlan() {}

  /** Remembers the plan of {@code directory} as checked and passed. */
  static void remember(BuildDirectory directory, String treeDigest) throws IOException {
    directory.write(directory.planRecord(), record(directory.plan(), treeDigest));
  }

  /**
   * Makes sure that the plan is the one that was checked, and that the tree is the same.
   *
   * @throws ExitException where there is none, or one of them is another
   */
  static void require(BuildDirectory directory, String treeDigest) throws IOException {
    Path record = directory.planRecord();
    if (!Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(directory.plan(), LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(
          ExitCode.USAGE,
          "there is no plan that was checked; run 'tfgate terraform -- plan' before, as the same"
              + " user and with the same --root and --data");
    }
    String known = Files.size(record) > LONGEST_RECORD ? "" : Files.readString(record);
    String now = record(directory.plan(), treeDigest);
    if (known.equals(now)) {
      return;
    }
    boolean samePlan = known.lines().findFirst().equals(now.lines().findFirst());
    throw new ExitException(
        ExitCode.FINDINGS,
        samePlan
            ? "the checkout is not the one that the plan was made from, so it was not applied."
                + " Write reports and other files outside of the checkout, or plan again"
            : "the saved plan is not the one that was checked, so it was not applied. Plan again");
  }

  private static String record(Path plan, String treeDigest) throws IOException {
    return "plan sha256:%s%ntree %s%n".formatted(PackageHash.sha256(plan, read -> {}), treeDigest);
  }
}

package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Namesakes;
import dev.tfgate.checkout.Shared;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.trust.Trust;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A CI that applies a committed plan applies what the author of the plan wanted. */
public final class PlanInCheckout implements TreeRule {
  private static final String MESSAGE =
      "A saved plan holds its own configuration and state, so applying it skips every check of this checkout. Remove it from git.";

  /** How far from its end Go looks for the end record of a ZIP archive, and its least size. */
  private static final int END_OF_ARCHIVE = 65 * 1024;

  private static final int END_RECORD = 22;
  private static final int LARGEST_ARCHIVE = 100 * 1024 * 1024;

  private static final boolean[] IN_MARK = new boolean[256];

  static {
    for (byte b : new byte[] {'P', 'K', 5, 6}) {
      IN_MARK[b] = true;
    }
  }

  /** Loaded where there is an archive. */
  private static final class Archive {
    /** An entry of its directory: 46 bytes, the length of its name at 28, its name. */
    static final Pattern PLAN_ENTRY =
        Pattern.compile("PK\\01\\02.{24}\\06\\00.{16}tfplan", Pattern.DOTALL);

    private Archive() {}
  }

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "plan-in-checkout",
        "Saved plan in the checkout",
        Enforcement.MANDATORY,
        Layer.PATH,
        "A CI that applies a committed plan applies what the author of the plan wanted.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    check(checkout, trust, 1, findings);
  }

  @Override
  public void check(Checkout checkout, Trust trust, int jobs, Findings findings) {
    List<CheckoutFile> unread = new ArrayList<>();
    for (Namesakes named : checkout.byName()) {
      String name = named.lowerCase();
      boolean plan = name.endsWith(".tfplan") || name.equals("tfplan");
      boolean unknown = !isRead(named.name());
      for (CheckoutFile entry : plan || unknown ? named.entries() : List.<CheckoutFile>of()) {
        if (plan && !entry.isDirectory()) {
          findings.add(entry.path(), MESSAGE);
        } else if (entry.isFile()) {
          unread.add(entry);
        }
      }
    }
    List<CheckoutFile> archives = new ArrayList<>();
    Shared.among(
        jobs,
        unread,
        () ->
            entry -> {
              try {
                if (hasEndRecord(checkout.end(entry, END_OF_ARCHIVE))) {
                  synchronized (archives) {
                    archives.add(entry);
                  }
                }
              } catch (UnreadableFileException e) {
                synchronized (findings) {
                  addUnreadable(entry, e, findings);
                }
              }
            });
    // One after the other: two that are as large as is allowed have no room beside each other.
    archives.forEach(archive -> search(checkout, archive, findings));
  }

  /** Whether files of that name are read as text wherever they lie, so that none can be a plan. */
  private static boolean isRead(String name) {
    return FileKind.of(name)
        .filter(kind -> kind == FileKind.CONFIGURATION && !kind.isOfTofu(name))
        .filter(kind -> !name.startsWith("."))
        .isPresent();
  }

  /** A plan is a ZIP archive, whatever its name and whatever stands before it. */
  private static void search(Checkout checkout, CheckoutFile archive, Findings findings) {
    if (archive.size() > LARGEST_ARCHIVE) {
      findings.add(
          archive.path(),
          "The archive is too large to check whether it is a saved plan. Remove it.");
      return;
    }
    try {
      if (Archive.PLAN_ENTRY.matcher(text(checkout.end(archive, LARGEST_ARCHIVE))).find()) {
        findings.add(archive.path(), MESSAGE);
      }
    } catch (UnreadableFileException e) {
      addUnreadable(archive, e, findings);
    }
  }

  private static void addUnreadable(
      CheckoutFile entry, UnreadableFileException e, Findings findings) {
    // Nobody can apply here what only git's server has; the checkout says that it was left out.
    if (!e.isNotFetched()) {
      findings.add(
          entry.path(),
          "The file can't be read (%s), so it may be a saved plan.".formatted(e.getMessage()));
    }
  }

  private static boolean hasEndRecord(byte[] end) {
    // Every fourth byte tells whether the four around it can be the mark.
    for (int i = end.length - END_RECORD + 3; i >= 0; i -= 4) {
      if (!IN_MARK[end[i] & 0xff]) {
        continue;
      }
      int start =
          switch (end[i]) {
            case 'P' -> i;
            case 'K' -> i - 1;
            case 5 -> i - 2;
            case 6 -> i - 3;
            default -> -1;
          };
      if (start >= 0
          && start <= end.length - END_RECORD
          && end[start] == 'P'
          && end[start + 1] == 'K'
          && end[start + 2] == 5
          && end[start + 3] == 6) {
        return true;
      }
    }
    return false;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

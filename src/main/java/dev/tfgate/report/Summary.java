package dev.tfgate.report;

/** The one line that sums a report up, in the words all formats share. */
final class Summary {
  private Summary() {}

  /** Returns for example {@code 2 mandatory, 1 advisory · 12 files, 3 roots}. */
  static String of(Report report) {
    Report.Counts counts = report.counts();
    StringBuilder line = new StringBuilder();
    line.append(counts.mandatory()).append(" mandatory, ");
    line.append(counts.advisory()).append(" advisory");
    if (counts.excepted() > 0) {
      line.append(", ").append(counts.excepted()).append(" excepted");
    }
    if (!report.undecided().isEmpty()) {
      line.append(", ").append(report.undecided().size()).append(" undecided");
    }
    Integer changes = report.changes();
    line.append(" · ");
    if (changes == null) {
      line.append(count(report.files(), "file")).append(", ");
      line.append(count(report.roots().size(), "root"));
    } else {
      line.append(count(changes, "planned change"));
    }
    return line.toString();
  }

  /** Returns {@code 1 file}, {@code 2 files}. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Returns what to say behind the message of a finding that an exception lifts. */
  static String lifted(Finding.Lifted lifted) {
    return "excepted until " + lifted.expires() + ": " + lifted.reason();
  }
}

package dev.tfgate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
  @TempDir Path folder;

  @Test
  void replacesAFileAndLeavesNothingBeside() throws IOException {
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    Path file = Files.writeString(checkout.resolve("report.json"), "old");
    ReportFile.write(file, checkout, out -> out.write("new ü"));
    assertThat(file).hasContent("new ü");
    try (Stream<Path> files = Files.list(checkout)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void committedLinkIsReplacedAndNotFollowed() throws IOException {
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    Path outside = Files.writeString(folder.resolve("outside"), "precious");
    Path link = Files.createSymbolicLink(checkout.resolve("report.json"), outside);
    ReportFile.write(link, checkout, out -> out.write("report"));
    assertThat(outside).hasContent("precious");
    assertThat(link).isRegularFile().hasContent("report");
    assertThat(Files.isSymbolicLink(link)).isFalse();
  }

  @Test
  void committedFolderLinkIsRefused() throws IOException {
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(checkout.resolve("out"), outside);
    assertThatThrownBy(
            () ->
                ReportFile.write(
                    checkout.resolve("out/report.json"), checkout, out -> out.write("x")))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("is a link in the checkout");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void linksOutsideTheCheckoutAreTheUsersOwn() throws IOException {
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    Path real = Files.createDirectory(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("link"), real);
    ReportFile.write(folder.resolve("link/report.json"), checkout, out -> out.write("x"));
    assertThat(real.resolve("report.json")).hasContent("x");
  }

  @Test
  void failureLeavesTheOldReportWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), "old");
    assertThatThrownBy(
            () ->
                ReportFile.write(
                    file,
                    folder,
                    out -> {
                      out.write("half");
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("disk full");
    assertThat(file).hasContent("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void missingFolderAndFolderAsFileAreWrongUse() throws IOException {
    Files.createDirectory(folder.resolve("dir"));
    for (String name : new String[] {"missing/report.json", "dir"}) {
      assertThatThrownBy(
              () -> ReportFile.write(folder.resolve(name), folder, out -> out.write("x")))
          .isInstanceOfSatisfying(
              ExitException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
    }
  }
}

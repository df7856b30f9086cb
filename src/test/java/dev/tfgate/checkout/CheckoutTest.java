package dev.tfgate.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.text.ByBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {
  @TempDir Path top;

  @Test
  void theGitFolderIsTheTopAndNoPartOfTheTree() throws Exception {
    Files.createDirectories(top.resolve(".git/hooks"));
    write("a/b/main.tf", "x");
    Checkout checkout = Checkout.open(top.resolve("a/b"), 1000);
    assertThat(checkout.start()).isEqualTo("a/b");
    assertThat(checkout.files().stream().map(CheckoutFile::path))
        .containsExactly("a", "a/b", "a/b/main.tf");
    assertThat(checkout.read("a/b/main.tf")).isEqualTo(bytes("x"));
  }

  /** What sorts before a slash stands between a folder and what lies in it. */
  @Test
  void entriesAreInTheOrderOfTheBytesOfTheirPaths() throws Exception {
    for (String name : List.of("a", "a-b", "a-b.c", "a b", "a0", "aé", "a\uD801\uDC00", "a!-")) {
      write(name + "/a/x.tf", "x");
      write(name + "/a.tf", "x");
      write(name + "/a-", "x");
      write(name + ".tf", "x");
    }
    List<String> paths = Checkout.open(top, 1000).files().stream().map(CheckoutFile::path).toList();
    assertThat(paths).hasSize(8 * 6).contains("a-b.c/a/x.tf").isSortedAccordingTo(ByBytes.ORDER);
    assertThat(paths.indexOf("a-b/a")).isLessThan(paths.indexOf("a/a"));
  }

  @Test
  void linksThatStayAreFollowedAndOthersAreNot() throws Exception {
    write("real/f", "x");
    link("inside", "real");
    link("out", "../..");
    link("root", "/etc");
    link("loop", "loop");
    link("dangling", "nothing");
    link("git", ".git/config");
    Checkout checkout = Checkout.open(top, 1000);
    assertThat(checkout.resolve("inside/f")).contains("real/f");
    assertThat(checkout.leaves("inside")).isFalse();
    for (String name : new String[] {"out", "root", "loop", "git"}) {
      assertThat(checkout.leaves(name)).as(name).isTrue();
      assertThatThrownBy(() -> checkout.read(name)).isInstanceOf(UnreadableFileException.class);
    }
    assertThat(checkout.wayOut("out")).contains("out of the checkout");
    assertThat(checkout.wayOut("root")).contains("out of the checkout");
    assertThat(checkout.wayOut("loop")).contains("in a loop");
    assertThat(checkout.wayOut("git")).contains("into .git");
    assertThat(checkout.leaves("dangling")).isFalse();
    assertThat(checkout.resolve("dangling")).isEmpty();
    assertThat(checkout.resolve("real/../../x")).isEmpty();
  }

  @Test
  void dotsAreCleanedByTheTextBeforeLinksAreFollowedAsTerraformDoes() throws Exception {
    write("a/b/c/f", "x");
    write("a/x", "decoy");
    write("x", "loaded");
    link("link", "a/b/c");
    Checkout checkout = Checkout.open(top, 1000);
    assertThat(checkout.resolve("link/../x")).contains("x");
    assertThat(checkout.leaves("link/../../x")).isTrue();
    assertThat(checkout.resolve("nothing/../x")).contains("x");
  }

  @Test
  void foldersAreListedBySeveralThreadsAsByOne() throws Exception {
    for (int i = 0; i < 300; i++) {
      write("a%d/b-%d/main.tf".formatted(i % 100, i), "x");
      write("a%d/b/f%d".formatted(i % 100, i), "x");
      write("a%d.b/c".formatted(i % 7), "x");
    }
    link("a1/b/link", "..");
    Checkout one = Checkout.open(top, 1000);
    Checkout several = Checkout.open(top, 1000);
    several.list(4);
    assertThat(several.files()).isEqualTo(one.files()).hasSizeGreaterThan(900);
    assertThat(one.files().stream().map(CheckoutFile::path))
        .isSortedAccordingTo(ByBytes.ORDER)
        .doesNotHaveDuplicates();
    assertThat(several.problems()).isEmpty();
  }

  @Test
  void entriesOfOneNameAreToldTogetherWhereverTheyLie() throws Exception {
    write("b/Main.tf", "x");
    write("a/Main.tf", "x");
    write("a/main.tf", "x");
    Checkout checkout = Checkout.open(top, 1000);
    Map<String, List<String>> places = new TreeMap<>();
    for (Namesakes named : checkout.byName()) {
      places.put(
          named.name() + " " + named.lowerCase(),
          named.entries().stream().map(CheckoutFile::path).toList());
    }
    assertThat(places)
        .isEqualTo(
            Map.of(
                "Main.tf main.tf", List.of("a/Main.tf", "b/Main.tf"),
                "main.tf main.tf", List.of("a/main.tf"),
                "a a", List.of("a"),
                "b b", List.of("b")));
  }

  @Test
  void twoNamesThatAreShownAlikeAreNamed() throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", "touch \"$(printf 'x\\377.tf')\" 'x\\xff.tf'")
            .directory(top.toFile())
            .start();
    assertThat(shell.waitFor()).isZero();
    Checkout checkout = Checkout.open(top, 1000);
    assertThat(checkout.files()).hasSize(1);
    assertThat(checkout.problems()).extracting(Unreadable::path).containsExactly("x\\xff.tf");
  }

  @Test
  void foldersAreListedWhenSomethingAsksForThem() throws Exception {
    write("a/f", "x");
    write("b/f", "x");
    Checkout checkout = Checkout.open(top, 1000);
    String digest = checkout.treeDigest(List.of());
    assertThat(checkout.file("a/f")).isPresent();
    assertThat(checkout.treeDigest(List.of())).isNotEqualTo(digest);
    write("b/g", "x");
    assertThat(checkout.files())
        .extracting(CheckoutFile::path)
        .containsExactly("a", "a/f", "b", "b/f", "b/g");
  }

  @Test
  void aFileThatChangesBetweenTwoReadsIsRefused() throws Exception {
    write("main.tf", "harmless");
    Checkout checkout = Checkout.open(top, 1000);
    checkout.read("main.tf");
    write("main.tf", "hostile!");
    assertThatThrownBy(() -> checkout.read("main.tf")).hasMessageContaining("changed");
  }

  @Test
  void whatIsLeftOutLaterIsLeftOut() throws Exception {
    for (String path :
        List.of("a/f", "a/b/f", "a/b/c/f", "a/bc/f", "d/e/f", ".x/f", "node_modules/m/f", "g")) {
      write(path, "x");
    }
    Set<String> leftOut = Set.of("a/b", "d/e/f", ".x", "node_modules", "g");
    Checkout before = Checkout.open(top, 1000, leftOut);
    before.files();
    for (int most = 0; most < 12; most++) {
      AtomicInteger asked = new AtomicInteger(most);
      Checkout after = Checkout.open(top, 1000);
      after.listWhile(() -> asked.getAndDecrement() > 0);
      after.leaveOut(leftOut);
      assertThat(after.files()).as("%d folders", most).isEqualTo(before.files());
      assertThat(after.resolve("a/b/f")).isEmpty();
      assertThat(after.treeDigest(List.of())).isEqualTo(before.treeDigest(List.of()));
    }
  }

  @Test
  void whatCannotBeListedIsNoProblemWhereItIsLeftOut() throws Exception {
    // Deeper than any checkout.
    Files.createDirectories(top.resolve("out" + "/d".repeat(501)));
    Checkout checkout = Checkout.open(top, 1000);
    checkout.listWhile(() -> true);
    assertThat(checkout.problems()).isNotEmpty();
    checkout.leaveOut(Set.of("out"));
    assertThat(checkout.files()).isEmpty();
    assertThat(checkout.problems()).isEmpty();
  }

  @Test
  void theDigestIsTheSameWhereItIsAskedForUnexpectedly() throws Exception {
    write("main.tf", "harmless");
    write("a/f", "x");
    Checkout expected = Checkout.open(top, 1000);
    Checkout unexpected = Checkout.open(top, 1000);
    unexpected.withoutDigest();
    for (Checkout checkout : List.of(expected, unexpected)) {
      checkout.files();
      checkout.read("main.tf");
    }
    assertThat(unexpected.treeDigest(List.of("a"))).isEqualTo(expected.treeDigest(List.of("a")));
    assertThat(unexpected.digestOf(List.of("main.tf")))
        .isEqualTo(expected.digestOf(List.of("main.tf")));
  }

  @Test
  void whatChangedSinceItWasReadHasADigestOfItsOwn() throws Exception {
    write("main.tf", "harmless");
    write("other.tf", "harmless");
    List<String> digests = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Checkout checkout = Checkout.open(top, 1000);
      checkout.withoutDigest();
      checkout.files();
      write("main.tf", "harmless");
      checkout.read("main.tf");
      write("main.tf", "hostile!");
      digests.add(checkout.digestOf(List.of(".")));
      Checkout after = Checkout.open(top, 1000);
      after.files();
      digests.add(after.digestOf(List.of(".")));
    }
    assertThat(digests.get(1)).isEqualTo(digests.get(3));
    assertThat(Set.copyOf(digests)).hasSize(3);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void aPipeIsNotOpened() throws Exception {
    new ProcessBuilder("mkfifo", top.resolve("main.tf").toString()).start().waitFor();
    Checkout checkout = Checkout.open(top, 1000);
    assertThat(checkout.file("main.tf").orElseThrow().kind()).isEqualTo(CheckoutFile.Kind.OTHER);
    assertThatThrownBy(() -> checkout.read("main.tf")).hasMessageContaining("not a regular file");
  }

  @Test
  void aFileSwappedForALinkAfterTheListingIsNotFollowed() throws Exception {
    write("main.tf", "harmless");
    write("other", "12345678");
    Checkout checkout = Checkout.open(top, 1000);
    Files.delete(top.resolve("main.tf"));
    link("main.tf", "other");
    assertThatThrownBy(() -> checkout.read("main.tf")).hasMessageContaining("changed");
  }

  @Test
  void aFileOverTheLimitIsNotRead() throws Exception {
    write("big.tf", "12345");
    Checkout checkout = Checkout.open(top, 4);
    assertThatThrownBy(() -> checkout.read("big.tf")).hasMessageContaining("limit of 4");
  }

  @Test
  void aNameThatDoesNotDecodeIsShownByItsBytes() throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", "touch \"$(printf 'x\\377.tf')\" 'é.tf'")
            .directory(top.toFile())
            .start();
    assertThat(shell.waitFor()).isZero();
    Checkout checkout = Checkout.open(top, 1000);
    assertThat(checkout.file("x\\xff.tf").orElseThrow().decodable()).isFalse();
    assertThat(checkout.file("é.tf").orElseThrow().decodable()).isTrue();
  }

  @Test
  void theDigestTellsContentsModesAndLinks() throws Exception {
    write("f", "x");
    Checkout first = Checkout.open(top, 1000);
    first.read("f");
    Checkout second = Checkout.open(top, 1000);
    second.read("f");
    assertThat(second.treeDigest(List.of()))
        .isEqualTo(first.treeDigest(List.of()))
        .startsWith("sha256:");
    write("f", "y");
    Checkout third = Checkout.open(top, 1000);
    third.read("f");
    assertThat(third.treeDigest(List.of())).isNotEqualTo(first.treeDigest(List.of()));
  }

  @Test
  void theDigestCoversContentsThatNothingReadAndTimesOfTheRest() throws Exception {
    write("root/app.zip", "x");
    write("dist/lib.zip", "x");
    write("other/notes", "x");
    write("far/linked", "x");
    link("root/link", "../far");
    List<String> whole = List.of("root", "dist/lib.zip");
    for (String path : List.of("root/app.zip", "dist/lib.zip", "far/linked")) {
      String before = Checkout.open(top, 1).treeDigest(whole);
      FileTime time = Files.getLastModifiedTime(top.resolve(path));
      write(path, "y");
      Files.setLastModifiedTime(top.resolve(path), time);
      assertThat(Checkout.open(top, 1).treeDigest(whole)).as(path).isNotEqualTo(before);
      write(path, "x");
      assertThat(Checkout.open(top, 1).treeDigest(whole)).as(path).isEqualTo(before);
    }
    Checkout rest = Checkout.open(top, 1);
    rest.files();
    String before = rest.treeDigest(whole);
    Files.setLastModifiedTime(top.resolve("other/notes"), FileTime.fromMillis(1000));
    Checkout touched = Checkout.open(top, 1);
    touched.files();
    assertThat(touched.treeDigest(whole)).isNotEqualTo(before);
  }

  @Test
  void aCheckoutInMemoryHasItsFolders() throws Exception {
    Checkout checkout = Checkout.of(Map.of("a/b/c.tf", bytes("x")));
    assertThat(checkout.in("a")).extracting(CheckoutFile::path).containsExactly("a/b");
    assertThat(checkout.read("a/b/../b/c.tf")).isEqualTo(bytes("x"));
  }

  private void write(String path, String content) throws IOException {
    Files.createDirectories(top.resolve(path).getParent());
    Files.writeString(top.resolve(path), content);
  }

  private void link(String path, String target) throws IOException {
    Files.createSymbolicLink(top.resolve(path), Path.of(target));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.checkout.BlobIds;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.hcl.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutlineCacheTest {
  private static final Limits LIMITS = new Limits(1 << 20, 100);
  private static final String CALL = "module \"m\" {\n  source = \"../m\"\n}\n";
  private static final String STATE = "terraform {\n  backend \"gcs\" {}\n}\n";

  @TempDir Path temporary;
  private Path top = Path.of("");
  private Path folder = Path.of("");
  private Path jar = Path.of("");

  @BeforeEach
  void checkout() throws IOException {
    Path real = temporary.toRealPath();
    top = Files.createDirectory(real.resolve("checkout"));
    folder = real.resolve("caches/tfgate");
    jar = jar("tfgate.jar", "one");
    write();
  }

  private void write() throws IOException {
    Files.writeString(top.resolve("call.tf"), CALL);
    Files.writeString(top.resolve("state.tf"), STATE);
  }

  private Path jar(String name, String entry) throws IOException {
    Path file = temporary.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.closeEntry();
    }
    return file;
  }

  /** The outlines of both files by a run; null for what it could not tell. */
  private List<@Nullable FileOutline> run(OutlineCache cache, Limits limits) throws Exception {
    Checkout checkout = Checkout.open(top, 1 << 20);
    FileOutlines outlines = new FileOutlines(checkout, limits, cache);
    List<CheckoutFile> files = checkout.files();
    outlines.begin(2);
    for (CheckoutFile file : files) {
      outlines.unread(file, id(file.name().equals("call.tf") ? CALL : STATE));
    }
    outlines.complete();
    // What is read from here on is gone, so that only what is remembered is known.
    outlines.prepare(files, 2);
    return Stream.of("call.tf", "state.tf")
        .map(path -> outlines.of(checkout.file(path).orElseThrow()))
        .toList();
  }

  private static String id(String content) {
    return new BlobIds(40).of(content.getBytes(StandardCharsets.UTF_8));
  }

  private OutlineCache cache() {
    return OutlineCache.in(folder, jar, 1);
  }

  /** Whether a run knows what the files hold without them. */
  private boolean remembers(OutlineCache cache, Limits limits) throws Exception {
    Files.writeString(top.resolve("call.tf"), "other {");
    Files.writeString(top.resolve("state.tf"), "other {");
    List<@Nullable FileOutline> found = run(cache, limits);
    write();
    return found.get(0) != null && found.get(1) != null;
  }

  @Test
  void whatARunHasReadTheNextOneNeedNotRead() throws Exception {
    List<@Nullable FileOutline> first = run(cache(), LIMITS);
    assertThat(first)
        .containsExactly(
            new FileOutline(List.of(), null, List.of("../m"), false, false, false),
            new FileOutline(List.of("backend"), null, List.of(), false, false, false));
    assertThat(run(cache(), LIMITS)).isEqualTo(first);
    assertThat(remembers(cache(), LIMITS)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("outlines"))))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void anyOtherByteIsAColdRun() throws Exception {
    run(cache(), LIMITS);
    Path file = folder.resolve("outlines");
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x11;
      Files.write(file, bad);
      assertThat(remembers(cache(), LIMITS)).as("byte %d", i).isFalse();
    }
    for (int length = 0; length < good.length; length += 7) {
      Files.write(file, java.util.Arrays.copyOf(good, length));
      assertThat(remembers(cache(), LIMITS)).as("%d bytes", length).isFalse();
    }
    Files.write(file, java.util.Arrays.copyOf(good, good.length + 1));
    assertThat(remembers(cache(), LIMITS)).isFalse();
    assertThat(run(cache(), LIMITS)).doesNotContainNull();
    assertThat(remembers(cache(), LIMITS)).isTrue();
  }

  @Test
  void anotherBuildOrOtherLimitsReadAnew() throws Exception {
    run(cache(), LIMITS);
    Path other = jar("other.jar", "two");
    assertThat(remembers(OutlineCache.in(folder, other, 1), LIMITS)).isFalse();
    run(cache(), LIMITS);
    assertThat(remembers(cache(), new Limits(1 << 20, 99))).isFalse();
    run(cache(), LIMITS);
    assertThat(remembers(cache(), new Limits(1 << 19, 100))).isFalse();
    run(cache(), LIMITS);
    assertThat(remembers(OutlineCache.in(folder, temporary.resolve("none"), 1), LIMITS)).isFalse();
    Files.writeString(jar, "this is no jar, though it is longer than the end of one");
    assertThat(remembers(cache(), LIMITS)).isFalse();
  }

  @Test
  void whatOthersCouldHaveWrittenIsNotRead() throws Exception {
    for (Path place : List.of(folder.resolve("outlines"), folder, folder.getParent())) {
      run(cache(), LIMITS);
      assertThat(remembers(cache(), LIMITS)).isTrue();
      var before = Files.getPosixFilePermissions(place);
      for (String permissions : List.of("rwxrwx---", "rwx----w-")) {
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(permissions));
        assertThat(remembers(cache(), LIMITS)).as("%s %s", place, permissions).isFalse();
      }
      Files.setPosixFilePermissions(place, before);
    }
    run(cache(), LIMITS);
    Path file = folder.resolve("outlines");
    Files.move(file, temporary.resolve("elsewhere"));
    Files.createSymbolicLink(file, temporary.resolve("elsewhere"));
    assertThat(remembers(cache(), LIMITS)).isFalse();
  }

  @Test
  void theCheckoutIsNoPlaceForIt() throws Exception {
    run(cache(), LIMITS);
    byte[] good = Files.readAllBytes(folder.resolve("outlines"));
    Path inside = Files.createDirectories(top.resolve(".cache/tfgate"));
    Path linked = Files.createSymbolicLink(temporary.toRealPath().resolve("linked"), inside);
    for (Path place : List.of(inside, linked)) {
      OutlineCache cache = OutlineCache.in(place, jar, 1);
      run(cache, LIMITS);
      assertThat(inside.resolve("outlines")).doesNotExist();
      Files.write(inside.resolve("outlines"), good);
      assertThat(remembers(cache, LIMITS)).isFalse();
      Files.delete(inside.resolve("outlines"));
    }
    Path aside = Files.createSymbolicLink(temporary.toRealPath().resolve("aside"), top);
    for (Path place : List.of(top.resolve("new/tfgate"), aside.resolve("new"))) {
      run(OutlineCache.in(place, jar, 1), LIMITS);
      assertThat(top.resolve("new")).doesNotExist();
    }
  }

  /** git can take a file for unchanged that holds something else. */
  @Test
  void onlyWhatHasTheIdIsRememberedForIt() throws Exception {
    Files.writeString(top.resolve("call.tf"), "locals {}\n");
    assertThat(run(cache(), LIMITS).getFirst())
        .isEqualTo(new FileOutline(List.of(), null, List.of(), false, false, false));
    write();
    assertThat(remembers(cache(), LIMITS)).isFalse();
    assertThat(run(cache(), LIMITS).getFirst()).extracting("sources").isEqualTo(List.of("../m"));
  }

  @Test
  void severalCheckoutsShareIt() throws Exception {
    run(cache(), LIMITS);
    Files.writeString(top.resolve("call.tf"), "locals {}\n");
    FileOutlines other = new FileOutlines(Checkout.open(top, 1 << 20), LIMITS, cache());
    CheckoutFile file = Checkout.open(top, 1 << 20).file("call.tf").orElseThrow();
    other.begin(1);
    other.unread(file, id("locals {}\n"));
    other.prepare(List.of(file), 1);
    write();
    assertThat(remembers(cache(), LIMITS)).isTrue();
  }

  @Test
  void theEnvironmentSaysWhereItIsAndSwitchesItOff() {
    assertThat(OutlineCache.of(Map.of("HOME", "/home/a"), jar)).isNotNull();
    assertThat(OutlineCache.of(Map.of("XDG_CACHE_HOME", "/caches"), jar)).isNotNull();
    assertThat(OutlineCache.of(Map.of("XDG_CACHE_HOME", "caches"), jar)).isNull();
    assertThat(OutlineCache.of(Map.of(), jar)).isNull();
    assertThat(OutlineCache.of(Map.of("HOME", "/home/a", "TFGATE_CACHE", "off"), jar)).isNull();
  }
}

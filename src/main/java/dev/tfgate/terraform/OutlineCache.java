package dev.tfgate.terraform;

import dev.tfgate.checkout.OtherWriters;
import dev.tfgate.hcl.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Outlines that earlier runs of the same user read, by the id that git gives to a content. It is
 * for laptops, where CI decides afterwards, and makes a run faster or nothing: a file that another
 * user could have written, that lies in the checkout, or that isn't what this build of tfgate wrote
 * with these limits, byte for byte, is not read.
 */
public final class OutlineCache {
  /** With this value nothing is read or written. */
  private static final String OFF = "off";

  private static final byte[] MAGIC = "tfgate outlines 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH = 32;
  private static final int LARGEST_FILE = 16 * 1024 * 1024;

  /** Beyond so many only those of the last run are kept. */
  private static final int MOST = 200_000;

  /** Fewer new ones are read again sooner than the file is written. */
  private static final int FEWEST_NEW = 200;

  private static final int LONGEST_TEXT = 1_000;
  private static final int END_OF_JAR = 22;
  private static final int JAR_ENDS = 0x06054b50;

  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;
  private final Path jar;
  private final int fewest;

  private OutlineCache(Path folder, Path jar, int fewest) {
    this.folder = folder;
    this.jar = jar;
    this.fewest = fewest;
  }

  /**
   * A cache in a folder.
   *
   * @param jar of this build of tfgate
   * @param fewest new outlines for which it is written
   */
  public static OutlineCache in(Path folder, Path jar, int fewest) {
    return new OutlineCache(folder, jar, fewest);
  }

  /**
   * The cache of a user; null where there is none, or it is switched off.
   *
   * @param environment {@code TFGATE_CACHE}, {@code XDG_CACHE_HOME}, {@code HOME}
   * @param jar of this build of tfgate
   */
  public static @Nullable OutlineCache of(Map<String, String> environment, Path jar) {
    if (OFF.equals(environment.get("TFGATE_CACHE"))) {
      return null;
    }
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (caches.startsWith("/")) {
      return in(Path.of(caches, "tfgate"), jar, FEWEST_NEW);
    }
    return home.startsWith("/") ? in(Path.of(home, ".cache", "tfgate"), jar, FEWEST_NEW) : null;
  }

  /** A hash of the directory of a jar, which has a checksum of each class. */
  private byte[] build() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
      byte[] end = new byte[END_OF_JAR];
      file.seek(Math.max(0, file.length() - END_OF_JAR));
      file.readFully(end);
      ByteBuffer fields = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
      long directory = Integer.toUnsignedLong(fields.getInt(16));
      long length = file.length() - directory;
      if (fields.getInt(0) != JAR_ENDS || length < END_OF_JAR || length > LARGEST_FILE) {
        throw new IOException(jar + " is no jar");
      }
      byte[] bytes = new byte[(int) length];
      file.seek(directory);
      file.readFully(bytes);
      return sha256().digest(bytes);
    }
  }

  /**
   * What is remembered for a checkout.
   *
   * @param top of the checkout, links resolved
   * @param limits with which outlines are read
   */
  Remembered open(Path top, Limits limits) {
    return new Remembered(this, top, limits);
  }

  private Path file() {
    return folder.resolve("outlines");
  }

  /** Whether nobody else could have made the file what it is, and the checkout did not bring it. */
  private boolean isOwn(Path place, Path top) throws IOException {
    return !place.toRealPath().startsWith(top) && OtherWriters.here().of(place).isEmpty();
  }

  private byte[] header(Limits limits, int idBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(MAGIC);
    out.write(build());
    out.writeInt(limits.fileBytes());
    out.writeInt(limits.nesting());
    out.writeInt(idBytes);
    return bytes.toByteArray();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The outlines that are remembered for a checkout, and read when one is first asked for. */
  static final class Remembered {
    private final OutlineCache cache;
    private final Path top;
    private final Limits limits;
    private boolean opened;
    private byte[] header = new byte[0];
    private int idBytes;
    private byte[] bytes = new byte[0];
    private int first;
    private int count;
    private List<FileOutline> outlines = List.of();

    private Remembered(OutlineCache cache, Path top, Limits limits) {
      this.cache = cache;
      this.top = top;
      this.limits = limits;
    }

    /**
     * The outline of a content; null where it is not remembered.
     *
     * @param id that git gives to it, in hex
     */
    synchronized @Nullable FileOutline of(String id) {
      if (!opened) {
        opened = true;
        idBytes = id.length() / 2;
        open();
      }
      if (count == 0 || id.length() != idBytes * 2) {
        return null;
      }
      byte[] wanted = HexFormat.of().parseHex(id);
      int low = 0;
      int high = count - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int start = first + middle * (idBytes + 4);
        int order = Arrays.compareUnsigned(bytes, start, start + idBytes, wanted, 0, idBytes);
        if (order == 0) {
          return outlines.get(ByteBuffer.wrap(bytes).getInt(start + idBytes));
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return null;
    }

    private void open() {
      try {
        header = cache.header(limits, idBytes);
        Path file = cache.file();
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            || Files.size(file) > LARGEST_FILE
            || !cache.isOwn(file, top)) {
          return;
        }
        read(Files.readAllBytes(file));
      } catch (IOException | RuntimeException e) {
        // Then nothing is remembered.
        count = 0;
      }
    }

    private void read(byte[] all) throws IOException {
      MessageDigest digest = sha256();
      digest.update(all, HASH, all.length - HASH);
      if (!Arrays.equals(digest.digest(), Arrays.copyOf(all, HASH))
          || !Arrays.equals(all, HASH, HASH + header.length, header, 0, header.length)) {
        return;
      }
      ByteArrayInputStream rest =
          new ByteArrayInputStream(all, HASH + header.length, all.length - HASH - header.length);
      DataInputStream in = new DataInputStream(rest);
      List<FileOutline> known = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        known.add(outline(in));
      }
      int entries = in.readInt();
      if (rest.available() != entries * (idBytes + 4)) {
        return;
      }
      outlines = known;
      first = all.length - rest.available();
      bytes = all;
      count = entries;
    }

    private static FileOutline outline(DataInputStream in) throws IOException {
      List<String> states = texts(in);
      List<String> configured = texts(in);
      return new FileOutline(
              states,
              configured.isEmpty() ? null : configured.getFirst(),
              texts(in),
              in.readBoolean(),
              in.readBoolean(),
              in.readBoolean())
          .shared();
    }

    private static List<String> texts(DataInputStream in) throws IOException {
      int left = in.readInt();
      List<String> texts = new ArrayList<>(1);
      for (; left > 0; left--) {
        texts.add(in.readUTF());
      }
      return List.copyOf(texts);
    }

    /**
     * Remembers outlines, if they are enough.
     *
     * @param fresh by id: those that were not remembered
     */
    synchronized void keep(Map<String, FileOutline> fresh) {
      if (fresh.size() < cache.fewest || fresh.size() > MOST) {
        return;
      }
      // What is there already stays.
      of(fresh.keySet().iterator().next());
      if (header.length == 0) {
        return;
      }
      TreeMap<String, FileOutline> kept = new TreeMap<>();
      for (Map.Entry<String, FileOutline> outline : fresh.entrySet()) {
        if (outline.getKey().length() == idBytes * 2 && isShort(outline.getValue())) {
          kept.put(outline.getKey(), outline.getValue());
        }
      }
      if (kept.size() + count <= MOST) {
        for (int i = 0; i < count; i++) {
          int start = first + i * (idBytes + 4);
          kept.putIfAbsent(
              HexFormat.of().formatHex(bytes, start, start + idBytes),
              outlines.get(ByteBuffer.wrap(bytes).getInt(start + idBytes)));
        }
      }
      try {
        write(kept);
      } catch (IOException | RuntimeException e) {
        // A later run reads them again.
        count = 0;
      }
    }

    private static boolean isShort(FileOutline outline) {
      List<String> texts = new ArrayList<>(outline.sources());
      texts.addAll(outline.states());
      if (outline.configured() != null) {
        texts.add(outline.configured());
      }
      return texts.size() <= LONGEST_TEXT
          && texts.stream().allMatch(text -> text.length() <= LONGEST_TEXT);
    }

    private void write(SortedMap<String, FileOutline> kept) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream(1 << 16);
      DataOutputStream out = new DataOutputStream(body);
      out.write(header);
      Map<FileOutline, Integer> places = new HashMap<>();
      List<FileOutline> different = new ArrayList<>();
      for (FileOutline outline : kept.values()) {
        if (places.putIfAbsent(outline, different.size()) == null) {
          different.add(outline);
        }
      }
      out.writeInt(different.size());
      for (FileOutline outline : different) {
        write(outline.states(), out);
        write(outline.configured() == null ? List.of() : List.of(outline.configured()), out);
        write(outline.sources(), out);
        out.writeBoolean(outline.readsFolders());
        out.writeBoolean(outline.readsState());
        out.writeBoolean(outline.climbs());
      }
      out.writeInt(kept.size());
      for (Map.Entry<String, FileOutline> entry : kept.entrySet()) {
        out.write(HexFormat.of().parseHex(entry.getKey()));
        out.writeInt(places.getOrDefault(entry.getValue(), 0));
      }
      byte[] content = body.toByteArray();
      if (!cache.isOwn(existing(cache.folder), top)) {
        return;
      }
      Files.createDirectories(cache.folder, PRIVATE_FOLDER);
      if (!cache.isOwn(cache.folder, top) || content.length > LARGEST_FILE - HASH) {
        return;
      }
      Path temporary = cache.folder.resolve("outlines-" + UUID.randomUUID());
      Files.createFile(temporary, PRIVATE_FILE);
      try {
        Files.write(temporary, sha256().digest(content), StandardOpenOption.WRITE);
        Files.write(temporary, content, StandardOpenOption.APPEND);
        Files.move(
            temporary,
            cache.file(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    }

    /** The folder, or the nearest one above it that is there. */
    private static Path existing(Path folder) {
      Path place = folder;
      while (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        place = place.resolve("..").normalize();
      }
      return place;
    }

    private static void write(List<String> texts, DataOutputStream out) throws IOException {
      out.writeInt(texts.size());
      for (String text : texts) {
        out.writeUTF(text);
      }
    }
  }
}

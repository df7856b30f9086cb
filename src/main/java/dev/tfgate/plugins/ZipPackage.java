package dev.tfgate.plugins;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A provider's package as the vendor's zip. The central directory is read by hand (APPNOTE.TXT 6.3,
 * sections 4.3.12 and 4.3.16): the JDK doesn't tell permissions, links and duplicates. Only what
 * every reader of zips takes for the same is accepted.
 */
final class ZipPackage {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int HEADER_SIGNATURE = 0x02014b50;
  private static final int HEADER_LENGTH = 46;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int MOST_ENTRIES = 10_000;
  private static final int LARGEST_DIRECTORY = 16 * 1024 * 1024;
  private static final long MOST_BYTES = 8L << 30;
  private static final int ENCRYPTED = 1;
  private static final int UNIX = 3;
  private static final int FILE_TYPE = 0170000;
  private static final int REGULAR = 0100000;

  /** What Terraform and {@code unzip} leave of the permissions. */
  private static final int PERMISSIONS = 0755;

  private static final Pattern NAME = Pattern.compile("[^/\\\\\\x00-\\x1f\\x7f]+");

  /**
   * A file of the package.
   *
   * @param permissions the permission bits it is unpacked with
   */
  private record Member(String name, int permissions, long size, long crc) {}

  private final Path file;
  private final List<Member> members;

  private ZipPackage(Path file, List<Member> members) {
    this.file = file;
    this.members = List.copyOf(members);
  }

  /**
   * Reads the list of files. Nothing is unpacked.
   *
   * @throws ZipException where it is no zip of files alone, or one that could be read in two ways
   * @throws IOException where the file can't be read
   */
  static ZipPackage open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      long size = channel.size();
      ByteBuffer tail = read(channel, Math.max(0, size - END_LENGTH - LONGEST_COMMENT), size);
      int end = end(tail);
      long endsAt = size - tail.limit() + end;
      int count = tail.getShort(end + 10) & 0xffff;
      long length = tail.getInt(end + 12) & 0xffffffffL;
      long offset = tail.getInt(end + 16) & 0xffffffffL;
      boolean oneDisk = tail.getInt(end + 4) == 0 && (tail.getShort(end + 8) & 0xffff) == count;
      if (!oneDisk || offset + length != endsAt) {
        throw new ZipException("its directory is not where it should be, or it is a zip64");
      }
      if (count > MOST_ENTRIES || length > LARGEST_DIRECTORY) {
        throw new ZipException("it lists more than %d files".formatted(MOST_ENTRIES));
      }
      return new ZipPackage(file, members(read(channel, offset, endsAt), count));
    }
  }

  private static ByteBuffer read(FileChannel channel, long from, long to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) (to - from)).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new ZipException("it ends too early");
      }
    }
    return buffer.flip();
  }

  /** Returns where the end record starts: the last place whose comment reaches to the very end. */
  private static int end(ByteBuffer tail) throws ZipException {
    for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE
          && at + END_LENGTH + (tail.getShort(at + 20) & 0xffff) == tail.limit()) {
        return at;
      }
    }
    throw new ZipException("it is not a zip");
  }

  private static List<Member> members(ByteBuffer directory, int count) throws ZipException {
    List<Member> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long total = 0;
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (at + HEADER_LENGTH > directory.limit() || directory.getInt(at) != HEADER_SIGNATURE) {
        throw new ZipException("its directory is broken");
      }
      int nameLength = directory.getShort(at + 28) & 0xffff;
      int next =
          at
              + HEADER_LENGTH
              + nameLength
              + (directory.getShort(at + 30) & 0xffff)
              + (directory.getShort(at + 32) & 0xffff);
      if (next > directory.limit()) {
        throw new ZipException("its directory is broken");
      }
      Member member = member(directory, at, nameLength);
      if (!names.add(member.name())) {
        throw new ZipException("it holds '%s' twice".formatted(member.name()));
      }
      total += member.size();
      members.add(member);
      at = next;
    }
    if (at != directory.limit()) {
      throw new ZipException("its directory is broken");
    }
    if (total > MOST_BYTES) {
      throw new ZipException("unpacked it would have more than %,d bytes".formatted(MOST_BYTES));
    }
    return members;
  }

  private static Member member(ByteBuffer directory, int at, int nameLength) throws ZipException {
    String name;
    try {
      name =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(directory.slice(at + HEADER_LENGTH, nameLength))
              .toString();
    } catch (CharacterCodingException e) {
      throw new ZipException("it holds a name that is not UTF-8");
    }
    checkName(name);
    if ((directory.getShort(at + 8) & ENCRYPTED) != 0) {
      throw new ZipException("'%s' is encrypted".formatted(name));
    }
    int method = directory.getShort(at + 10) & 0xffff;
    if (method != ZipEntry.STORED && method != ZipEntry.DEFLATED) {
      throw new ZipException("'%s' is compressed in an unusual way (%d)".formatted(name, method));
    }
    boolean unix = (directory.get(at + 5) & 0xff) == UNIX;
    int mode = unix ? directory.getInt(at + 38) >>> 16 : 0;
    int type = mode & FILE_TYPE;
    if (type != 0 && type != REGULAR) {
      throw new ZipException("'%s' is a link or another thing than a file".formatted(name));
    }
    int permissions = mode == 0 ? PERMISSIONS : mode & PERMISSIONS;
    return new Member(
        name,
        permissions,
        directory.getInt(at + 24) & 0xffffffffL,
        directory.getInt(at + 16) & 0xffffffffL);
  }

  private static void checkName(String name) throws ZipException {
    if (name.endsWith("/")) {
      throw new ZipException(
          "it lists the directory '%s', which the program's hash of the zip counts and that of the"
                  .formatted(name)
              + " unpacked package doesn't");
    }
    for (String part : name.split("/", -1)) {
      if (!NAME.matches(part) || part.equals(".") || part.equals("..")) {
        throw new ZipException("'%s' would be unpacked to another place".formatted(name));
      }
    }
  }

  /** Returns how many bytes the files have. */
  long unpackedSize() {
    return members.stream().mapToLong(Member::size).sum();
  }

  /**
   * Returns the files with their hashes, by path. Holds the zip to the sizes that it lists.
   *
   * @throws ZipException where a file has another length or checksum than is listed
   */
  List<PinnedFile> files(LongConsumer progress) throws IOException {
    List<PinnedFile> files = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Member member : members) {
        ZipEntry entry = zip.getEntry(member.name());
        if (entry == null || entry.getSize() != member.size()) {
          throw new ZipException("'%s' is listed in two ways".formatted(member.name()));
        }
        try (InputStream in = zip.getInputStream(entry)) {
          files.add(hash(member, in, progress));
        }
      }
    }
    files.sort((a, b) -> PackageHash.PATH_ORDER.compare(a.path(), b.path()));
    return files;
  }

  private static PinnedFile hash(Member member, InputStream in, LongConsumer progress)
      throws IOException {
    CRC32 crc = new CRC32();
    DigestInputStream content =
        new DigestInputStream(new CheckedInputStream(in, crc), PackageHash.sha256());
    byte[] buffer = new byte[64 * 1024];
    long length = 0;
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      length += read;
      progress.accept(read);
      if (length > member.size()) {
        break;
      }
    }
    if (length != member.size() || crc.getValue() != member.crc()) {
      throw new ZipException("'%s' is not what the zip says it is".formatted(member.name()));
    }
    return new PinnedFile(
        member.name(),
        length,
        PluginDirectory.mode(member.permissions()),
        HexFormat.of().formatHex(content.getMessageDigest().digest()));
  }
}

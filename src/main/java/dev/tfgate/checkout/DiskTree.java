package dev.tfgate.checkout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What lies on the disk. */
final class DiskTree implements Tree {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** Smaller files are read through buffers that are used again. */
  private static final int USUAL_SIZE = 1 << 16;

  private final Path top;
  private volatile Set<String> leftOut;

  /** The places whose path is not what their text says: Java keeps bytes that don't decode. */
  private final Map<String, Path> places = new ConcurrentHashMap<>();

  /** Paths of folders that are some, no links. */
  private final Set<String> folders = ConcurrentHashMap.newKeySet();

  /** Buffers through which no thread reads at the moment. */
  private final Queue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

  /**
   * A tree on disk.
   *
   * @param top absolute, links resolved
   * @param leftOut paths of files and folders that are no part of it
   */
  DiskTree(Path top, Set<String> leftOut) {
    this.top = top;
    this.leftOut = leftOut;
  }

  @Override
  public void leaveOut(Set<String> paths) {
    leftOut = Set.copyOf(paths);
  }

  @Override
  public List<CheckoutFile> list(String directory, int most, List<Unreadable> problems) {
    boolean atTop = directory.equals(".");
    String prefix = atTop ? "" : directory + "/";
    boolean apart = places.containsKey(directory);
    List<CheckoutFile> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(place(directory))) {
      for (Path place : stream) {
        if (entries.size() >= most) {
          break;
        }
        String last = last(place);
        EntryName name = name(place, last);
        String path = prefix + name.text();
        if ((atTop && name.text().equals(".git")) || leftOut.contains(path)) {
          continue;
        }
        entries.add(entry(place, path, name.decodable()));
        if (apart || !name.text().equals(last)) {
          places.put(path, place);
        }
      }
    } catch (DirectoryIteratorException e) {
      IOException cause = e.getCause();
      unlisted(
          directory, cause == null ? "I/O error" : UnreadableFileException.reason(cause), problems);
    } catch (IOException e) {
      unlisted(directory, UnreadableFileException.reason(e), problems);
    }
    return entries;
  }

  private Path place(String path) {
    Path known = places.get(path);
    return known != null ? known : path.equals(".") ? top : top.resolve(path);
  }

  private static void unlisted(String directory, String reason, List<Unreadable> problems) {
    problems.add(
        new Unreadable(
            directory,
            "unreadable",
            "the folder can't be listed ("
                + reason
                + "), so what it holds is unknown. Make it readable, or remove it"));
  }

  private static CheckoutFile entry(Path place, String path, boolean decodable) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(place, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    CheckoutFile.Kind kind =
        attributes.isSymbolicLink()
            ? CheckoutFile.Kind.LINK
            : attributes.isDirectory()
                ? CheckoutFile.Kind.DIRECTORY
                : attributes.isRegularFile() ? CheckoutFile.Kind.FILE : CheckoutFile.Kind.OTHER;
    int mode = 0;
    for (PosixFilePermission permission : attributes.permissions()) {
      mode |= bit(permission);
    }
    return new CheckoutFile(
        path,
        kind,
        mode,
        kind == CheckoutFile.Kind.FILE ? attributes.size() : 0,
        kind == CheckoutFile.Kind.LINK ? Files.readSymbolicLink(place).toString() : null,
        decodable);
  }

  /** The entry of that path, links not followed; empty where there is none. */
  Optional<CheckoutFile> entry(String path) {
    try {
      for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        String folder = path.substring(0, slash);
        if (!folders.contains(folder)) {
          if (!Files.isDirectory(place(folder), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
          }
          folders.add(folder);
        }
      }
      return Optional.of(entry(place(path), path, true));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static int bit(PosixFilePermission permission) {
    return switch (permission) {
      case OWNER_READ -> 0400;
      case OWNER_WRITE -> 0200;
      case OWNER_EXECUTE -> 0100;
      case GROUP_READ -> 040;
      case GROUP_WRITE -> 020;
      case GROUP_EXECUTE -> 010;
      case OTHERS_READ -> 04;
      case OTHERS_WRITE -> 02;
      case OTHERS_EXECUTE -> 01;
    };
  }

  @Override
  public byte[] read(CheckoutFile file, int limit) throws UnreadableFileException {
    Path place = place(file.path());
    if (file.size() > limit) {
      throw UnreadableFileException.tooLarge(file.size(), limit);
    }
    try {
      BasicFileAttributes before =
          Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!before.isRegularFile() || before.size() != file.size()) {
        throw new UnreadableFileException("the file changed while the checkout was read");
      }
      byte[] content = bytes(place, (int) file.size());
      BasicFileAttributes after =
          Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!after.isRegularFile()
          || !after.lastModifiedTime().equals(before.lastModifiedTime())
          || !Objects.equals(after.fileKey(), before.fileKey())) {
        throw new UnreadableFileException("the file changed while it was read");
      }
      return content;
    } catch (UnreadableFileException e) {
      throw e;
    } catch (IOException e) {
      throw UnreadableFileException.of(e);
    }
  }

  @Override
  public byte[] glance(CheckoutFile file, int limit) throws UnreadableFileException {
    if (file.size() > limit) {
      throw UnreadableFileException.tooLarge(file.size(), limit);
    }
    try {
      return bytes(place(file.path()), (int) file.size());
    } catch (UnreadableFileException e) {
      throw e;
    } catch (IOException e) {
      throw UnreadableFileException.of(e);
    }
  }

  @Override
  public int glance(CheckoutFile file, int limit, byte[] into) throws UnreadableFileException {
    if (file.size() >= into.length) {
      return -1;
    }
    int length = glance(file.path(), limit, into);
    if (length != file.size()) {
      throw new UnreadableFileException("the file changed while it was read");
    }
    return length;
  }

  /** As above, for a file whose size is not known. */
  int glance(String path, int limit, byte[] into) throws UnreadableFileException {
    ByteBuffer buffer = ByteBuffer.wrap(into);
    try (SeekableByteChannel channel = Files.newByteChannel(place(path), READ)) {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          if (buffer.position() > limit) {
            throw UnreadableFileException.tooLarge(buffer.position(), limit);
          }
          return buffer.position();
        }
      }
      return -1;
    } catch (UnreadableFileException e) {
      throw e;
    } catch (IOException e) {
      throw UnreadableFileException.of(e);
    }
  }

  @Override
  public byte[] digest(CheckoutFile file) throws UnreadableFileException {
    Path place = place(file.path());
    try {
      FileTime before = Files.getLastModifiedTime(place, LinkOption.NOFOLLOW_LINKS);
      MessageDigest digest = Tree.sha256();
      ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(file.size() + 1, 1, 1 << 16));
      try (SeekableByteChannel channel = Files.newByteChannel(place, READ)) {
        while (channel.read(buffer) >= 0) {
          digest.update(buffer.flip());
          buffer.clear();
        }
      }
      if (!Files.getLastModifiedTime(place, LinkOption.NOFOLLOW_LINKS).equals(before)) {
        throw new UnreadableFileException("the file changed while it was read");
      }
      return digest.digest();
    } catch (UnreadableFileException e) {
      throw e;
    } catch (IOException e) {
      throw UnreadableFileException.of(e);
    }
  }

  @Override
  public String sizeAndTime(CheckoutFile file) {
    try {
      BasicFileAttributes now =
          Files.readAttributes(
              place(file.path()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.size() + " " + now.lastModifiedTime();
    } catch (IOException e) {
      return "gone";
    }
  }

  @Override
  public byte[] end(CheckoutFile file, int most) throws UnreadableFileException {
    int length = (int) Math.min(most, file.size());
    ByteBuffer known = length > USUAL_SIZE ? null : idle.poll();
    ByteBuffer buffer =
        known != null
            ? known
            : length > USUAL_SIZE
                ? ByteBuffer.allocate(length)
                : ByteBuffer.allocateDirect(USUAL_SIZE);
    Path place = place(file.path());
    try {
      if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
        throw new UnreadableFileException("the file changed while the checkout was read");
      }
      buffer.clear().limit(length);
      try (SeekableByteChannel channel = Files.newByteChannel(place, READ)) {
        if (length < file.size()) {
          channel.position(file.size() - length);
        }
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
          // read on
        }
      }
      byte[] end = new byte[buffer.position()];
      buffer.get(0, end);
      return end;
    } catch (UnreadableFileException e) {
      throw e;
    } catch (IOException e) {
      throw UnreadableFileException.of(e);
    } finally {
      if (buffer.isDirect()) {
        idle.add(buffer);
      }
    }
  }

  private byte[] bytes(Path place, int length) throws IOException {
    if (length >= USUAL_SIZE) {
      return bytes(place, length, ByteBuffer.allocate(length + 1));
    }
    ByteBuffer known = idle.poll();
    ByteBuffer buffer = known == null ? ByteBuffer.allocateDirect(USUAL_SIZE) : known;
    try {
      // One byte more than there should be: what ends before it has not grown.
      return bytes(place, length, buffer.clear().limit(length + 1));
    } finally {
      idle.add(buffer);
    }
  }

  private static byte[] bytes(Path place, int length, ByteBuffer buffer) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(place, READ)) {
      int read = channel.read(buffer);
      while (read >= 0 && buffer.position() < length) {
        read = channel.read(buffer);
      }
    }
    if (buffer.position() != length) {
      throw new UnreadableFileException("the file changed while it was read");
    }
    byte[] content = new byte[length];
    buffer.get(0, content);
    return content;
  }

  private static String last(Path place) {
    Path last = place.getFileName();
    return last == null ? "" : last.toString();
  }

  /** Java shows bytes that don't decode as U+FFFD; the URI of a path holds them, escaped. */
  private static EntryName name(Path place, String text) {
    if (text.indexOf('\uFFFD') < 0) {
      return new EntryName(text, true);
    }
    String uri = place.toUri().getRawPath();
    String raw = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    return EntryName.of(unescaped(raw.substring(raw.lastIndexOf('/') + 1)));
  }

  private static byte[] unescaped(String raw) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        out.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
        i += 2;
      } else {
        out.write(raw.charAt(i));
      }
    }
    return out.toByteArray();
  }
}

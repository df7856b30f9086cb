package dev.tfgate.checkout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tree under test. It is listed once, without following links, and each file is read at most
 * once and no further than a limit. The {@code .git} entry of the top is no part of it.
 *
 * <p>One thread at a time may use it.
 */
public final class Checkout {
  /** More entries than this and the gate refuses: no honest checkout has them. */
  private static final int MOST_ENTRIES = 2_000_000;

  private static final int DEEPEST_FOLDER = 500;

  /** As many links as Linux follows in one path. */
  private static final int MOST_LINKS = 40;

  private final @Nullable Path top;
  private final String start;
  private final int fileBytes;
  private final Map<String, CheckoutFile> entries;
  private final Map<String, Path> places;
  private final Map<String, List<CheckoutFile>> children = new HashMap<>();
  private final List<Unreadable> problems;
  private final Map<String, byte[]> contents = new TreeMap<>();
  private final Map<String, UnreadableFileException> failures = new HashMap<>();
  private final List<CheckoutFile> files;

  private Checkout(
      @Nullable Path top,
      String start,
      int fileBytes,
      Map<String, CheckoutFile> entries,
      Map<String, Path> places,
      List<Unreadable> problems) {
    this.top = top;
    this.start = start;
    this.fileBytes = fileBytes;
    this.places = places;
    this.problems = problems;
    TreeMap<String, CheckoutFile> resolved = new TreeMap<>();
    this.entries = entries;
    for (CheckoutFile entry : entries.values()) {
      boolean leaves = entry.isLink() && resolve(entry.path()).isEmpty();
      resolved.put(
          entry.path(),
          leaves
              ? new CheckoutFile(
                  entry.path(),
                  entry.kind(),
                  entry.mode(),
                  entry.size(),
                  entry.linkTarget(),
                  true,
                  entry.decodable())
              : entry);
    }
    entries.putAll(resolved);
    this.files = List.copyOf(resolved.values());
    for (CheckoutFile entry : files) {
      children.computeIfAbsent(entry.directory(), directory -> new ArrayList<>()).add(entry);
    }
  }

  /**
   * Lists the checkout that {@code start} lies in: the git top level above it, or {@code start}
   * itself where there is none.
   *
   * @param start a directory, or a file in one
   * @param fileBytes largest file that is read, in bytes
   * @throws UnreadableFileException where {@code start} does not exist or can't be listed
   */
  public static Checkout open(Path start, int fileBytes) throws UnreadableFileException {
    Path real;
    try {
      real = start.toRealPath();
    } catch (NoSuchFileException e) {
      throw new UnreadableFileException("there is no such file or directory");
    } catch (IOException e) {
      throw new UnreadableFileException("it can't be read: " + reason(e));
    }
    Path folder = Files.isDirectory(real) ? real : parent(real);
    Path top = top(folder);
    String relative = slashed(top.relativize(real).toString());
    TreeMap<String, CheckoutFile> entries = new TreeMap<>();
    Map<String, Path> places = new HashMap<>();
    List<Unreadable> problems = new ArrayList<>();
    list(top, entries, places, problems);
    return new Checkout(
        top, relative.isEmpty() ? "." : relative, fileBytes, entries, places, problems);
  }

  /** A checkout of files in memory: paths with {@code /}, and their contents. */
  public static Checkout of(Map<String, byte[]> files) {
    return withContents(null, ".", Integer.MAX_VALUE, files);
  }

  private static Checkout withContents(
      @Nullable Path top, String start, int fileBytes, Map<String, byte[]> files) {
    TreeMap<String, CheckoutFile> entries = new TreeMap<>();
    files.forEach(
        (path, content) -> {
          for (int i = path.indexOf('/'); i > 0; i = path.indexOf('/', i + 1)) {
            String directory = path.substring(0, i);
            entries.put(
                directory,
                new CheckoutFile(
                    directory, CheckoutFile.Kind.DIRECTORY, 0755, 0, null, false, true));
          }
          entries.put(
              path,
              new CheckoutFile(
                  path, CheckoutFile.Kind.FILE, 0644, content.length, null, false, true));
        });
    Checkout checkout =
        new Checkout(top, start, fileBytes, entries, new HashMap<>(), new ArrayList<>());
    checkout.contents.putAll(files);
    return checkout;
  }

  /** The directory on disk, links resolved; empty for a checkout in memory. */
  public Optional<Path> top() {
    return Optional.ofNullable(top);
  }

  /** The path that the checkout was opened with, relative to its top; "." for the top. */
  public String start() {
    return start;
  }

  /** Every entry, directories included, by path. */
  public List<CheckoutFile> files() {
    return files;
  }

  /** The entries of the directory {@code path}, by path; none where it is no directory. */
  public List<CheckoutFile> in(String path) {
    return Collections.unmodifiableList(children.getOrDefault(path, List.of()));
  }

  /** The entry {@code path} itself, a link not followed. */
  public Optional<CheckoutFile> file(String path) {
    return Optional.ofNullable(entries.get(path));
  }

  /** The places that could not be listed, in order of path. */
  public List<Unreadable> problems() {
    return List.copyOf(problems);
  }

  /**
   * Follows every link in {@code path} and resolves {@code .} and {@code ..}, as the kernel does.
   *
   * @param path relative to the checkout, with {@code /}
   * @return the path of what it leads to; "." for the top; empty where it leaves the checkout, on
   *     the way too, runs in a loop, or leads to nothing
   */
  public Optional<String> resolve(String path) {
    if (path.startsWith("/")) {
      return Optional.empty();
    }
    Deque<String> pending = new ArrayDeque<>(Arrays.asList(path.split("/")));
    List<String> done = new ArrayList<>();
    int links = 0;
    while (!pending.isEmpty()) {
      String part = pending.pop();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        if (done.isEmpty()) {
          return Optional.empty();
        }
        done.removeLast();
        continue;
      }
      done.add(part);
      CheckoutFile entry = entries.get(String.join("/", done));
      if (entry == null) {
        return Optional.empty();
      }
      String target = entry.linkTarget();
      if (target != null) {
        if (++links > MOST_LINKS || target.startsWith("/")) {
          return Optional.empty();
        }
        done.removeLast();
        for (String next : Arrays.asList(target.split("/")).reversed()) {
          pending.push(next);
        }
      } else if (!pending.isEmpty() && !entry.isDirectory()) {
        return Optional.empty();
      }
    }
    return Optional.of(done.isEmpty() ? "." : String.join("/", done));
  }

  /**
   * Returns the content of the file at {@code path}; links are followed as long as they stay in the
   * checkout. The file is read once: a second call gives the same bytes or the same error.
   *
   * @throws UnreadableFileException where it is no regular file, over the limit, can't be read,
   *     changed meanwhile, or lies outside of the checkout
   */
  public byte[] read(String path) throws UnreadableFileException {
    String real =
        resolve(path)
            .orElseThrow(
                () ->
                    new UnreadableFileException(
                        "there is no such file in the checkout, or a link leads out of it"));
    byte[] known = contents.get(real);
    if (known != null) {
      return known.clone();
    }
    UnreadableFileException failure = failures.get(real);
    if (failure != null) {
      throw failure;
    }
    try {
      byte[] content = readOnce(real);
      contents.put(real, content);
      return content.clone();
    } catch (UnreadableFileException e) {
      failures.put(real, e);
      throw e;
    }
  }

  /**
   * Returns {@code sha256:…} in lower-case hex over the paths, kinds, modes and links of all
   * entries and the contents of those files that were read so far.
   */
  public String treeDigest() {
    MessageDigest digest = sha256();
    for (CheckoutFile entry : files) {
      update(digest, entry.path());
      update(digest, entry.kind().name());
      update(digest, Integer.toOctalString(entry.mode()));
      update(digest, entry.linkTarget() == null ? "" : entry.linkTarget());
      byte[] content = contents.get(entry.path());
      update(digest, content == null ? "" : HexFormat.of().formatHex(sha256().digest(content)));
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] readOnce(String path) throws UnreadableFileException {
    CheckoutFile entry = entries.get(path);
    Path place = places.get(path);
    if (entry == null || place == null || !entry.isFile()) {
      throw new UnreadableFileException("not a regular file, so nothing of it was read");
    }
    if (entry.size() > fileBytes) {
      throw new UnreadableFileException(
          "the file has %d bytes, over the limit of %d (limits.file_bytes)"
              .formatted(entry.size(), fileBytes));
    }
    try {
      BasicFileAttributes before =
          Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!before.isRegularFile() || before.size() != entry.size()) {
        throw new UnreadableFileException("the file changed while the checkout was read");
      }
      byte[] content = bytes(place, (int) entry.size() + 1);
      BasicFileAttributes after =
          Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (content.length != entry.size()
          || !after.isRegularFile()
          || !after.lastModifiedTime().equals(before.lastModifiedTime())
          || !Objects.equals(after.fileKey(), before.fileKey())) {
        throw new UnreadableFileException("the file changed while it was read");
      }
      return content;
    } catch (UnreadableFileException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableFileException("the file can't be read: " + reason(e));
    }
  }

  /** Asked for one byte more than there should be, it notices growth. */
  private static byte[] bytes(Path place, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try (SeekableByteChannel channel =
        Files.newByteChannel(place, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // read on
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private record Folder(Path place, String prefix, int depth) {}

  private static void list(
      Path top,
      Map<String, CheckoutFile> entries,
      Map<String, Path> places,
      List<Unreadable> problems)
      throws UnreadableFileException {
    Deque<Folder> pending = new ArrayDeque<>();
    pending.push(new Folder(top, "", 0));
    while (!pending.isEmpty()) {
      Folder folder = pending.pop();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder.place())) {
        for (Path place : stream) {
          Name name = Name.of(place);
          if (folder.depth() == 0 && name.text().equals(".git")) {
            continue;
          }
          String path = folder.prefix() + name.text();
          CheckoutFile entry = entry(place, path, name.decodable());
          if (entries.size() >= MOST_ENTRIES || folder.depth() >= DEEPEST_FOLDER) {
            problems.add(
                new Unreadable(
                    path,
                    "too-many-files",
                    "the checkout has more than %d entries or folders deeper than %d"
                        .formatted(MOST_ENTRIES, DEEPEST_FOLDER)));
            return;
          }
          entries.put(path, entry);
          places.put(path, place);
          if (entry.isDirectory()) {
            pending.push(new Folder(place, path + "/", folder.depth() + 1));
          }
        }
      } catch (DirectoryIteratorException e) {
        IOException cause = e.getCause();
        unlisted(folder, cause == null ? "I/O error" : reason(cause), problems);
      } catch (IOException e) {
        if (folder.depth() == 0) {
          throw new UnreadableFileException("the checkout can't be listed: " + reason(e));
        }
        unlisted(folder, reason(e), problems);
      }
    }
    problems.sort(Comparator.comparing(Unreadable::path));
  }

  private static void unlisted(Folder folder, String reason, List<Unreadable> problems) {
    String path = folder.prefix().substring(0, Math.max(0, folder.prefix().length() - 1));
    problems.add(
        new Unreadable(
            path.isEmpty() ? "." : path,
            "unreadable",
            "the folder can't be listed (" + reason + "), so what it holds is unknown"));
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
        false,
        decodable);
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

  /** The name of an entry: Java keeps bytes that don't decode, and shows them as U+FFFD. */
  private record Name(String text, boolean decodable) {
    static Name of(Path place) {
      Path last = place.getFileName();
      String text = last == null ? "" : last.toString();
      if (text.indexOf('\uFFFD') < 0) {
        return new Name(text, true);
      }
      // The URI of a path holds the bytes themselves, escaped.
      String uri = place.toUri().getRawPath();
      String raw = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
      raw = raw.substring(raw.lastIndexOf('/') + 1);
      try {
        ByteBuffer bytes = ByteBuffer.wrap(unescaped(raw));
        return new Name(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(), true);
      } catch (CharacterCodingException e) {
        return new Name(shown(raw), false);
      }
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

    private static String shown(String raw) {
      StringBuilder out = new StringBuilder();
      for (byte b : unescaped(raw)) {
        if (b >= 0) {
          out.append((char) b);
        } else {
          out.append("\\x").append(HexFormat.of().toHexDigits(b));
        }
      }
      return out.toString();
    }
  }

  /**
   * Returns the nearest of {@code folder} and the folders above it that git takes for a top level,
   * or {@code folder} where there is none.
   */
  public static Path top(Path folder) {
    for (Path candidate = folder; candidate != null; candidate = candidate.getParent()) {
      if (Files.exists(candidate.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
        return candidate;
      }
    }
    return folder;
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private static String slashed(String path) {
    return path.replace('\\', '/');
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException gone -> "it is gone";
      case FileSystemException failed ->
          failed.getReason() == null ? "I/O error" : failed.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}

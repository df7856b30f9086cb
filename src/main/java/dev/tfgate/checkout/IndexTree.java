package dev.tfgate.checkout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What git's index holds. The listing is kept as git gave it, sorted by the bytes of the paths, and
 * a folder is looked up in it when it is asked for: of a large tree most are not.
 */
final class IndexTree implements Tree {
  private static final String SUBMODULE = "160000";
  private static final String LINK = "120000";
  private static final int LONGEST_LINK = 4096;
  private static final int LARGEST_CONVERTED = 100 * 1024 * 1024;

  /** For fewer contents no process is started. */
  private static final int FEWEST_READ_AHEAD = 100;

  private final byte[] listing;

  /** Where the records start, where their paths start, and where they end. */
  private final int[] starts;

  private final int[] paths;
  private final int[] ends;

  /** The record that was looked for last, by whichever thread. */
  private volatile int last = -1;

  private final GitObjects objects;

  /** Further processes that give contents, while no thread reads through them. */
  private final Queue<GitObjects> idle = new ConcurrentLinkedQueue<>();

  private final Search search;
  private final Converted converted;

  /**
   * Entries that git stores otherwise than it writes them to disk, where Terraform reads them.
   *
   * @param top of the work tree, links resolved
   * @param how by path: the filter or the encoding
   */
  record Converted(Path top, SortedMap<String, String> how) {
    /** Copies the map. */
    Converted {
      how = Collections.unmodifiableSortedMap(new TreeMap<>(how));
    }

    private byte[] read(String path, int limit) throws UnreadableFileException {
      Path file = top.resolve(path);
      try {
        if (!file.toRealPath().equals(file)) {
          throw new UnreadableFileException(
              "git stores it through %s, and a link leads to it on disk".formatted(how.get(path)));
        }
      } catch (UnreadableFileException e) {
        throw e;
      } catch (IOException e) {
        throw new UnreadableFileException(
            "git stores it through %s, and it is not on disk, where a run would read it"
                .formatted(how.get(path)));
      }
      return BoundedFile.read(file, limit);
    }
  }

  /** Finds the entries in whose content a line matches. */
  interface Search {
    /**
     * Returns their paths.
     *
     * @param expression an extended regular expression of POSIX
     * @param ends how the paths end
     * @throws GitException where git fails
     */
    List<String> matching(String expression, List<String> ends) throws GitException;
  }

  /** The bytes of paths whose text is not what they say: they don't decode. */
  private final Map<String, byte[]> undecodable = new ConcurrentHashMap<>();

  /**
   * Reads a listing.
   *
   * @param listing the output of {@code git ls-files -z --stage --full-name}
   * @param objects gives the contents
   * @param search finds contents
   * @param converted whose contents are on disk
   * @throws GitException where a merge is unfinished, or the listing is none
   */
  IndexTree(byte[] listing, GitObjects objects, Search search, Converted converted)
      throws GitException {
    int records = 0;
    for (byte b : listing) {
      if (b == 0) {
        records++;
      }
    }
    this.listing = listing;
    this.starts = new int[records];
    this.paths = new int[records];
    this.ends = new int[records];
    this.objects = objects;
    this.search = search;
    this.converted = converted;
    int position = 0;
    for (int i = 0; i < records; i++) {
      starts[i] = position;
      while (listing[position] != '\t') {
        if (listing[position++] == 0) {
          throw new GitException("git ls-files gives a record without a path");
        }
      }
      paths[i] = position + 1;
      while (listing[position] != 0) {
        position++;
      }
      ends[i] = position++;
      if (listing[paths[i] - 2] != '0') {
        throw new GitException("'%s' has merge conflicts. Resolve them first".formatted(path(i)));
      }
      if (i > 0
          && Arrays.compareUnsigned(listing, paths[i - 1], ends[i - 1], listing, paths[i], ends[i])
              >= 0) {
        throw new GitException("git's index is not in order at '%s'".formatted(path(i)));
      }
    }
  }

  /** Tells what each file holds, in their order. */
  void tell(Contents contents) {
    for (int i = 0; i < starts.length; i++) {
      contents.unread(
          new CheckoutFile(path(i), CheckoutFile.Kind.FILE, 0644, -1, null, true), id(i));
    }
  }

  /** The paths of every entry. */
  List<String> paths() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      all.add(path(i));
    }
    return all;
  }

  @Override
  public List<CheckoutFile> list(String directory, int most, List<Unreadable> problems) {
    byte[] folder = directory.equals(".") ? new byte[0] : with(bytes(directory), '/');
    String prefix = directory.equals(".") ? "" : directory + "/";
    List<CheckoutFile> entries = new ArrayList<>();
    int i = firstFrom(folder);
    while (i < starts.length && startsWith(i, folder) && entries.size() < most) {
      int start = paths[i] + folder.length;
      int end = start;
      while (end < ends[i] && listing[end] != '/') {
        end++;
      }
      boolean ascii = isAscii(paths[i], end);
      EntryName name =
          ascii
              ? new EntryName(text(start, end), true)
              : EntryName.of(Arrays.copyOfRange(listing, start, end));
      String path = prefix + name.text();
      if (!ascii) {
        byte[] bytes = Arrays.copyOfRange(listing, paths[i], end);
        if (!Arrays.equals(bytes, path.getBytes(StandardCharsets.UTF_8))) {
          undecodable.put(path, bytes);
        }
      }
      if (end < ends[i]) {
        entries.add(
            new CheckoutFile(path, CheckoutFile.Kind.DIRECTORY, 0755, 0, null, name.decodable()));
        // '0' is what follows '/': the first entry that doesn't lie in the folder.
        i = firstFrom(with(Arrays.copyOfRange(listing, paths[i], end), '0'));
      } else {
        entries.add(entry(i++, path, name.decodable(), problems));
      }
    }
    return entries;
  }

  private CheckoutFile entry(int i, String path, boolean decodable, List<Unreadable> problems) {
    String mode = mode(i);
    if (!mode.equals(LINK)) {
      boolean submodule = mode.equals(SUBMODULE);
      return new CheckoutFile(
          path,
          submodule ? CheckoutFile.Kind.DIRECTORY : CheckoutFile.Kind.FILE,
          Integer.parseInt(mode, 8) & 0777,
          submodule ? 0 : -1,
          null,
          decodable);
    }
    try {
      String target = EntryName.of(objects.read(id(i), LONGEST_LINK)).text();
      return new CheckoutFile(path, CheckoutFile.Kind.LINK, 0777, 0, target, decodable);
    } catch (UnreadableFileException e) {
      problems.add(new Unreadable(path, "unreadable", "the link can't be read: " + e.getMessage()));
      return new CheckoutFile(path, CheckoutFile.Kind.OTHER, 0777, 0, null, decodable);
    }
  }

  @Override
  public Optional<List<String>> links() {
    List<String> links = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      if (listing[starts[i] + 1] == '2' && mode(i).equals(LINK)) {
        links.add(path(i));
      }
    }
    return Optional.of(links);
  }

  @Override
  public Optional<List<String>> ending(List<String> wanted) {
    List<byte[]> bytes = wanted.stream().map(end -> end.getBytes(StandardCharsets.UTF_8)).toList();
    List<String> found = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      for (byte[] end : bytes) {
        if (ends[i] - paths[i] >= end.length
            && Arrays.equals(listing, ends[i] - end.length, ends[i], end, 0, end.length)) {
          found.add(path(i));
          break;
        }
      }
    }
    return Optional.of(found);
  }

  @Override
  public Optional<List<String>> matching(String expression, List<String> ends) {
    if (!converted.how().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(search.matching(expression, ends));
    } catch (GitException e) {
      return Optional.empty();
    }
  }

  @Override
  public byte[] read(CheckoutFile file, int limit) throws UnreadableFileException {
    return isConverted(file) ? converted.read(file.path(), limit) : objects.read(id(file), limit);
  }

  private boolean isConverted(CheckoutFile file) {
    return !converted.how().isEmpty() && converted.how().containsKey(file.path());
  }

  @Override
  public byte[] glance(CheckoutFile file, int limit) throws UnreadableFileException {
    if (isConverted(file)) {
      return read(file, limit);
    }
    GitObjects waiting = idle.poll();
    GitObjects own = waiting == null ? objects.another() : waiting;
    try {
      return own.read(id(file), limit);
    } finally {
      idle.add(own);
    }
  }

  @Override
  public Optional<String> blobId(CheckoutFile file) {
    if (!file.isFile() || isConverted(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(id(file));
    } catch (UnreadableFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean readsAhead() {
    return true;
  }

  @Override
  public void readAhead(List<CheckoutFile> files, int limit, int jobs, Contents contents) {
    Map<String, List<CheckoutFile>> byId = new LinkedHashMap<>();
    for (CheckoutFile file : files) {
      // Where there is none, only a reader of the file gets the error.
      blobId(file).ifPresent(id -> byId.computeIfAbsent(id, _ -> new ArrayList<>(1)).add(file));
    }
    List<String> ids = List.copyOf(byId.keySet());
    int parts = Math.clamp(ids.size() / FEWEST_READ_AHEAD, 1, jobs);
    List<Runnable> work = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      List<String> own = ids.subList(ids.size() * part / parts, ids.size() * (part + 1) / parts);
      work.add(
          () ->
              objects.stream(
                  own,
                  limit,
                  (id, content) ->
                      byId.getOrDefault(id, List.of())
                          .forEach(file -> contents.take(file, id, content))));
    }
    if (ids.size() >= FEWEST_READ_AHEAD) {
      Shared.together(work);
    }
  }

  @Override
  public byte[] digest(CheckoutFile file) throws UnreadableFileException {
    if (isConverted(file)) {
      return Tree.sha256().digest(converted.read(file.path(), Integer.MAX_VALUE));
    }
    return id(file).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String sizeAndTime(CheckoutFile file) {
    try {
      return id(file);
    } catch (UnreadableFileException e) {
      return "";
    }
  }

  @Override
  public byte[] end(CheckoutFile file, int most) throws UnreadableFileException {
    if (isConverted(file)) {
      byte[] all = converted.read(file.path(), LARGEST_CONVERTED);
      return Arrays.copyOfRange(all, Math.max(0, all.length - most), all.length);
    }
    return objects.end(id(file), most);
  }

  @Override
  public void close() {
    objects.close();
    idle.forEach(GitObjects::close);
  }

  private String id(CheckoutFile file) throws UnreadableFileException {
    byte[] path = bytes(file.path());
    // Files are often asked for in their order.
    int next = last + 1;
    int i = next < starts.length && compare(next, path) == 0 ? next : firstFrom(path);
    last = i;
    if (i == starts.length || compare(i, path) != 0) {
      throw new UnreadableFileException("git's index has no such file");
    }
    return id(i);
  }

  private String mode(int i) {
    return text(starts[i], starts[i] + SUBMODULE.length());
  }

  private String id(int i) {
    return text(starts[i] + SUBMODULE.length() + 1, paths[i] - " 0\t".length());
  }

  private String text(int from, int to) {
    return new String(listing, from, to - from, StandardCharsets.US_ASCII);
  }

  private boolean isAscii(int from, int to) {
    for (int i = from; i < to; i++) {
      if (listing[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private String path(int i) {
    return EntryName.of(bytes(i)).text();
  }

  private byte[] bytes(int i) {
    return Arrays.copyOfRange(listing, paths[i], ends[i]);
  }

  private byte[] bytes(String path) {
    byte[] known = undecodable.get(path);
    return known != null ? known : path.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] with(byte[] bytes, char last) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    longer[bytes.length] = (byte) last;
    return longer;
  }

  /** The first record whose path is {@code path} or comes after it. */
  private int firstFrom(byte[] path) {
    int low = 0;
    int high = starts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, path) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int i, byte[] path) {
    return Arrays.compareUnsigned(listing, paths[i], ends[i], path, 0, path.length);
  }

  private boolean startsWith(int i, byte[] folder) {
    return ends[i] - paths[i] > folder.length
        && Arrays.equals(listing, paths[i], paths[i] + folder.length, folder, 0, folder.length);
  }
}

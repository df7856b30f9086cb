package dev.tfgate.checkout;

import com.google.re2j.Pattern;
import dev.tfgate.text.ByBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tree under test. Each folder is listed at most once, when something first asks for it, and no
 * link is followed. A file is read no further than a limit, and always gives the bytes that it gave
 * first, or an error. The {@code .git} entry of the top is no part of it.
 *
 * <p>Threads may share a checkout.
 */
public final class Checkout implements AutoCloseable {
  /** More entries than this and the gate refuses: no honest checkout has them. */
  private static final int MOST_ENTRIES = 500_000;

  private static final int DEEPEST_FOLDER = 500;

  /** So many folders are shared among threads. */
  private static final int FOLDERS_TO_SHARE = 16;

  /** So many paths are remembered, with where they lead. */
  private static final int MOST_REMEMBERED = 20_000;

  private static final int LONGEST_REMEMBERED = 500;

  /** As many links as Linux follows in one path. */
  private static final int MOST_LINKS = 40;

  private static final String OUT = "out of the checkout";

  private static final Comparator<CheckoutFile> BY_PATH =
      (a, b) -> ByBytes.ORDER.compare(a.path(), b.path());

  private final @Nullable Path top;
  private final String start;
  private final int fileBytes;
  private final Tree tree;

  private final Map<String, List<CheckoutFile>> children = new HashMap<>();
  private final TreeSet<Unreadable> problems = new TreeSet<>(Checkout::compare);
  private int entries;
  private boolean full;
  private @Nullable List<CheckoutFile> files;
  private @Nullable Map<String, Namesakes> byName;

  private final Map<String, End> followed = new ConcurrentHashMap<>();

  /** What tells contents of the files that were read from any others. */
  private final Map<String, Long> marks = new ConcurrentHashMap<>();

  private final KeyedHash hash = KeyedHash.random();

  /** Of the files that were read, where somebody will ask for the digest of the tree. */
  private final Map<String, byte[]> digests = new ConcurrentHashMap<>();

  private boolean digested = true;

  /** Of files that nothing but a digest reads. */
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();

  private final Map<String, UnreadableFileException> failures = new ConcurrentHashMap<>();
  private final Set<String> notFetched = ConcurrentHashMap.newKeySet();
  private volatile String lastRead = "";

  private Checkout(@Nullable Path top, String start, int fileBytes, Tree tree) {
    this.top = top;
    this.start = start;
    this.fileBytes = fileBytes;
    this.tree = tree;
  }

  /**
   * The checkout that {@code start} lies in: the git top level above it, or {@code start} itself
   * where there is none.
   *
   * @param start a directory, or a file in one
   * @param fileBytes largest file that is read, in bytes
   * @throws UnreadableFileException where {@code start} does not exist or can't be listed
   */
  public static Checkout open(Path start, int fileBytes) throws UnreadableFileException {
    return open(start, fileBytes, Set.of());
  }

  /**
   * A tree that is no checkout of git, such as a downloaded module: nothing above {@code top}
   * counts.
   *
   * @param fileBytes largest file that is read, in bytes
   * @throws UnreadableFileException where {@code top} does not exist or can't be listed
   */
  public static Checkout whole(Path top, int fileBytes) throws UnreadableFileException {
    Path real = real(top);
    return listed(new Checkout(real, ".", fileBytes, new DiskTree(real, Set.of())));
  }

  /**
   * As {@link #open(Path, int)}, without some of the files.
   *
   * @param leftOut paths of files and folders that are no part of the checkout
   */
  public static Checkout open(Path start, int fileBytes, Set<String> leftOut)
      throws UnreadableFileException {
    Path real = real(start);
    Path top = topAbove(real);
    return listed(new Checkout(top, relative(top, real), fileBytes, new DiskTree(top, leftOut)));
  }

  private static Checkout listed(Checkout checkout) throws UnreadableFileException {
    checkout.in(".");
    for (Unreadable problem : checkout.problems) {
      if (problem.path().equals(".")) {
        throw new UnreadableFileException(problem.message());
      }
    }
    return checkout;
  }

  /**
   * What git tells of the checkout around {@code start}.
   *
   * @param start a directory, or a file in one, on disk
   * @param fileBytes largest file that is read, in bytes
   * @param tree what git tells
   * @throws UnreadableFileException where {@code start} does not exist
   */
  static Checkout staged(Path start, int fileBytes, Tree tree) throws UnreadableFileException {
    Path real = real(start);
    Path top = topAbove(real);
    return new Checkout(top, relative(top, real), fileBytes, tree);
  }

  // Chains of java.util.Comparator would be made anew in each start, which costs 20 ms.
  private static int compare(Unreadable a, Unreadable b) {
    int order = a.path().compareTo(b.path());
    return order != 0 ? order : a.message().compareTo(b.message());
  }

  /** A checkout of files in memory: paths with {@code /}, and their contents. */
  public static Checkout of(Map<String, byte[]> files) {
    return of(files, Map.of());
  }

  /**
   * As {@link #of(Map)}, with links.
   *
   * @param links paths, and what each holds
   */
  public static Checkout of(Map<String, byte[]> files, Map<String, String> links) {
    List<CheckoutFile> entries = new ArrayList<>();
    links.forEach(
        (path, target) ->
            entries.add(new CheckoutFile(path, CheckoutFile.Kind.LINK, 0777, 0, target, true)));
    files.forEach(
        (path, content) ->
            entries.add(
                new CheckoutFile(path, CheckoutFile.Kind.FILE, 0644, content.length, null, true)));
    Map<String, byte[]> contents = Map.copyOf(files);
    return new Checkout(
        null,
        ".",
        Integer.MAX_VALUE,
        new FixedTree(entries, (file, limit) -> contents.getOrDefault(file.path(), new byte[0])));
  }

  /** Ends what it reads through: nothing that was not read yet can be read afterwards. */
  @Override
  public void close() {
    tree.close();
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
  public synchronized List<CheckoutFile> files() {
    List<CheckoutFile> known = files;
    if (known == null) {
      List<CheckoutFile> all = new ArrayList<>();
      addAll(in("."), all);
      known = Collections.unmodifiableList(all);
      files = known;
    }
    return known;
  }

  /** Adds entries of a folder and what lies below them, by path: a-b comes before a/b. */
  private void addAll(List<CheckoutFile> siblings, List<CheckoutFile> all) {
    Deque<String> later = new ArrayDeque<>();
    for (CheckoutFile entry : siblings) {
      while (!later.isEmpty() && ByBytes.ORDER.compare(later.element() + "/", entry.path()) < 0) {
        addAll(in(later.pop()), all);
      }
      all.add(entry);
      if (entry.isDirectory()) {
        later.push(entry.path());
      }
    }
    while (!later.isEmpty()) {
      addAll(in(later.pop()), all);
    }
  }

  /**
   * Lists all folders on several threads, so that {@link #files} need not.
   *
   * @param jobs how many threads may work at once
   */
  public void list(int jobs) {
    Deque<String> pending = new ArrayDeque<>(List.of("."));
    // The first folders say whether there is work for another thread.
    while (!pending.isEmpty() && pending.size() < FOLDERS_TO_SHARE) {
      in(pending.pop()).stream()
          .filter(CheckoutFile::isDirectory)
          .forEach(folder -> pending.add(folder.path()));
    }
    Shared.among(
        jobs,
        1,
        List.copyOf(pending),
        () ->
            folder -> {
              Deque<String> below = new ArrayDeque<>(List.of(folder));
              while (!below.isEmpty()) {
                for (CheckoutFile entry : listedBeside(below.pop())) {
                  if (entry.isDirectory()) {
                    below.push(entry.path());
                  }
                }
              }
            });
  }

  /**
   * Lists folders while something else takes its time, which may say what to {@link #leaveOut leave
   * out}: those that are seldom left out, and those above the others first.
   */
  public void listWhile(BooleanSupplier waiting) {
    Deque<String> pending = new ArrayDeque<>(List.of("."));
    while (!pending.isEmpty() && waiting.getAsBoolean()) {
      for (CheckoutFile entry : in(pending.pop())) {
        String name = entry.name();
        if (entry.isDirectory() && !name.startsWith(".") && !name.equals("node_modules")) {
          pending.add(entry.path());
        }
      }
    }
  }

  /**
   * Says which files and folders are no part of the checkout: of those that were listed before
   * nothing is left.
   */
  public synchronized void leaveOut(Set<String> paths) {
    tree.leaveOut(paths);
    if (paths.isEmpty()) {
      return;
    }
    files = null;
    byName = null;
    followed.clear();
    if (full) {
      children.clear();
      problems.clear();
      full = false;
    }
    children.keySet().removeIf(folder -> isCovered(folder, paths));
    problems.removeIf(problem -> isCovered(problem.path(), paths));
    entries = 0;
    for (Map.Entry<String, List<CheckoutFile>> folder : children.entrySet()) {
      List<CheckoutFile> rest = new ArrayList<>(folder.getValue());
      if (rest.removeIf(entry -> paths.contains(entry.path()))) {
        folder.setValue(List.copyOf(rest));
      }
      entries += rest.size();
    }
  }

  /** As {@link #in}, for a folder that is known to be one; the disk is read without the lock. */
  private List<CheckoutFile> listedBeside(String folder) {
    int room;
    synchronized (this) {
      List<CheckoutFile> known = children.get(folder);
      if (known != null) {
        return known;
      }
      room = room(folder);
    }
    if (room == 0) {
      return List.of();
    }
    Listing listing = listing(folder, room);
    synchronized (this) {
      return children.computeIfAbsent(folder, any -> counted(folder, listing));
    }
  }

  /**
   * The different names of entries, and where each stands: what is asked about a name need be asked
   * once.
   */
  public synchronized Collection<Namesakes> byName() {
    Map<String, Namesakes> known = byName;
    if (known == null) {
      known = new LinkedHashMap<>();
      for (CheckoutFile entry : files()) {
        String name = entry.name();
        Namesakes same = known.get(name);
        if (same == null) {
          same = new Namesakes(name);
          known.put(name, same);
        }
        same.add(entry);
      }
      byName = known;
    }
    return Collections.unmodifiableCollection(known.values());
  }

  /**
   * Leaves out every folder that nothing asked for so far, where only a known part of a large tree
   * counts: {@link #files()} lists no more of it. Single paths can still be resolved and read.
   */
  public synchronized void narrowToSeen() {
    narrowTo(seen());
  }

  /** As {@link #narrowToSeen}, to what {@link #seen} returned before. */
  public synchronized void narrowTo(List<CheckoutFile> entries) {
    files = Collections.unmodifiableList(entries);
    byName = null;
  }

  /**
   * The paths of entries in whose content a line matches; of those that can't be read too.
   *
   * @param expression an extended regular expression of POSIX
   * @param ends how the paths end
   */
  public List<String> matching(String expression, List<String> ends) {
    return tree.matching(expression, ends).orElseGet(() -> found(expression, ends));
  }

  private List<String> found(String expression, List<String> ends) {
    Pattern pattern = Pattern.compile(expression, Pattern.MULTILINE);
    List<String> found = new ArrayList<>();
    for (CheckoutFile file : files()) {
      if (file.isFile() && ends.stream().anyMatch(file.name()::endsWith)) {
        try {
          String content = new String(read(file.path()), StandardCharsets.ISO_8859_1);
          if (!pattern.matcher(content).find()) {
            continue;
          }
        } catch (UnreadableFileException e) {
          // What can't be read may be what is looked for.
        }
        found.add(file.path());
      }
    }
    return found;
  }

  /** The paths of every link in the checkout, in order. */
  public List<String> links() {
    return tree.links()
        .orElseGet(
            () -> files().stream().filter(CheckoutFile::isLink).map(CheckoutFile::path).toList());
  }

  /**
   * The paths of every entry whose path ends in one of these ways; empty where only a walk through
   * the tree could tell.
   */
  public Optional<List<String>> ending(List<String> ends) {
    return tree.ending(ends);
  }

  /** The entries of the folders that something asked for so far, by path. */
  public synchronized List<CheckoutFile> seen() {
    List<CheckoutFile> all = new ArrayList<>();
    children.values().forEach(all::addAll);
    all.sort(BY_PATH);
    return all;
  }

  /** The entries of the directory {@code path}, by path; none where it is no directory. */
  public synchronized List<CheckoutFile> in(String path) {
    List<CheckoutFile> known = children.get(path);
    if (known != null) {
      return known;
    }
    if (!path.equals(".") && !file(path).map(CheckoutFile::isDirectory).orElse(false)) {
      return List.of();
    }
    List<CheckoutFile> found = listed(path);
    children.put(path, found);
    return found;
  }

  private List<CheckoutFile> listed(String directory) {
    int room = room(directory);
    return room == 0 ? List.of() : counted(directory, listing(directory, room));
  }

  /** How many entries more are listed; 0 where the folder is too deep or there are too many. */
  private int room(String directory) {
    int depth = 0;
    for (int slash = directory.indexOf('/');
        slash >= 0;
        slash = directory.indexOf('/', slash + 1)) {
      depth++;
    }
    if (full || depth >= DEEPEST_FOLDER) {
      tooMany(directory);
      return 0;
    }
    return MOST_ENTRIES - entries;
  }

  /** What a folder holds, by path, and what of it could not be listed. */
  private record Listing(List<CheckoutFile> entries, List<Unreadable> problems) {}

  private Listing listing(String directory, int room) {
    List<Unreadable> found = new ArrayList<>(0);
    List<CheckoutFile> listed = new ArrayList<>(tree.list(directory, room, found));
    listed.sort(BY_PATH);
    for (int i = listed.size() - 1; i > 0; i--) {
      if (listed.get(i).path().equals(listed.get(i - 1).path())) {
        found.add(
            new Unreadable(
                listed.get(i).path(),
                "unreadable",
                "two entries have this name, of which one is not UTF-8, so one would hide the other. Rename it"));
        listed.remove(i - 1);
      }
    }
    return new Listing(List.copyOf(listed), found);
  }

  private List<CheckoutFile> counted(String directory, Listing listing) {
    problems.addAll(listing.problems());
    entries += listing.entries().size();
    if (entries >= MOST_ENTRIES) {
      tooMany(directory);
    }
    return listing.entries();
  }

  private void tooMany(String directory) {
    if (!full) {
      problems.add(
          new Unreadable(
              directory,
              "too-many-files",
              "the checkout has %d entries or more, or folders deeper than %d, so not all of it"
                      .formatted(MOST_ENTRIES, DEEPEST_FOLDER)
                  + " was looked at"));
    }
    full = true;
  }

  /** The entry {@code path} itself, a link not followed; no part of the path may be a link. */
  public Optional<CheckoutFile> file(String path) {
    int slash = path.lastIndexOf('/');
    List<CheckoutFile> siblings = in(slash < 0 ? "." : path.substring(0, slash));
    int low = 0;
    int high = siblings.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      CheckoutFile entry = siblings.get(middle);
      int order = ByBytes.ORDER.compare(entry.path(), path);
      if (order == 0) {
        return Optional.of(entry);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /** The places that could not be listed so far, in order of path. */
  public synchronized List<Unreadable> problems() {
    return List.copyOf(problems);
  }

  /**
   * Says what a path leads to: it is cleaned of {@code .} and {@code ..} by its text alone, as
   * Terraform cleans each path first, and then every link on the way is followed, as the kernel
   * does.
   *
   * @param path relative to the checkout, with {@code /}
   * @return the path of what it leads to; "." for the top; empty where it leaves the checkout, on
   *     the way too, runs in a loop, or leads to nothing
   */
  public Optional<String> resolve(String path) {
    return follow(path) instanceof End.Inside inside
        ? Optional.of(inside.path())
        : Optional.empty();
  }

  /**
   * Says where a file of that path would be written: as {@link #resolve}, but for what isn't there
   * yet, behind a link too.
   */
  public Optional<String> destination(String path) {
    return switch (follow(path)) {
      case End.Inside inside -> Optional.of(inside.path());
      case End.Nothing nothing -> Optional.of(nothing.path());
      case End.Outside outside -> Optional.empty();
    };
  }

  /**
   * Whether {@code path}, with every link on its way, leads out of the checkout, into the {@code
   * .git} folder or in a loop. What leads to nothing inside the checkout doesn't.
   */
  public boolean leaves(String path) {
    return wayOut(path).isPresent();
  }

  /** Says how a path that {@link #leaves} does so; empty where it doesn't. */
  public Optional<String> wayOut(String path) {
    return follow(path) instanceof End.Outside outside
        ? Optional.of(outside.how())
        : Optional.empty();
  }

  /** Where a path leads. */
  private sealed interface End {
    record Inside(String path) implements End {}

    record Nothing(String path) implements End {}

    record Outside(String how) implements End {}
  }

  /**
   * Cleans a path of {@code .} and {@code ..} by its text alone; empty where it is absolute or
   * leaves the checkout.
   */
  public static Optional<String> cleaned(String path) {
    return parts(path).map(parts -> parts.isEmpty() ? "." : String.join("/", parts));
  }

  private static Optional<Deque<String>> parts(String path) {
    if (path.startsWith("/")) {
      return Optional.empty();
    }
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", 0)) {
      if (part.equals("..")) {
        if (parts.pollLast() == null) {
          return Optional.empty();
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return Optional.of(parts);
  }

  /** A tree doesn't change, and paths are asked for again and again. */
  private End follow(String path) {
    End known = followed.get(path);
    if (known == null) {
      known = computeEnd(path);
      if (path.length() <= LONGEST_REMEMBERED && followed.size() < MOST_REMEMBERED) {
        followed.put(path, known);
      }
    }
    return known;
  }

  private End computeEnd(String path) {
    Optional<Deque<String>> parts = parts(path);
    if (parts.isEmpty()) {
      return new End.Outside(OUT);
    }
    Deque<String> pending = parts.get();
    StringBuilder done = new StringBuilder();
    boolean missing = false;
    int links = 0;
    while (!pending.isEmpty()) {
      String part = pending.pop();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        if (done.isEmpty()) {
          return new End.Outside(OUT);
        }
        done.setLength(Math.max(0, done.lastIndexOf("/")));
        continue;
      }
      if (done.isEmpty() && part.equalsIgnoreCase(".git")) {
        return new End.Outside("into .git");
      }
      int before = done.length();
      done.append(before == 0 ? "" : "/").append(part);
      Optional<CheckoutFile> entry = missing ? Optional.empty() : file(done.toString());
      if (entry.isEmpty()) {
        missing = true;
        continue;
      }
      String target = entry.get().linkTarget();
      if (target != null) {
        if (target.startsWith("/")) {
          return new End.Outside(OUT);
        }
        if (++links > MOST_LINKS) {
          return new End.Outside("in a loop");
        }
        done.setLength(before);
        for (String next : Arrays.asList(target.split("/")).reversed()) {
          pending.push(next);
        }
      } else if (!pending.isEmpty() && !entry.get().isDirectory()) {
        missing = true;
      }
    }
    String end = done.isEmpty() ? "." : done.toString();
    return missing ? new End.Nothing(end) : new End.Inside(end);
  }

  /**
   * Returns the content of the file at {@code path}, which nobody may change; links are followed as
   * long as they stay in the checkout. A second call gives the same bytes or an error.
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
                        "there is no such file in the checkout, or a link leads out of it. Remove the link, or let it lead to a file of the checkout"));
    return read(real, file(real));
  }

  /**
   * As {@link #read(String)}.
   *
   * @param entry of this checkout
   */
  public byte[] read(CheckoutFile entry) throws UnreadableFileException {
    return entry.isFile() ? read(entry.path(), Optional.of(entry)) : read(entry.path());
  }

  private byte[] read(String real, Optional<CheckoutFile> entry) throws UnreadableFileException {
    UnreadableFileException failure = failures.get(real);
    if (failure != null) {
      throw failure;
    }
    lastRead = real;
    try {
      CheckoutFile file =
          entry.filter(CheckoutFile::isFile).orElseThrow(UnreadableFileException::noFile);
      byte[] content = tree.read(file, fileBytes);
      long mark = hash.of(content);
      Long first = marks.putIfAbsent(real, mark);
      if (first != null && first != mark) {
        throw new UnreadableFileException("the file changed while the checkout was read");
      }
      if (digested && first == null) {
        digests.put(real, Tree.sha256().digest(content));
      }
      return content;
    } catch (UnreadableFileException e) {
      failures.put(real, e);
      if (e.isNotFetched()) {
        notFetched.add(real);
      }
      throw e;
    }
  }

  /**
   * Returns what the same contents have in common, and others hardly ever.
   *
   * @param entry of this checkout
   * @return null where {@link #read(CheckoutFile)} didn't give it, or it is a link
   */
  public @Nullable Long mark(CheckoutFile entry) {
    return marks.get(entry.path());
  }

  /**
   * Says, before anything is read, that nobody is likely to ask for the digest of the tree: then
   * contents are not digested when they are read. Who asks nevertheless has them read again.
   */
  public void withoutDigest() {
    digested = false;
  }

  /**
   * Returns the content of a file or of what a link leads to, as {@link #read} does, and remembers
   * nothing of it: neither the digest of the tree nor a later reading depends on it. For what only
   * decides which files are read.
   *
   * @param file an entry of this checkout
   * @throws UnreadableFileException as {@link #read} does
   */
  public byte[] glance(CheckoutFile file) throws UnreadableFileException {
    return file.isFile() ? tree.glance(file, fileBytes) : read(file.path());
  }

  /**
   * As {@link #glance(CheckoutFile)}, into bytes that are used again.
   *
   * @return how many bytes the file has; -1 where it has to be asked for otherwise, as it is a link
   *     or they don't fit
   */
  public int glance(CheckoutFile file, byte[] into) throws UnreadableFileException {
    return file.isFile() ? tree.glance(file, fileBytes, into) : -1;
  }

  /**
   * The id that git gives to the content of a file; empty where only reading it could tell.
   *
   * @param file an entry of this checkout
   */
  public Optional<String> blobId(CheckoutFile file) {
    return tree.blobId(file);
  }

  /** Whether many files are read at once with less work than one after the other. */
  public boolean readsAhead() {
    return tree.readsAhead();
  }

  /**
   * Reads many files, as {@link #glance} does, where that is less work than one after the other;
   * what can't be read is left out.
   *
   * @param wanted entries of this checkout
   * @param jobs how many threads may work at once
   */
  public void readAhead(List<CheckoutFile> wanted, int jobs, Contents contents) {
    tree.readAhead(wanted, fileBytes, jobs, contents);
  }

  /**
   * Returns the last bytes of a regular file, however large it is.
   *
   * @param file an entry of this checkout
   * @param most how many bytes, at most
   * @throws UnreadableFileException where it can't be read
   */
  public byte[] end(CheckoutFile file, int most) throws UnreadableFileException {
    try {
      return tree.end(file, most);
    } catch (UnreadableFileException e) {
      if (e.isNotFetched()) {
        notFetched.add(file.path());
      }
      throw e;
    }
  }

  /** The path of the file that was read last, by whichever thread; empty before the first. */
  public String lastRead() {
    return lastRead;
  }

  /** The paths of files that were asked for, and whose contents a partial clone has not. */
  public Set<String> notFetched() {
    return new TreeSet<>(notFetched);
  }

  /** Loads the JDK's digests, so that a check needn't wait for that. */
  public static void loadDigests() {
    Tree.sha256();
  }

  /**
   * Returns {@code sha256:…} in lower-case hex over the paths, kinds, modes and links of the
   * entries, in as far as they were listed; over the contents of those files that were read or that
   * {@code whole} covers; and over size and time of the other files.
   *
   * @param whole paths of files, and of folders with all that is in them, also behind links there
   */
  public synchronized String treeDigest(Collection<String> whole) {
    Set<String> covered = covered(whole);
    return digest(entry -> content(entry, covered));
  }

  /**
   * Returns a digest as {@link #treeDigest} does, in which the contents of what is covered count
   * and no others, whatever else was read: it is the same in every check of the same tree.
   *
   * @param whole as there
   */
  public synchronized String digestOf(Collection<String> whole) {
    Set<String> covered = covered(whole);
    return digest(
        entry ->
            isCovered(entry.path(), covered) ? coveredContent(entry) : tree.sizeAndTime(entry));
  }

  private String digest(Function<CheckoutFile, String> content) {
    MessageDigest digest = Tree.sha256();
    for (CheckoutFile entry : files == null ? seen() : files) {
      update(digest, entry.path());
      update(digest, entry.kind().name());
      update(digest, Integer.toOctalString(entry.mode()));
      update(digest, entry.linkTarget() == null ? "" : entry.linkTarget());
      update(digest, entry.isFile() ? content.apply(entry) : "");
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private String coveredContent(CheckoutFile file) {
    Optional<String> read = contentRead(file);
    if (read.isPresent()) {
      return read.get();
    }
    byte[] known = contents.get(file.path());
    if (known == null) {
      try {
        known = tree.digest(file);
        contents.put(file.path(), known);
      } catch (UnreadableFileException e) {
        return tree.sizeAndTime(file);
      }
    }
    return HexFormat.of().formatHex(known);
  }

  private String content(CheckoutFile file, Set<String> covered) {
    Optional<String> read = contentRead(file);
    if (read.isPresent()) {
      return read.get();
    }
    if (isCovered(file.path(), covered)) {
      try {
        return HexFormat.of().formatHex(tree.digest(file));
      } catch (UnreadableFileException e) {
        // Its size and time have to do.
      }
    }
    return tree.sizeAndTime(file);
  }

  /** What stands in the digest for a file that was read: empty where it wasn't. */
  private Optional<String> contentRead(CheckoutFile file) {
    byte[] known = digests.get(file.path());
    Long mark = known == null ? marks.get(file.path()) : null;
    if (mark != null) {
      try {
        byte[] content = tree.read(file, fileBytes);
        if (hash.of(content) != mark) {
          throw new UnreadableFileException("the file changed since it was read");
        }
        known = Tree.sha256().digest(content);
        digests.put(file.path(), known);
      } catch (UnreadableFileException e) {
        // What was read is gone. No other tree has the same digest.
        return Optional.of("gone " + mark);
      }
    }
    return Optional.ofNullable(known).map(HexFormat.of()::formatHex);
  }

  /** Lists what is covered, and adds what links there lead to. */
  private Set<String> covered(Collection<String> whole) {
    Set<String> covered = new HashSet<>();
    Deque<String> pending = new ArrayDeque<>(whole);
    while (!pending.isEmpty()) {
      String path = pending.pop();
      if (isCovered(path, covered)) {
        continue;
      }
      covered.add(path);
      Deque<String> folders = new ArrayDeque<>(List.of(path));
      while (!folders.isEmpty()) {
        for (CheckoutFile entry : in(folders.pop())) {
          if (entry.isDirectory()) {
            folders.push(entry.path());
          } else if (entry.isLink()) {
            resolve(entry.path()).ifPresent(pending::add);
          }
        }
      }
    }
    return covered;
  }

  private static boolean isCovered(String path, Set<String> covered) {
    if (covered.isEmpty()) {
      return false;
    }
    for (String above = path; ; above = above.substring(0, above.lastIndexOf('/'))) {
      if (covered.contains(above)) {
        return true;
      }
      if (above.indexOf('/') < 0) {
        return covered.contains(".");
      }
    }
  }

  private static void update(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static Path real(Path start) throws UnreadableFileException {
    try {
      return start.toRealPath();
    } catch (NoSuchFileException e) {
      throw new UnreadableFileException("there is no such file or directory");
    } catch (IOException e) {
      throw new UnreadableFileException("it can't be read: " + UnreadableFileException.reason(e));
    }
  }

  private static Path topAbove(Path real) {
    Path parent = real.getParent();
    return top(Files.isDirectory(real) || parent == null ? real : parent);
  }

  private static String relative(Path top, Path real) {
    String relative = top.relativize(real).toString();
    return relative.isEmpty() ? "." : relative;
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

  /**
   * Returns the repository that {@code top} lies in, where it is the top of another one: a path in
   * the inner one names something else in the outer one.
   *
   * @param standing the directory that the user stands in, links resolved; who stands in the inner
   *     one means it
   */
  public static Optional<Path> around(Path top, Path standing) {
    Path parent = top.getParent();
    if (parent == null
        || standing.startsWith(top)
        || !Files.exists(top.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    return Optional.of(top(parent))
        .filter(outer -> Files.exists(outer.resolve(".git"), LinkOption.NOFOLLOW_LINKS));
  }
}

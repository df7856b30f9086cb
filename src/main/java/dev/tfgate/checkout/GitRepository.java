package dev.tfgate.checkout;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The git repository of a checkout, asked in ways that run nothing of it: plumbing that starts no
 * filter, hook, monitor, pager or transport, with a clean environment and without the system's and
 * the user's configuration. The work tree is compared here and not by git, which would run clean
 * filters.
 */
public final class GitRepository {
  /** Where git usually is, before the PATH is asked. */
  private static final List<Path> USUAL =
      List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"), Path.of("/bin"));

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration LONGEST_RUN = Duration.ofMinutes(15);
  private static final int LARGEST_OUTPUT = 256 * 1024 * 1024;
  private static final String SUBMODULE = "160000";
  private static final String LINK = "120000";
  private static final String PLAIN = "100644";
  private static final String PROGRAM = "100755";
  private static final String HEAD = "HEAD";
  private static final int MOST_FOLDERS = 100;

  /** Where more may differ, the disk is listed. */
  private static final int MOST_LOOKED_AT = 5_000;

  /** The mode of what is not there. */
  private static final String NOTHING = "000000";

  /** How {@code git ls-files -v} marks an entry that nothing is special about. */
  private static final byte CACHED = 'H';

  private static final List<String> PLAIN_STAT =
      List.of(
          "core.trustctime=true",
          "core.checkStat=default",
          "core.fileMode=true",
          "core.symlinks=true",
          "core.ignoreStat=false");

  /** Where git takes names for the same that differ in case, it passes over an untracked one. */
  private static final List<String> EACH_NAME = List.of("core.ignoreCase=false");

  private final Path git;
  private final Path top;
  private final Path gitDirectory;
  private final @Nullable Path index;

  private GitRepository(Path git, Path top, Path gitDirectory, @Nullable Path index) {
    this.git = git;
    this.top = top;
    this.gitDirectory = gitDirectory;
    this.index = index;
  }

  /** The same repository with an index of its own, as git makes one for {@code commit -a}. */
  public GitRepository withIndex(Path file) {
    return new GitRepository(git, top, gitDirectory, file);
  }

  /**
   * Does ahead what the JDK does when it starts its first process: it looks for a logger in each
   * jar of the class path, which takes 30 ms.
   */
  public static void loadProcesses() {
    URL _ = ClassLoader.getSystemResource("META-INF/services/java.lang.System$LoggerFinder");
  }

  /**
   * Returns the repository whose top level is {@code top}; empty where there is none, or no git
   * outside of it.
   *
   * @param top absolute, links resolved
   * @param searchPath the variable PATH; relative folders and those in the checkout don't count
   */
  public static Optional<GitRepository> at(Path top, String searchPath) {
    Path directory = top.resolve(".git");
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    List<Path> folders = new ArrayList<>(USUAL);
    for (String folder : searchPath.split(File.pathSeparator, 0)) {
      if (folder.startsWith("/")) {
        folders.add(Path.of(folder));
      }
    }
    for (Path folder : folders) {
      Path program = folder.resolve("git");
      if (isProgramOutside(program, top)) {
        return Optional.of(new GitRepository(program, top, directory, null));
      }
    }
    return Optional.empty();
  }

  private static boolean isProgramOutside(Path program, Path top) {
    try {
      return Files.isExecutable(program) && !program.toRealPath().startsWith(top);
    } catch (IOException e) {
      return false;
    }
  }

  /** The program that is run, absolute. */
  public Path program() {
    return git;
  }

  /**
   * Returns the paths of files and folders that are neither tracked nor wanted: {@code .gitignore}
   * names them.
   *
   * @throws GitException where git fails
   */
  public Set<String> ignored() throws GitException {
    Set<String> paths = new TreeSet<>();
    for (String path :
        records(
            run(
                "ls-files",
                "-z",
                "--others",
                "--ignored",
                "--exclude-standard",
                "--directory",
                "--full-name"))) {
      paths.add(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }
    return paths;
  }

  /** Begins to ask what is ignored: see {@link #ignored()}. */
  public Answer<Set<String>> beginIgnored() {
    return begin(this::ignored);
  }

  /** An entry of a tree: its mode in octal, and the id of its content in hex. */
  private record Entry(String mode, String id) {}

  /** What git answers on a thread of its own. */
  @FunctionalInterface
  public interface Answer<T> {
    /**
     * Waits for it.
     *
     * @throws GitException where git fails
     */
    T get() throws GitException;

    /** Whether there is nothing to wait for. */
    default boolean isDone() {
      return true;
    }
  }

  private static <T> Answer<T> begin(Callable<T> question) {
    FutureTask<T> asked = new FutureTask<>(question);
    Thread.ofPlatform().daemon().name("git").start(asked);
    return new Answer<>() {
      @Override
      public T get() throws GitException {
        try {
          return asked.get();
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case GitException failure -> throw failure;
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case null, default -> throw new IllegalStateException(e);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new GitException("git was interrupted");
        }
      }

      @Override
      public boolean isDone() {
        return asked.isDone();
      }
    };
  }

  /** A revision, which git lists meanwhile. */
  public static final class Revision {
    private final Answer<Map<String, Entry>> listing;
    private final Answer<Optional<Set<String>>> doubtful;

    private Revision(Answer<Map<String, Entry>> listing, Answer<Optional<Set<String>>> doubtful) {
      this.listing = listing;
      this.doubtful = doubtful;
    }

    /**
     * Returns the paths that differ from the revision: added, deleted, changed in content or mode.
     * A submodule counts with all that is in it, and so does each file that git does not track.
     *
     * @param checkout the work tree
     * @param jobs how many threads may work at once
     * @param contents takes what is read of the files of that revision
     * @throws GitException where git fails or there is no such revision
     */
    public Set<String> changed(Checkout checkout, int jobs, Contents contents) throws GitException {
      return GitRepository.changed(listing.get(), doubtful.get(), checkout, jobs, contents);
    }
  }

  /**
   * Returns the paths that differ from a revision: see {@link Revision#changed}.
   *
   * @throws GitException where git fails or there is no such revision
   */
  public Set<String> changedSince(String revision, Checkout checkout, int jobs, Contents contents)
      throws GitException {
    return begin(revision).changed(checkout, jobs, contents);
  }

  /** Begins to list a revision. */
  public Revision begin(String revision) {
    return new Revision(begin(() -> tree(revision)), Optional::empty);
  }

  /**
   * Begins to list a revision, with which nothing is compared that git's index takes for unchanged
   * by its size and times, as {@code git diff} does. Other bytes may be on the disk: a filter or an
   * encoding that an earlier commit set in the same work tree leaves them there. So this is for
   * what nothing unsafe follows from.
   */
  public Revision beginByIndex(String revision) {
    return new Revision(begin(() -> tree(revision)), begin(() -> doubtful(revision)));
  }

  /**
   * The paths of files that may differ from the revision, as git's index tells, of those that
   * either has; empty where it can't be relied upon.
   */
  private Optional<Set<String>> doubtful(String revision) {
    try {
      Answer<Set<String>> flagged = begin(this::flagged);
      Set<String> doubtful = new HashSet<>(records(differing(revision, "--name-only")));
      doubtful.addAll(flagged.get());
      return Optional.of(doubtful);
    } catch (GitException e) {
      return Optional.empty();
    }
  }

  /** A work tree of which git's index tells what is unchanged. */
  public static final class Looked {
    private final Checkout checkout;
    private final IndexTree unchanged;
    private final IndexedWorkTree tree;
    private final Map<String, Entry> before;
    private final Set<String> submodules;
    private final Answer<byte[]> untracked;

    private Looked(
        Checkout checkout,
        IndexTree unchanged,
        IndexedWorkTree tree,
        Map<String, Entry> before,
        Set<String> submodules,
        Answer<byte[]> untracked) {
      this.checkout = checkout;
      this.unchanged = unchanged;
      this.tree = tree;
      this.before = before;
      this.submodules = submodules;
      this.untracked = untracked;
    }

    /** The work tree; nothing of it may be listed before {@link #changed}. */
    public Checkout checkout() {
      return checkout;
    }

    /** Tells of each file that is unchanged what it holds. */
    public void tellUnchanged(Contents contents) {
      unchanged.tell(contents);
    }

    /**
     * Returns the paths that {@link Revision#changed} gives; empty where the disk has to be asked.
     *
     * @param jobs how many threads may work at once
     */
    public Optional<Set<String>> changed(int jobs) {
      Set<String> added = new HashSet<>();
      Set<String> walked = new TreeSet<>(submodules);
      try {
        for (byte[] record : split(untracked.get())) {
          EntryName name = EntryName.of(record);
          if (!name.decodable()) {
            return Optional.empty();
          }
          if (name.text().endsWith("/")) {
            walked.add(name.text().substring(0, name.text().length() - 1));
          } else {
            added.add(name.text());
          }
        }
      } catch (GitException e) {
        return Optional.empty();
      }
      if (added.size() > MOST_LOOKED_AT) {
        return Optional.empty();
      }
      added.removeAll(before.keySet());
      Map<String, CheckoutFile> there = new TreeMap<>();
      for (String path : before.keySet()) {
        tree.disk().entry(path).ifPresent(entry -> there.put(path, entry));
      }
      for (String path : added) {
        tree.disk().entry(path).ifPresent(entry -> there.put(path, entry));
      }
      // What lies in the place of a submodule, git neither compares nor lists.
      for (String path : submodules) {
        tree.disk().entry(path).ifPresent(entry -> there.put(path, entry));
        added.add(path);
      }
      there.values().removeIf(CheckoutFile::isDirectory);
      walked.removeIf(path -> tree.disk().entry(path).filter(CheckoutFile::isDirectory).isEmpty());
      tree.complete(List.copyOf(there.values()), walked);
      Set<String> changed = GitRepository.changed(before, there, checkout, jobs);
      added.stream().filter(there::containsKey).forEach(changed::add);
      walked.forEach(path -> addBelow(path, checkout, changed));
      return Optional.of(changed);
    }
  }

  /** A work tree, which git compares with a revision and lists meanwhile. */
  public final class Look {
    private final Answer<byte[]> index;
    private final Answer<byte[]> differing;
    private final Answer<byte[]> untracked;

    private Look(String revision, boolean ignoredToo) {
      index =
          begin(
              () ->
                  runSilently(List.of(), "ls-files", "-v", "-s", "-z", "--cached", "--full-name"));
      differing = begin(() -> differing(revision, "--raw"));
      untracked =
          begin(
              () ->
                  ignoredToo
                      ? runSilently(EACH_NAME, "ls-files", "-z", "--others", "--full-name")
                      : runSilently(
                          EACH_NAME,
                          "ls-files",
                          "-z",
                          "--others",
                          "--exclude-standard",
                          "--full-name"));
    }

    /**
     * Returns the work tree as git's index tells it, of which git still lists what it doesn't
     * track; empty where the disk has to be asked, since git fails, says that it left something
     * out, or takes much for changed.
     *
     * @param start a directory, or a file in one, in the work tree
     * @param fileBytes largest file that is read, in bytes
     * @throws UnreadableFileException where {@code start} does not exist
     */
    public Optional<Looked> at(Path start, int fileBytes) throws UnreadableFileException {
      try {
        return looked(index.get(), differing.get(), untracked, start, fileBytes);
      } catch (GitException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * Begins to compare the work tree with a revision by git's index: see {@link #beginByIndex}. Not
   * even the folders are listed here then.
   *
   * @param ignoredToo whether untracked files count that git ignores
   */
  public Look look(String revision, boolean ignoredToo) {
    return new Look(revision, ignoredToo);
  }

  private byte[] differing(String revision, String format) throws GitException {
    Optional<List<String>> settings = plainStat();
    if (settings.isEmpty()) {
      throw new GitException("a filter's name can't be given on git's command line");
    }
    return runSilently(
        settings.get(),
        "diff-index",
        "-z",
        format,
        "--no-abbrev",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules=all",
        "--end-of-options",
        revision,
        "--");
  }

  private Optional<Looked> looked(
      byte[] index, byte[] differing, Answer<byte[]> untracked, Path start, int fileBytes)
      throws GitException, UnreadableFileException {
    Map<String, Entry> before = new HashMap<>();
    List<String> fields = records(differing);
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      String[] words = fields.get(i).split(" ", 0);
      before.put(fields.get(i + 1), new Entry(words[0].substring(1), words[2]));
    }
    Set<String> submodules = new TreeSet<>();
    byte[] unchanged = new byte[index.length];
    int length = 0;
    int from = 0;
    for (int i = 0; i < index.length; i++) {
      if (index[i] != 0) {
        continue;
      }
      int tab = from;
      while (index[tab] != '\t') {
        tab++;
      }
      // A mark, a space, the mode, a space, the id, a space, the stage.
      int mode = from + 2;
      boolean plain =
          index[from] == CACHED
              && index[tab - 1] == '0'
              && index[mode] == '1'
              && index[mode + 1] == '0';
      String path = new String(index, tab + 1, i - tab - 1, StandardCharsets.UTF_8);
      if (path.indexOf('\uFFFD') >= 0) {
        return Optional.empty();
      }
      if (plain && !before.containsKey(path)) {
        System.arraycopy(index, mode, unchanged, length, i + 1 - mode);
        length += i + 1 - mode;
      } else {
        String text = new String(index, mode, SUBMODULE.length(), StandardCharsets.US_ASCII);
        int id = mode + SUBMODULE.length() + 1;
        if (text.equals(SUBMODULE)) {
          submodules.add(path);
        } else {
          before.putIfAbsent(
              path,
              new Entry(text, new String(index, id, tab - 2 - id, StandardCharsets.US_ASCII)));
        }
      }
      from = i + 1;
    }
    if (before.size() > MOST_LOOKED_AT) {
      return Optional.empty();
    }
    IndexTree tree =
        new IndexTree(
            Arrays.copyOf(unchanged, length),
            new GitObjects(command("cat-file", "--batch"), LONGEST_RUN, Optional::empty),
            (expression, ends) -> {
              throw new GitException("only the index is searched");
            },
            new IndexTree.Converted(top, new TreeMap<>()));
    IndexedWorkTree whole = new IndexedWorkTree(tree, new DiskTree(top, Set.of()));
    return Optional.of(
        new Looked(
            Checkout.staged(start, fileBytes, whole), tree, whole, before, submodules, untracked));
  }

  /** Of paths that may differ from what was before, those that do. */
  private static Set<String> changed(
      Map<String, Entry> before, Map<String, CheckoutFile> there, Checkout checkout, int jobs) {
    Set<String> changed = ConcurrentHashMap.newKeySet();
    List<Compared> same = new ArrayList<>();
    before.forEach(
        (path, entry) -> {
          CheckoutFile file = there.get(path);
          if (file != null && entry.mode().equals(mode(file))) {
            same.add(new Compared(file, entry.id()));
          } else if (file != null || !entry.mode().equals(NOTHING)) {
            changed.add(path);
          }
        });
    Shared.among(
        jobs,
        same,
        () -> {
          Blobs blobs = new Blobs(checkout, (file, id, content) -> {});
          return compared -> {
            if (!blobs.has(compared.file(), compared.id())) {
              changed.add(compared.file().path());
            }
          };
        });
    return changed;
  }

  private static void addBelow(String folder, Checkout checkout, Set<String> changed) {
    for (CheckoutFile entry : checkout.in(folder)) {
      if (entry.isDirectory()) {
        addBelow(entry.path(), checkout, changed);
      } else {
        changed.add(entry.path());
      }
    }
  }

  /**
   * The settings with which git compares all that a file's entry in the index has, and runs no
   * filter over a file that was written in the second in which the index was; empty where a filter
   * has a name that can't be given on the command line, or in other bytes than here.
   */
  private Optional<List<String>> plainStat() throws GitException {
    List<String> settings = new ArrayList<>(PLAIN_STAT);
    for (String name :
        records(run(1, "config", "-z", "--name-only", "--get-regexp", "^filter[.].*[.]"))) {
      if (!isPlain(name)) {
        return Optional.empty();
      }
      String filter = name.substring(0, name.lastIndexOf('.'));
      settings.addAll(
          List.of(filter + ".clean=", filter + ".process=", filter + ".required=false"));
    }
    return Optional.of(settings);
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c > '~' || c == '=' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /**
   * The paths of entries of the index whose files git was told not to look at, or that it merges.
   */
  private Set<String> flagged() throws GitException {
    byte[] listing = run("ls-files", "-v", "-z", "--cached", "--full-name");
    Set<String> flagged = new HashSet<>();
    int start = 0;
    for (int i = 0; i < listing.length; i++) {
      if (listing[i] == 0) {
        if (listing[start] != CACHED) {
          flagged.add(path(listing, start + 2, i));
        }
        start = i + 1;
      }
    }
    return flagged;
  }

  private static Set<String> changed(
      Map<String, Entry> before,
      Optional<Set<String>> doubtful,
      Checkout checkout,
      int jobs,
      Contents contents) {
    Set<String> submodules = new TreeSet<>();
    before.forEach(
        (path, entry) -> {
          if (entry.mode().equals(SUBMODULE)) {
            submodules.add(path);
          }
        });
    boolean hasSubmodules = !submodules.isEmpty();
    Set<String> other = ConcurrentHashMap.newKeySet();
    AtomicInteger there = new AtomicInteger();
    Shared.among(
        jobs,
        checkout.files(),
        () -> {
          Blobs blobs = new Blobs(checkout, contents);
          return file -> {
            if (file.isDirectory()) {
              return;
            }
            Entry entry = before.get(file.path());
            if (entry != null && !entry.mode().equals(SUBMODULE)) {
              there.incrementAndGet();
            }
            if (entry == null
                || (hasSubmodules && inside(file.path(), submodules))
                || !entry.mode().equals(mode(file))) {
              other.add(file.path());
            } else if (doubtful.isPresent()
                && file.isFile()
                && file.decodable()
                && !doubtful.get().contains(file.path())) {
              contents.unread(file, entry.id());
            } else if (!blobs.has(file, entry.id())) {
              other.add(file.path());
            }
          };
        });
    Set<String> changed = new TreeSet<>(other);
    if (there.get() < before.size() - submodules.size()) {
      addGone(before, checkout, changed);
    }
    return changed;
  }

  /** A file, and the id of the content that it had. */
  private record Compared(CheckoutFile file, String id) {}

  private static void addGone(
      Map<String, Entry> before, Checkout checkout, Collection<String> changed) {
    Set<String> there = new HashSet<>();
    for (CheckoutFile file : checkout.files()) {
      if (!file.isDirectory()) {
        there.add(file.path());
      }
    }
    before.forEach(
        (path, entry) -> {
          if (!entry.mode().equals(SUBMODULE) && !there.contains(path)) {
            changed.add(path);
          }
        });
  }

  private Map<String, Entry> tree(String revision) throws GitException {
    byte[] listing;
    try {
      listing = run("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision);
    } catch (GitException e) {
      throw unknown(revision, e);
    }
    Map<String, Entry> entries = new HashMap<>(listing.length / 64);
    int start = 0;
    while (start < listing.length) {
      int tab = start;
      int space = start;
      for (; listing[tab] != '\t'; tab++) {
        if (listing[tab] == ' ') {
          space = tab;
        }
      }
      int end = tab + 1;
      while (listing[end] != 0) {
        end++;
      }
      String mode = new String(listing, start, SUBMODULE.length(), StandardCharsets.US_ASCII);
      String id = new String(listing, space + 1, tab - space - 1, StandardCharsets.US_ASCII);
      entries.put(path(listing, tab + 1, end), new Entry(known(mode), id));
      start = end + 1;
    }
    return entries;
  }

  private static String path(byte[] listing, int start, int end) {
    String text = new String(listing, start, end - start, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0
        ? text
        : EntryName.of(Arrays.copyOfRange(listing, start, end)).text();
  }

  private static String known(String mode) {
    return switch (mode) {
      case PLAIN -> PLAIN;
      case PROGRAM -> PROGRAM;
      default -> mode;
    };
  }

  /**
   * Returns the hash of the commit that is checked out, in full.
   *
   * @throws GitException where git fails or there is no commit
   */
  public String head() throws GitException {
    String hash =
        new String(
                run("rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}"),
                StandardCharsets.US_ASCII)
            .strip();
    if (!hash.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
      throw new GitException("there is no commit in this checkout");
    }
    return hash;
  }

  /**
   * Returns the paths in which the index differs from a revision, submodules included.
   *
   * @throws GitException where git fails or there is no such revision
   */
  public Set<String> stagedSince(String revision) throws GitException {
    try {
      return new TreeSet<>(
          records(
              run(
                  "diff-index",
                  "--cached",
                  "-z",
                  "--name-only",
                  "--no-renames",
                  "--no-ext-diff",
                  "--no-textconv",
                  "--ignore-submodules=none",
                  "--end-of-options",
                  revision,
                  "--")));
    } catch (GitException e) {
      throw unknown(revision, e);
    }
  }

  /** Begins to compare the index with the last commit: see {@link #staged()}. */
  public Answer<Set<String>> beginStaged() {
    return begin(this::staged);
  }

  /**
   * Returns the paths that a commit would change: those in which the index differs from the last
   * commit, or all of the index before the first one.
   *
   * @throws GitException where git fails
   */
  public Set<String> staged() throws GitException {
    try {
      return stagedSince(HEAD);
    } catch (GitException e) {
      if (hasCommit()) {
        throw e;
      }
      return new TreeSet<>(records(run("ls-files", "-z", "--cached", "--full-name")));
    }
  }

  /**
   * Whether the index or the last commit has that path, or something below it.
   *
   * @throws GitException where git fails
   */
  public boolean knows(String path) throws GitException {
    String literal = ":(top,literal)" + path;
    return run("ls-files", "-z", "--cached", "--", literal).length > 0
        || (hasCommit() && run("ls-tree", "-z", "--full-tree", HEAD, "--", path).length > 0);
  }

  private boolean hasCommit() {
    try {
      run("rev-parse", "--verify", "--quiet", "--end-of-options", HEAD + "^{commit}");
      return true;
    } catch (GitException e) {
      return false;
    }
  }

  private GitException unknown(String revision, GitException e) {
    return new GitException(
        isShallow()
            ? "git knows no revision '%s' here, because this is a shallow clone, which has only the last commits. Fetch the others with 'git fetch --unshallow', or clone with all of them (fetch-depth: 0) (%s)"
                .formatted(revision, e.getMessage())
            : "git knows no revision '%s' here (%s). Fetch it, or name another"
                .formatted(revision, e.getMessage()));
  }

  private boolean isShallow() {
    try {
      return new String(run("rev-parse", "--is-shallow-repository"), StandardCharsets.US_ASCII)
          .strip()
          .equals("true");
    } catch (GitException e) {
      return false;
    }
  }

  private static boolean inside(String path, Set<String> folders) {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (folders.contains(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  private static String mode(CheckoutFile file) {
    return switch (file.kind()) {
      case LINK -> LINK;
      case FILE -> (file.mode() & 0100) != 0 ? PROGRAM : PLAIN;
      case DIRECTORY, OTHER -> "";
    };
  }

  /** One thread's comparison of files with the ids that git gave to contents, without filters. */
  private static final class Blobs {
    /** So many contents are kept, up to this size. */
    private static final int MOST = 32;

    private static final int LONGEST = 16 * 1024;

    private final Checkout checkout;
    private final Contents contents;

    /** What was hashed last, by id: lock files and outputs are often the same in many roots. */
    private final LinkedHashMap<String, byte[]> recent = new LinkedHashMap<>(64, 0.75f, true);

    private @Nullable BlobIds ids;

    Blobs(Checkout checkout, Contents contents) {
      this.checkout = checkout;
      this.contents = contents;
    }

    /** Whether the file has the content of that id; what can't be read has not. */
    boolean has(CheckoutFile file, String id) {
      try {
        String target = file.linkTarget();
        byte[] content =
            target == null ? checkout.glance(file) : target.getBytes(StandardCharsets.UTF_8);
        byte[] known = recent.get(id);
        String found = known != null && Arrays.equals(known, content) ? id : id(content, id);
        if (target == null) {
          contents.take(file, found, content);
        }
        return found.equals(id);
      } catch (UnreadableFileException e) {
        return false;
      }
    }

    private String id(byte[] content, String wanted) {
      BlobIds own = ids;
      if (own == null) {
        own = new BlobIds(wanted.length());
        ids = own;
      }
      String id = own.of(content);
      if (content.length <= LONGEST) {
        recent.put(id, content);
        if (recent.size() > MOST) {
          recent.pollFirstEntry();
        }
      }
      return id;
    }
  }

  /** git's index, which git lists meanwhile. */
  public final class Index {
    private final Answer<byte[]> listing =
        GitRepository.begin(() -> run("ls-files", "-z", "--stage", "--full-name"));
    private final Answer<Map<String, String>> converted =
        GitRepository.begin(GitRepository.this::converted);

    private Index() {}

    /**
     * Returns the checkout that it holds: what a commit would take, with what Terraform reads in
     * place of what git stores.
     *
     * @param start a directory, or a file in one, in the work tree
     * @param fileBytes largest file that is read, in bytes
     * @throws GitException where git fails or a merge is unfinished
     * @throws UnreadableFileException where {@code start} does not exist
     */
    public Checkout at(Path start, int fileBytes) throws GitException, UnreadableFileException {
      return Checkout.staged(
          start,
          fileBytes,
          new IndexTree(
              listing.get(),
              new GitObjects(command("cat-file", "--batch"), LONGEST_RUN, () -> notFetched(HEAD)),
              GitRepository.this::matching,
              new IndexTree.Converted(top, new TreeMap<>(converted.get()))));
    }

    /**
     * What git stores otherwise than it writes it to disk: see {@link GitRepository#converted()}.
     *
     * @throws GitException where git fails
     */
    public Map<String, String> converted() throws GitException {
      return converted.get();
    }
  }

  /** Begins to list the index, and to ask what git stores otherwise. */
  public Index beginIndex() {
    return new Index();
  }

  /**
   * Returns the entries of the index that git stores otherwise than it writes them to disk: through
   * a filter, as git-crypt, transcrypt and LFS are, or in another encoding. By path, what does it.
   *
   * @throws GitException where git fails
   */
  public Map<String, String> converted() throws GitException {
    if (!mayConvert()) {
      return Map.of();
    }
    Map<String, String> converted = new TreeMap<>();
    byte[] paths = run("ls-files", "-z", "--cached", "--full-name");
    List<String> fields;
    try {
      fields = attributes(paths, "--cached");
    } catch (GitException e) {
      if (!isPartialClone()) {
        throw e;
      }
      // The attributes of folders that were not fetched are at the server: those on disk count.
      fields = attributes(paths, "");
    }
    for (int i = 0; i + 2 < fields.size(); i += 3) {
      String value = fields.get(i + 2);
      if (!value.equals("unspecified") && !value.equals("unset") && !value.equals("set")) {
        converted.put(
            fields.get(i),
            fields.get(i + 1).equals("filter")
                ? "the filter '%s'".formatted(value)
                : "the encoding '%s'".formatted(value));
      }
    }
    return converted;
  }

  private List<String> attributes(byte[] paths, String source) throws GitException {
    List<String> arguments =
        new ArrayList<>(List.of("check-attr", "-z", "--stdin", "filter", "working-tree-encoding"));
    if (!source.isEmpty()) {
      arguments.add(1, source);
    }
    return records(run(0, paths, arguments.toArray(String[]::new)));
  }

  /** Whether something says that git converts what it stores. */
  private boolean mayConvert() throws GitException {
    if (Files.exists(commonDirectory().resolve("info/attributes"))) {
      return true;
    }
    try {
      return run(
                  1,
                  "grep",
                  "--cached",
                  "-l",
                  "-z",
                  "-E",
                  "-e",
                  "filter|working-tree-encoding",
                  "--",
                  ":(top,glob)**/.gitattributes")
              .length
          > 0;
    } catch (GitException e) {
      return true;
    }
  }

  private Path commonDirectory() throws GitException {
    String path = new String(run("rev-parse", "--git-common-dir"), StandardCharsets.UTF_8).strip();
    return top.resolve(path);
  }

  /** The contents of a revision that are left at the server; empty where all are here. */
  private Optional<Set<String>> notFetched(String revision) throws GitException {
    if (!isPartialClone()) {
      return Optional.empty();
    }
    Set<String> missing = new HashSet<>();
    String listing =
        new String(
            run(
                "rev-list",
                "--objects",
                "--no-object-names",
                "--missing=print",
                "--no-walk",
                "--end-of-options",
                revision),
            StandardCharsets.US_ASCII);
    for (String line : listing.split("\n", -1)) {
      if (line.startsWith("?")) {
        missing.add(line.substring(1));
      }
    }
    return Optional.of(missing);
  }

  private boolean isPartialClone() {
    try {
      return run(
                  1,
                  "config",
                  "--local",
                  "--get-regexp",
                  "^(remote\\..*\\.promisor|extensions\\.partialclone)$")
              .length
          > 0;
    } catch (GitException e) {
      return false;
    }
  }

  private List<String> matching(String expression, List<String> ends) throws GitException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "grep",
                "--cached",
                "--no-recurse-submodules",
                "--text",
                "--no-textconv",
                "--files-with-matches",
                "--full-name",
                "--no-color",
                "-z",
                "-E",
                "-e",
                expression,
                "--"));
    ends.forEach(end -> arguments.add("*" + end));
    return records(run(1, arguments.toArray(new String[0])));
  }

  /**
   * Returns the checkout that a revision holds.
   *
   * @param start a directory, or a file in one, in the work tree
   * @param fileBytes largest file that is read, in bytes
   * @throws GitException where git fails or there is no such revision
   * @throws UnreadableFileException where {@code start} does not exist
   */
  public Checkout at(String revision, Path start, int fileBytes)
      throws GitException, UnreadableFileException {
    return listed(revision, start, fileBytes, List.of("-r"), List.of());
  }

  /**
   * As {@link #at(String, Path, int)}, of which nothing else need be there than the files of some
   * folders.
   *
   * @param folders their paths; "." for the top
   */
  public Checkout at(String revision, Path start, int fileBytes, Set<String> folders)
      throws GitException, UnreadableFileException {
    if (folders.size() > MOST_FOLDERS
        || !folders.stream().allMatch(folder -> folder.matches("[A-Za-z0-9_][A-Za-z0-9._/-]*"))) {
      return at(revision, start, fileBytes);
    }
    // A slash asks for what is in the folder.
    return listed(
        revision, start, fileBytes, List.of(), folders.stream().map(path -> path + "/").toList());
  }

  private Checkout listed(
      String revision, Path start, int fileBytes, List<String> options, List<String> paths)
      throws GitException, UnreadableFileException {
    List<String> command = new ArrayList<>(List.of("ls-tree", "-z", "--full-tree"));
    command.addAll(options);
    command.addAll(List.of("--end-of-options", revision));
    command.addAll(paths);
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    byte[] listing;
    try {
      listing = run(command.toArray(new String[0]));
    } catch (GitException e) {
      throw unknown(revision, e);
    }
    for (byte[] record : split(listing)) {
      int tab = 0;
      while (record[tab] != '\t') {
        tab++;
      }
      String[] fields = new String(record, 0, tab, StandardCharsets.US_ASCII).split(" ", 0);
      if (fields[1].equals("tree")) {
        continue;
      }
      entries.writeBytes((fields[0] + " " + fields[2] + " 0").getBytes(StandardCharsets.US_ASCII));
      entries.write(record, tab, record.length - tab);
      entries.write(0);
    }
    return Checkout.staged(
        start,
        fileBytes,
        new IndexTree(
            entries.toByteArray(),
            new GitObjects(command("cat-file", "--batch"), LONGEST_RUN, () -> notFetched(revision)),
            (expression, ends) -> {
              throw new GitException("only the index is searched");
            },
            new IndexTree.Converted(top, new TreeMap<>())));
  }

  /** Returns the address that the repository was cloned from, empty where nobody knows. */
  public Optional<String> origin() {
    try {
      String url =
          new String(
              run("config", "--local", "--get", "remote.origin.url"), StandardCharsets.UTF_8);
      return Optional.of(url.strip()).filter(text -> !text.isEmpty());
    } catch (GitException e) {
      return Optional.empty();
    }
  }

  private static List<String> records(byte[] output) {
    return split(output).stream().map(bytes -> EntryName.of(bytes).text()).toList();
  }

  /** The records of an output in which a zero byte ends each. */
  private static List<byte[]> split(byte[] output) {
    List<byte[]> records = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < output.length; i++) {
      if (output[i] == 0) {
        records.add(Arrays.copyOfRange(output, start, i));
        start = i + 1;
      }
    }
    return records;
  }

  private ProcessBuilder command(String... arguments) {
    return command(List.of(), arguments);
  }

  private ProcessBuilder command(List<String> settings, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(git.toString());
    command.add("--no-pager");
    for (String setting :
        new String[] {
          "core.fsmonitor=false",
          "core.untrackedCache=false",
          "core.hooksPath=/dev/null",
          "safe.bareRepository=explicit",
          "safe.directory=" + top,
          "protocol.allow=never"
        }) {
      command.add("-c");
      command.add(setting);
    }
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    command.add("--git-dir=" + gitDirectory);
    command.add("--work-tree=" + top);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(top.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", "/nonexistent");
    environment.put("LC_ALL", "C");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_SYSTEM", "/dev/null");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_ATTR_NOSYSTEM", "1");
    environment.put("GIT_NO_LAZY_FETCH", "1");
    environment.put("GIT_NO_REPLACE_OBJECTS", "1");
    environment.put("GIT_OPTIONAL_LOCKS", "0");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    if (index != null) {
      environment.put("GIT_INDEX_FILE", index.toString());
    }
    return builder;
  }

  private byte[] run(String... arguments) throws GitException {
    return run(0, arguments);
  }

  /**
   * Runs git.
   *
   * @param highest exit code with which it has done what it was asked for, where it says nothing
   */
  private byte[] run(int highest, String... arguments) throws GitException {
    return run(highest, new byte[0], arguments);
  }

  private byte[] run(int highest, byte[] input, String... arguments) throws GitException {
    return run(highest, input, List.of(), new ByteArrayOutputStream(), arguments);
  }

  /** Runs git, which fails where it warns too. */
  private byte[] runSilently(List<String> settings, String... arguments) throws GitException {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    byte[] output = run(0, new byte[0], settings, errors, arguments);
    if (errors.size() > 0) {
      throw new GitException("git " + arguments[0] + " says" + because(errors, 0));
    }
    return output;
  }

  private byte[] run(
      int highest,
      byte[] input,
      List<String> settings,
      ByteArrayOutputStream errors,
      String... arguments)
      throws GitException {
    Process process;
    try {
      ProcessBuilder command = command(settings, arguments);
      if (input.length == 0) {
        command.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      }
      process = command.start();
    } catch (IOException e) {
      throw new GitException("git can't be run: " + e.getMessage());
    }
    Thread errorReader =
        Thread.ofVirtual().start(() -> copy(process.getErrorStream(), errors, 4096));
    Thread watch = Thread.ofVirtual().start(() -> GitObjects.endAfter(process, LONGEST));
    if (input.length > 0) {
      Thread.ofVirtual().start(() -> give(input, process));
    }
    try {
      Optional<byte[]> output = output(process);
      if (output.isEmpty()) {
        process.destroyForcibly();
      }
      int code = process.waitFor();
      errorReader.join();
      if (output.isEmpty() || code > highest || (code != 0 && errors.size() > 0)) {
        throw new GitException("git " + arguments[0] + " failed" + because(errors, code));
      }
      return output.get();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new GitException("git was interrupted");
    } finally {
      watch.interrupt();
    }
  }

  /** What git prints; empty where it is more than is allowed, or can't be read. */
  private static Optional<byte[]> output(Process process) {
    try (InputStream in = process.getInputStream()) {
      byte[] output = in.readNBytes(LARGEST_OUTPUT + 1);
      return output.length > LARGEST_OUTPUT ? Optional.empty() : Optional.of(output);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void give(byte[] input, Process process) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(input);
    } catch (IOException e) {
      // git has ended, and its code says why.
    }
  }

  private static String because(ByteArrayOutputStream errors, int code) {
    String text = errors.toString(StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? " with code " + code : ": " + text.lines().findFirst().orElse("");
  }

  /** Copies all of it; false where it ended over the limit, or with an error. */
  private static boolean copy(InputStream in, ByteArrayOutputStream out, int most) {
    byte[] buffer = new byte[1 << 16];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (out.size() + n > most) {
          return false;
        }
        out.write(buffer, 0, n);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

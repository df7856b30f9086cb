package dev.tfgate.terraform;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Shared;
import dev.tfgate.checkout.Unreadable;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.facts.Facts;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.HclFile;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.profile.Profile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every file of Terraform in a checkout, by directory. Directories are parsed when they are asked
 * for; a bounded number of them is kept.
 *
 * <p>One thread at a time may use it; each further thread takes a {@link #forAnotherThread}.
 */
public final class Configuration {
  /** So many links in the path of a root are followed, and so many paths through links. */
  private static final int DEEPEST_LINKS = 3;

  private static final int MOST_WAYS = 1000;

  /** Bytes of source whose trees are kept; a tree takes some twenty times as much. */
  private static final int KEPT_BYTES = 1024 * 1024;

  /** The folder in which the programs look for tests, besides the module's own. */
  public static final String TESTS = "tests";

  private static final String HAS_LOCK_FILE = "has a lock file";
  private static final String HAS_VARIABLES = "has a file of variables";
  private static final String CONFIGURES = "configures the provider '";
  private static final String UNCALLED = "is called by no other module";
  private static final String UNREACHED = "is reached from no root";

  /** Folders of what others wrote, copied into a repository. */
  private static final Set<String> VENDORED =
      Set.of(
          "vendor", "vendored", "third_party", "node_modules", ".terraform", ".terragrunt-cache");

  /** What shows of no directory that Terraform is run there. */
  private static final Set<String> GUESSES = Set.of(UNCALLED, UNREACHED);

  private final Checkout checkout;
  private final Limits limits;
  private final Profile profile;
  private final String testFolder;
  private final SortedMap<String, List<CheckoutFile>> listed;
  private final LinkedHashMap<String, Kept> kept = new LinkedHashMap<>(64, 0.75f, true);
  private final RecentFiles recent = new RecentFiles();
  private final ComputedSources sources;
  private final Map<String, Map<ComputedSources.Site, Callees>> computed;
  private final Map<String, Outline> outlines;
  private final SortedMap<String, Unreadable> unreadable;
  private final Map<String, String> givenVariables;
  private final boolean calledFromElsewhere;
  private final boolean listsOnDemand;
  private final RootChoice choice;
  private final Facts facts;
  private final FileOutlines fileOutlines;
  private final AtomicLong effort;
  private final Map<Class<?>, Object> shared;
  private @Nullable Map<String, List<String>> variables;
  private @Nullable List<String> submodules;
  private final Map<Boolean, SortedMap<String, RootOutline>> discovered = new HashMap<>();
  private @Nullable TerragruntUnits terragrunt;

  /** Whether no folder can be one of tests. */
  private boolean noTests;

  private long keptBytes;

  private record Kept(ConfigurationDirectory directory, Optional<Module> module, long bytes) {}

  /** What is remembered of every directory that was parsed. */
  private record Outline(
      List<String> reasons,
      Callees called,
      Set<String> moduleCalls,
      boolean isModule,
      boolean computesSources,
      boolean climbs,
      List<String> broken,
      @Nullable Reads reads) {
    Outline with(Reads known) {
      return new Outline(
          reasons, called, moduleCalls, isModule, computesSources, climbs, broken, known);
    }
  }

  /** What a directory may read beside its own files, which a check of all of it doesn't ask for. */
  private record Reads(boolean elsewhere, boolean folders, boolean state) {}

  private Configuration(
      Checkout checkout,
      Limits limits,
      Profile profile,
      String testFolder,
      ComputedSources sources,
      SortedMap<String, List<CheckoutFile>> listed,
      Map<String, Map<ComputedSources.Site, Callees>> computed,
      Map<String, Outline> outlines,
      SortedMap<String, Unreadable> unreadable,
      Map<String, String> givenVariables,
      boolean calledFromElsewhere,
      boolean listsOnDemand,
      RootChoice choice,
      AtomicLong effort,
      Map<Class<?>, Object> shared,
      Facts facts,
      FileOutlines fileOutlines) {
    this.checkout = checkout;
    this.limits = limits;
    this.profile = profile;
    this.testFolder = testFolder;
    this.sources = sources;
    this.listed = listed;
    this.computed = computed;
    this.outlines = outlines;
    this.unreadable = unreadable;
    this.givenVariables = Map.copyOf(givenVariables);
    this.calledFromElsewhere = calledFromElsewhere;
    this.listsOnDemand = listsOnDemand;
    this.choice = choice;
    this.effort = effort;
    this.shared = shared;
    this.facts = facts;
    this.fileOutlines = fileOutlines;
  }

  /** Nothing yet: a folder is listed when it is asked for. */
  private static Configuration onDemand(
      Checkout checkout, Limits limits, Profile profile, ComputedSources sources) {
    return empty(
        checkout, limits, profile, TESTS, sources, new FileOutlines(checkout, limits), false, true);
  }

  private static Configuration empty(
      Checkout checkout,
      Limits limits,
      Profile profile,
      String testFolder,
      ComputedSources sources,
      FileOutlines outlines,
      boolean calledFromElsewhere,
      boolean listsOnDemand) {
    return new Configuration(
        checkout,
        limits,
        profile,
        testFolder,
        sources,
        listsOnDemand ? new ConcurrentSkipListMap<>() : new TreeMap<>(),
        new ConcurrentHashMap<>(),
        new ConcurrentHashMap<>(),
        new ConcurrentSkipListMap<>(),
        Map.of(),
        calledFromElsewhere,
        listsOnDemand,
        RootChoice.DISCOVERED,
        new AtomicLong(),
        new ConcurrentHashMap<>(),
        Facts.bundled(),
        outlines);
  }

  /** Lists what some version of Terraform would load, in whichever directory of the checkout. */
  public static Configuration of(Checkout checkout, Limits limits, ComputedSources sources) {
    return of(checkout, limits, Profile.TERRAFORM, sources);
  }

  /** Lists what the program of that profile would load, in whichever directory of the checkout. */
  public static Configuration of(
      Checkout checkout, Limits limits, Profile profile, ComputedSources sources) {
    return of(checkout, limits, profile, sources, new FileOutlines(checkout, limits));
  }

  /**
   * As {@link #of(Checkout, Limits, Profile, ComputedSources)}, where outlines of files are known.
   */
  public static Configuration of(
      Checkout checkout,
      Limits limits,
      Profile profile,
      ComputedSources sources,
      FileOutlines outlines) {
    return of(checkout, limits, profile, TESTS, sources, outlines);
  }

  /**
   * As above, where the program looks for tests in another folder than {@code tests}.
   *
   * @param testFolder its path from each root
   */
  public static Configuration of(
      Checkout checkout,
      Limits limits,
      Profile profile,
      String testFolder,
      ComputedSources sources,
      FileOutlines outlines) {
    return whole(checkout, limits, profile, testFolder, sources, outlines, false);
  }

  private static Configuration whole(
      Checkout checkout,
      Limits limits,
      Profile profile,
      String testFolder,
      ComputedSources sources,
      FileOutlines outlines,
      boolean calledFromElsewhere) {
    Configuration all =
        empty(checkout, limits, profile, testFolder, sources, outlines, calledFromElsewhere, false);
    Set<String> testFolders = new HashSet<>();
    for (CheckoutFile entry : checkout.files()) {
      if (entry.isLink() && all.isNamedTests(entry.path())) {
        checkout.resolve(entry.path()).ifPresent(testFolders::add);
      }
    }
    for (CheckoutFile entry : checkout.files()) {
      if (!entry.isDirectory() && FileKind.mayBeOne(entry.path())) {
        String directory = entry.directory();
        all.add(entry, all.isNamedTests(directory) || testFolders.contains(directory));
      }
    }
    all.noTests =
        testFolders.isEmpty() && all.listed.keySet().stream().noneMatch(all::isNamedTests);
    if (profile.has(Feature.ROOT_OF_TESTS)) {
      List<String> tested = new ArrayList<>();
      all.listed.forEach(
          (path, files) -> {
            if (all.holds(path, FileKind.TEST)) {
              all.testedBy(path).ifPresent(tested::add);
            }
          });
      tested.forEach(path -> all.listed.computeIfAbsent(path, directory -> new ArrayList<>()));
    }
    return all;
  }

  private boolean isNamedTests(String path) {
    return path.equals(testFolder)
        || (path.endsWith(testFolder)
            && path.charAt(path.length() - testFolder.length() - 1) == '/');
  }

  /**
   * The directory in which the program runs the tests of a folder, by the folder's name; empty
   * where it is not named like one of tests.
   */
  public Optional<String> testedBy(String folder) {
    if (!isNamedTests(folder)) {
      return Optional.empty();
    }
    int above = folder.length() - testFolder.length() - 1;
    return Optional.of(above < 0 ? "." : folder.substring(0, above));
  }

  /**
   * What modules of a downloaded package reach, whose callers lie elsewhere. Its tests, examples
   * and whatever else nothing calls are left out, and the checkout is narrowed likewise. Where one
   * of the modules is no directory of the package, all of it counts.
   *
   * @param modules paths of those that are called from outside of the package
   */
  public static Configuration ofPackage(
      Checkout checkout,
      Limits limits,
      Profile profile,
      ComputedSources sources,
      Set<String> modules) {
    Configuration part =
        empty(
            checkout,
            limits,
            profile,
            TESTS,
            sources,
            new FileOutlines(checkout, limits),
            true,
            false);
    Deque<String> pending = new ArrayDeque<>();
    for (String module : modules) {
      checkout.resolve(module).ifPresent(pending::add);
    }
    if (modules.isEmpty() || pending.size() < modules.size()) {
      return whole(
          checkout, limits, profile, TESTS, sources, new FileOutlines(checkout, limits), true);
    }
    Set<String> reached = new HashSet<>();
    while (!pending.isEmpty()) {
      String path = pending.remove();
      if (reached.add(path)) {
        part.list(path, false);
        part.listed.computeIfPresent(path, (directory, files) -> loadedByCall(files));
        if (part.outline(path).computesSources()) {
          return whole(
              checkout, limits, profile, TESTS, sources, new FileOutlines(checkout, limits), true);
        }
        pending.addAll(part.outline(path).moduleCalls());
      }
    }
    checkout.narrowToSeen();
    return part;
  }

  private static @Nullable List<CheckoutFile> loadedByCall(List<CheckoutFile> files) {
    List<CheckoutFile> loaded = new ArrayList<>(files);
    loaded.removeIf(file -> FileKind.of(file.name()).orElse(null) != FileKind.CONFIGURATION);
    return loaded.isEmpty() ? null : loaded;
  }

  /** Whether the roots are modules whose callers are not here, so that their variables are free. */
  public boolean isCalledFromElsewhere() {
    return calledFromElsewhere;
  }

  /**
   * The part of a checkout that some changed files can affect, as each of some programs sees it,
   * where that can be told without the rest: files of roots with a backend, which no other module
   * calls. The checkout is narrowed to that part.
   *
   * @param profiles of all programs that will be asked for: what needs the rest for one of them is
   *     seen whole by all
   * @param sources for each program
   * @param files paths relative to the checkout
   * @param keepsCalls whether their folders, as a part of the checkout shows them, call all that
   *     they called before
   * @return empty where one of the files may affect other roots too
   */
  public static Optional<Map<Profile, Configuration>> around(
      Checkout checkout,
      Limits limits,
      List<Profile> profiles,
      Supplier<ComputedSources> sources,
      Set<String> files,
      Predicate<Configuration> keepsCalls) {
    Map<Profile, Configuration> parts = new HashMap<>();
    Map<Profile, Set<String>> reached = new HashMap<>();
    for (Profile profile : profiles) {
      Configuration part = onDemand(checkout, limits, profile, sources.get());
      Optional<Set<String>> directories = part.reachedFrom(files);
      if (directories.isEmpty()) {
        return Optional.empty();
      }
      parts.put(profile, part);
      reached.put(profile, directories.get());
    }
    List<CheckoutFile> seen = checkout.seen();
    for (Map.Entry<Profile, Configuration> part : parts.entrySet()) {
      if (CallersElsewhere.reach(
              checkout,
              limits,
              part.getKey(),
              sources.get(),
              files,
              reached.getOrDefault(part.getKey(), Set.of()))
          || !keepsCalls.test(part.getValue())) {
        return Optional.empty();
      }
    }
    checkout.narrowTo(seen);
    return Optional.of(parts);
  }

  /** The directories that roots with changed files reach; empty where others may be concerned. */
  private Optional<Set<String>> reachedFrom(Set<String> files) {
    Deque<String> pending = new ArrayDeque<>();
    for (String file : files) {
      int slash = file.lastIndexOf('/');
      String directory = slash < 0 ? "." : file.substring(0, slash);
      boolean own =
          FileKind.of(file.substring(slash + 1))
              .filter(kind -> kind != FileKind.TEST && kind != FileKind.BACKEND)
              .isPresent();
      list(directory, false);
      if (isNewBesideOthers(directory, files)) {
        // A partial backend that lies there was every root's.
        return Optional.empty();
      }
      if (!own
          || directory(directory).blocks("terraform").stream()
              .noneMatch(Configuration::keepsState)) {
        return Optional.empty();
      }
      pending.add(directory);
    }
    commonVariables(checkout, List.copyOf(pending)).forEach(path -> list(path, false));
    Set<String> reached = new HashSet<>();
    while (!pending.isEmpty()) {
      String path = pending.remove();
      if (reached.add(path)) {
        list(folderOfTests(path), true);
        list(path, false);
        mocks(path).forEach(folder -> list(folder, false));
        if (outline(path).computesSources()) {
          return Optional.empty();
        }
        pending.addAll(outline(path).called().modules());
      }
    }
    return Optional.of(reached);
  }

  /**
   * Whether a module of these directories calls one of the changed ones, or names a changed file.
   */
  static boolean concerns(
      Checkout checkout,
      Limits limits,
      Profile profile,
      ComputedSources sources,
      Set<String> directories,
      Set<String> changed) {
    Configuration part = onDemand(checkout, limits, profile, sources);
    Set<String> folders = new HashSet<>();
    changed.forEach(file -> folders.add(file.contains("/") ? above(file) : "."));
    for (String directory : directories) {
      part.list(directory, false);
      Outline outline = part.outline(directory);
      if (outline.computesSources()
          || outline.called().modules().stream().anyMatch(folders::contains)
          || outline.called().named().stream()
              .anyMatch(
                  path ->
                      changed.contains(path)
                          || path.equals(".")
                          || folders.stream()
                              .anyMatch(f -> f.equals(path) || f.startsWith(path + "/")))) {
        return true;
      }
      part.forget(directory);
    }
    return false;
  }

  /** Folders whose variable files may be for roots below, in as far as git's index tells. */
  private static List<String> commonVariables(Checkout checkout, List<String> roots) {
    Set<String> folders = new TreeSet<>();
    for (String file : checkout.ending(List.of(".tfvars", ".tfvars.json")).orElse(List.of())) {
      folders.add(file.contains("/") ? above(file) : ".");
    }
    folders.removeAll(roots);
    if (folders.isEmpty()) {
      return List.of();
    }
    Set<String> configured = new HashSet<>();
    for (String file : checkout.ending(List.of(".tf", ".tf.json")).orElse(List.of())) {
      configured.add(file.contains("/") ? above(file) : ".");
    }
    List<String> common = new ArrayList<>();
    for (String folder : folders) {
      String owner = folder;
      while (!owner.isEmpty() && !configured.contains(owner)) {
        owner = above(owner);
      }
      String start = owner.equals(".") || owner.isEmpty() ? "" : owner + "/";
      if (roots.stream().anyMatch(root -> root.startsWith(start))) {
        common.add(folder);
      }
    }
    return common;
  }

  /** Whether all files of Terraform in a folder are among these, and others are not. */
  private boolean isNewBesideOthers(String directory, Set<String> files) {
    List<CheckoutFile> own = listed.getOrDefault(directory, List.of());
    return own.stream().allMatch(file -> files.contains(file.path()))
        && checkout.in(directory).stream()
            .anyMatch(entry -> !entry.isDirectory() && !own.contains(entry));
  }

  private static boolean keepsState(ConfigurationDirectory.Placed terraform) {
    return terraform.block().body().blocks().stream()
        .anyMatch(block -> block.type().equals("backend") || block.type().equals("cloud"));
  }

  private void list(String directory, boolean tests) {
    synchronized (listed) {
      if (!listed.containsKey(directory)) {
        for (CheckoutFile entry : checkout.in(directory)) {
          add(entry, tests || isNamedTests(directory));
        }
      }
    }
  }

  /**
   * @param inTests whether the file lies in a folder of tests
   */
  private void add(CheckoutFile entry, boolean inTests) {
    if (!entry.isDirectory()
        && isLoaded(entry.name(), inTests)
        && !isDirectory(checkout, entry)
        && !isDangling(checkout, entry)) {
      listed.computeIfAbsent(entry.directory(), directory -> new ArrayList<>()).add(entry);
    }
  }

  /** Returns the same configuration for another thread: what one learns of it, all know. */
  public Configuration forAnotherThread() {
    return with(givenVariables, computed, choice);
  }

  /** The same configuration where the command line of Terraform gives these variables a value. */
  public Configuration giving(Map<String, String> variables) {
    return with(variables, new ConcurrentHashMap<>(), choice);
  }

  /** The same configuration with other directories as its roots. */
  public Configuration choosing(RootChoice roots) {
    return with(givenVariables, computed, roots);
  }

  /** Which directories count as roots. */
  public RootChoice choice() {
    return choice;
  }

  private Configuration with(
      Map<String, String> variables,
      Map<String, Map<ComputedSources.Site, Callees>> calls,
      RootChoice roots) {
    Configuration same =
        new Configuration(
            checkout,
            limits,
            profile,
            testFolder,
            sources,
            listed,
            calls,
            outlines,
            unreadable,
            variables,
            calledFromElsewhere,
            listsOnDemand,
            roots,
            effort,
            shared,
            facts,
            fileOutlines);
    same.noTests = noTests;
    return same;
  }

  /** What is known of the providers. */
  public Facts facts() {
    return facts;
  }

  /** Counts the steps that following values took so far, in whichever thread. */
  public AtomicLong effort() {
    return effort;
  }

  /**
   * What a package above keeps for the whole configuration, the same for all threads.
   *
   * @param make makes it where there is none yet
   */
  public <T> T shared(Class<T> type, Supplier<T> make) {
    return type.cast(shared.computeIfAbsent(type, _ -> make.get()));
  }

  /** What the command line gives variables of roots: name → value as written there. */
  public Map<String, String> givenVariables() {
    return givenVariables;
  }

  /** The program that would load it. */
  public Profile profile() {
    return profile;
  }

  /**
   * The kind of a file of that name; empty where the program doesn't read it, whatever its folder.
   */
  public Optional<FileKind> kind(String fileName) {
    return FileKind.of(fileName)
        .filter(kind -> profile.has(Feature.TOFU_FILES) || !kind.isOfTofu(fileName));
  }

  /** The checkout that it is the configuration of. */
  public Checkout checkout() {
    return checkout;
  }

  /** Whether a directory holds files that only OpenTofu reads. */
  public boolean hasTofuFiles(String path) {
    return listed.getOrDefault(path, List.of()).stream()
        .anyMatch(
            file ->
                FileKind.of(file.name()).filter(kind -> kind.isOfTofu(file.name())).isPresent());
  }

  /** The directories that hold files of Terraform, by path. */
  public Set<String> paths() {
    return Collections.unmodifiableSet(listed.keySet());
  }

  /** The files of a directory; an empty directory where it holds none. */
  public ConfigurationDirectory directory(String path) {
    return kept(path).directory();
  }

  /** The module of a directory; empty where it holds no configuration. */
  public Optional<Module> module(String path) {
    Kept found = kept(path);
    if (found.module().isPresent() || !isModule(found.directory())) {
      return found.module();
    }
    Module module = new Module(found.directory(), profile, tests(path).map(this::directory));
    kept.replace(path, new Kept(found.directory(), Optional.of(module), found.bytes()));
    return Optional.of(module);
  }

  /** The module of a directory, or one that declares nothing where it holds no configuration. */
  public Module moduleOrEmpty(String path) {
    return module(path).orElseGet(() -> new Module(directory(path), profile, Optional.empty()));
  }

  /** Whether the program can run in a directory; where no configuration is, for its tests. */
  private boolean isModule(ConfigurationDirectory directory) {
    return directory.isModule() || isRootOfTests(directory.path());
  }

  /** The directory of the tests of the module at {@code path}; empty where there is none. */
  public Optional<String> tests(String path) {
    return noTests
        ? Optional.empty()
        : Optional.of(folderOfTests(path)).filter(folder -> listed.containsKey(folder));
  }

  /** The folders in which the tests of a root find what its mock providers give. */
  public Set<String> mocks(String root) {
    Optional<String> tests = tests(root);
    if (tests.isEmpty() && !holds(root, FileKind.TEST)) {
      return Set.of();
    }
    Set<String> folders = new TreeSet<>();
    for (String place : Stream.concat(Stream.of(root), tests.stream()).toList()) {
      if (!holds(place, FileKind.TEST)) {
        continue;
      }
      for (ParsedFile test : directory(place).files(FileKind.TEST)) {
        for (Block mock : test.hcl().body().blocks("mock_provider")) {
          mock.body()
              .attribute("source")
              .flatMap(source -> ConstantEvaluator.plainString(source.value()))
              .flatMap(folder -> checkout.resolve(root + "/" + folder))
              .ifPresent(folders::add);
        }
      }
    }
    return folders;
  }

  /** Terraform follows a link of that name. */
  private String folderOfTests(String path) {
    String folder = path.equals(".") ? testFolder : path + "/" + testFolder;
    return checkout
        .file(folder)
        .filter(CheckoutFile::isLink)
        .flatMap(link -> checkout.resolve(folder))
        .orElse(folder);
  }

  /** Drops what was parsed of a directory that nothing else is likely to ask for. */
  public void forget(String path) {
    Kept dropped = kept.remove(path);
    if (dropped != null) {
      keptBytes -= dropped.bytes();
    }
  }

  /** The files that Terraform would load and that could not be read so far, by path. */
  public List<Unreadable> unreadable() {
    return List.copyOf(unreadable.values());
  }

  /**
   * The directories in which Terraform may be run: those that are named, or, where none are, those
   * that look like it. For that, every directory is parsed once.
   */
  public List<RootOutline> roots() {
    SortedMap<String, RootOutline> roots = found();
    roots.keySet().removeIf(choice::leavesOut);
    String running = choice.running();
    if (running != null && !roots.containsKey(running) && outline(running).isModule()) {
      roots.put(running, new RootOutline(running, List.of("is where it is run")));
    }
    return List.copyOf(roots.values());
  }

  /** What units of Terragrunt run. */
  public TerragruntUnits terragrunt() {
    TerragruntUnits known = terragrunt;
    if (known == null) {
      known =
          listsOnDemand || calledFromElsewhere
              ? TerragruntUnits.NONE
              : TerragruntUnits.of(
                  checkout, limits, listed.keySet().stream().filter(this::isModule).toList());
      terragrunt = known;
    }
    return known;
  }

  /**
   * The directories that nothing calls and that are no roots, since nothing shows that Terraform is
   * run there.
   */
  public List<String> uncalled() {
    if (!choice.strict() || choice.named() != null) {
      return List.of();
    }
    List<String> uncalled = new ArrayList<>();
    discovered(false)
        .keySet()
        .forEach(
            path -> {
              if (!choice.leavesOut(path) && !path.equals(choice.running())) {
                uncalled.add(path);
              }
            });
    roots().forEach(root -> uncalled.remove(root.path()));
    return uncalled;
  }

  private SortedMap<String, RootOutline> found() {
    SortedMap<String, RootOutline> roots = new TreeMap<>();
    Predicate<String> named = choice.named();
    if (named != null) {
      for (CheckoutFile entry : checkout.files()) {
        boolean folder = entry.isDirectory() || entry.isLink();
        if (folder && named.test(entry.path())) {
          checkout
              .resolve(entry.path())
              .filter(path -> outline(path).isModule())
              .ifPresent(path -> roots.put(path, named(path)));
        }
      }
      if (named.test(".") && outline(".").isModule()) {
        roots.put(".", named("."));
      }
      addBehindLinks(named, roots);
      return roots;
    }
    return discovered(choice.strict());
  }

  /**
   * @param strict whether, where something shows of some directories that Terraform is run there,
   *     those are all
   */
  private SortedMap<String, RootOutline> discovered(boolean strict) {
    // On demand further directories are listed.
    SortedMap<String, RootOutline> known = listsOnDemand ? null : discovered.get(strict);
    if (known == null) {
      known = discover(strict);
      discovered.put(strict, known);
    }
    return new TreeMap<>(known);
  }

  private SortedMap<String, RootOutline> discover(boolean strict) {
    SortedMap<String, RootOutline> roots = new TreeMap<>();
    Set<String> projects =
        listsOnDemand || calledFromElsewhere ? Set.of() : AtlantisProjects.of(checkout);
    Set<String> called = new TreeSet<>();
    for (String path : listed.keySet()) {
      called.addAll(outline(path).moduleCalls());
    }
    for (String path : listed.keySet()) {
      Outline outline = outline(path);
      List<String> reasons = new ArrayList<>(outline.reasons());
      if (called.contains(path) && !hasState(outline)) {
        // A module may configure its provider.
        reasons.removeIf(reason -> reason.startsWith(CONFIGURES));
      }
      if (outline.isModule() && !called.contains(path)) {
        reasons.add(UNCALLED);
      }
      if (projects.contains(path) && outline.isModule()) {
        reasons.add("is a project of Atlantis");
      }
      String unit = terragrunt().runs().get(path);
      if (unit != null && outline.isModule()) {
        reasons.add("is run by Terragrunt, in '" + unit + "'");
      }
      if (!reasons.isEmpty()) {
        roots.put(path, new RootOutline(path, reasons));
      }
    }
    boolean computes = false;
    for (String path : listed.keySet()) {
      computes |= outline(path).computesSources();
    }
    if (computes) {
      dropCalled(roots);
    }
    addUnreached(roots, computes);
    boolean shown =
        roots.keySet().stream()
            .anyMatch(
                path ->
                    keepsState(path)
                        || projects.contains(path)
                        || terragrunt().runs().containsKey(path));
    if (strict && shown && terragrunt().untold().isEmpty()) {
      roots
          .values()
          .removeIf(
              root ->
                  root.reasons().stream().allMatch(GUESSES::contains)
                      || (isVendored(root.path())
                          && !keepsState(root.path())
                          && !projects.contains(root.path())
                          && !terragrunt().runs().containsKey(root.path())));
    }
    return roots;
  }

  private boolean isVendored(String path) {
    for (String name : VENDORED) {
      if (path.contains(name) && Arrays.asList(path.split("/", 0)).contains(name)) {
        return true;
      }
    }
    return submodules().stream()
        .anyMatch(module -> path.equals(module) || path.startsWith(module + "/"));
  }

  /** The folders that {@code .gitmodules} names. */
  private List<String> submodules() {
    List<String> known = submodules;
    if (known == null) {
      known = new ArrayList<>();
      if (checkout.file(".gitmodules").filter(file -> !file.isDirectory()).isPresent()) {
        try {
          String text = new String(checkout.read(".gitmodules"), StandardCharsets.UTF_8);
          for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(0, equals).strip().equals("path")) {
              String path = line.substring(equals + 1).strip().replaceAll("/+$", "");
              if (!path.isEmpty()) {
                known.add(path);
              }
            }
          }
        } catch (UnreadableFileException e) {
          // Then nothing is known to be a submodule.
          known.clear();
        }
      }
      submodules = known;
    }
    return known;
  }

  /** Of those that are roots because nothing calls them, what computed sources lead to is none. */
  private void dropCalled(SortedMap<String, RootOutline> roots) {
    Set<String> reached = new HashSet<>();
    SortedMap<String, Set<String>> open = new TreeMap<>();
    for (String path : roots.keySet()) {
      if (!outline(path).reasons().isEmpty()) {
        addReached(path, reached);
      }
    }
    for (String path : roots.keySet()) {
      if (outline(path).reasons().isEmpty() && !reached.contains(path)) {
        Set<String> own = new HashSet<>();
        addReached(path, own);
        open.put(path, own);
      }
    }
    Set<String> stay = new HashSet<>();
    for (String path : open.keySet()) {
      if (open.entrySet().stream()
          .noneMatch(other -> !other.getKey().equals(path) && other.getValue().contains(path))) {
        stay.add(path);
        reached.addAll(open.get(path));
      }
    }
    open.forEach(
        (path, own) -> {
          if (!reached.contains(path)) {
            stay.add(path);
            reached.addAll(own);
          }
        });
    roots.keySet().removeIf(path -> outline(path).reasons().isEmpty() && !stay.contains(path));
  }

  /** A path that leads through a link names the folder at its end. */
  private void addBehindLinks(Predicate<String> named, SortedMap<String, RootOutline> roots) {
    record Way(String path, String folder, int links) {}
    Deque<Way> pending = new ArrayDeque<>(List.of(new Way("", ".", 0)));
    int seen = 0;
    while (!pending.isEmpty() && seen++ < MOST_WAYS) {
      Way way = pending.remove();
      String prefix = way.folder().equals(".") ? "" : way.folder() + "/";
      if (way.links() > 0) {
        for (String folder : listed.keySet()) {
          if (folder.startsWith(prefix)
              && named.test(way.path() + "/" + folder.substring(prefix.length()))
              && outline(folder).isModule()) {
            roots.put(folder, named(folder));
          }
        }
      }
      if (way.links() < DEEPEST_LINKS) {
        for (String link : checkout.links()) {
          if (link.startsWith(prefix)) {
            String rest = link.substring(prefix.length());
            checkout
                .resolve(link)
                .filter(
                    end ->
                        end.equals(".")
                            || checkout.file(end).filter(CheckoutFile::isDirectory).isPresent())
                .ifPresent(
                    end ->
                        pending.add(
                            new Way(
                                way.links() == 0 ? rest : way.path() + "/" + rest,
                                end,
                                way.links() + 1)));
          }
        }
      }
    }
  }

  /** Modules that only call each other have no caller outside: each must belong to some root. */
  private void addUnreached(SortedMap<String, RootOutline> roots, boolean computes) {
    Set<String> reached = new HashSet<>();
    for (String root : roots.keySet()) {
      addReached(root, reached, computes);
    }
    for (String path : listed.keySet()) {
      if (!reached.contains(path) && outline(path).isModule()) {
        roots.put(path, new RootOutline(path, List.of(UNREACHED)));
        addReached(path, reached, computes);
      }
    }
  }

  /**
   * @param computes whether what a module calls may depend on the root
   */
  private void addReached(String root, Set<String> reached, boolean computes) {
    if (computes) {
      addReached(root, reached);
      return;
    }
    Deque<String> pending = new ArrayDeque<>(1);
    for (String path = root; path != null; path = pending.poll()) {
      // What was reached before has all below it there too.
      if (reached.add(path)) {
        pending.addAll(outline(path).moduleCalls());
      }
    }
  }

  private void addReached(String root, Set<String> reached) {
    if (outline(root).moduleCalls().isEmpty() && !outline(root).computesSources()) {
      reached.add(root);
      return;
    }
    Set<String> own = new HashSet<>();
    Deque<String> pending = new ArrayDeque<>(List.of(root));
    while (!pending.isEmpty()) {
      String path = pending.remove();
      if (own.add(path)) {
        pending.addAll(outline(path).moduleCalls());
        pending.addAll(computedBy(root, path).modules());
      }
    }
    reached.addAll(own);
  }

  private static RootOutline named(String path) {
    return new RootOutline(path, List.of("is named in gate.yaml"));
  }

  /**
   * Whether a directory is a root whatever the others call: it is named, or, where none are, has a
   * backend, a lock file, a configured provider or a file of variables.
   */
  public boolean isRootByItself(String path) {
    if (path.equals(choice.running())) {
      return outline(path).isModule();
    }
    Predicate<String> named = choice.named();
    return !choice.leavesOut(path)
        && (named != null ? named.test(path) && outline(path).isModule() : hasOtherReasons(path));
  }

  /**
   * The directories that count as roots for their lock file alone, though another module calls
   * them: a validation of a module leaves a lock file there. None where the roots are named.
   */
  public Set<String> calledWithLockFile() {
    Set<String> called = new HashSet<>();
    if (choice.named() == null) {
      for (RootOutline root : roots()) {
        if (root.reasons().equals(List.of(HAS_LOCK_FILE))
            && !root.path().equals(choice.running())) {
          called.add(root.path());
        }
      }
    }
    return called;
  }

  /** Whether it depends on other directories that this one is a root. */
  public boolean isRootByOthers(String path) {
    return !isRootByItself(path)
        || (choice.strict() && choice.named() == null && isVendored(path) && !keepsState(path));
  }

  /** Whether something else than a configured provider shows that Terraform is run there. */
  private boolean hasOtherReasons(String path) {
    return outline(path).reasons().stream().anyMatch(reason -> !reason.startsWith(CONFIGURES));
  }

  private static boolean hasState(Outline outline) {
    return outline.reasons().contains(hasBlock("backend"))
        || outline.reasons().contains(hasBlock("cloud"));
  }

  /**
   * Whether a directory has a state elsewhere: a local one is what there is without a block too.
   */
  public boolean keepsState(String path) {
    return hasState(outline(path))
        && directory(path).blocks("terraform").stream()
            .flatMap(terraform -> terraform.block().body().blocks().stream())
            .anyMatch(
                block ->
                    block.type().equals("cloud")
                        || (block.type().equals("backend")
                            && (block.labels().isEmpty() || !block.label(0).equals("local"))));
  }

  /** The root of a directory with every module that it reaches; empty where it is no module. */
  public Optional<Root> root(String path) {
    Optional<Module> module = module(path);
    if (module.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<Root.Caller>> callers = new HashMap<>();
    List<Root.Reached> reached = new ArrayList<>();
    List<Root.Caller> outside = new ArrayList<>();
    Deque<Root.Reached> pending = new ArrayDeque<>();
    pending.add(new Root.Reached(module.get(), List.of(path), new ArrayList<>()));
    callers.put(path, new ArrayList<>());
    while (!pending.isEmpty()) {
      Root.Reached next = pending.remove();
      reached.add(next);
      boolean top = reached.size() == 1;
      for (ModuleCall call : next.module().calls()) {
        if (call.fromTest() && !top) {
          // Terraform reads the tests of the root module only.
          continue;
        }
        Root.Caller caller = new Root.Caller(next.module(), call);
        Callees callees = callees(path, next.module().path(), call);
        boolean complete = callees.complete();
        for (String calledPath : callees.modules()) {
          Optional<Module> callee = module(calledPath);
          if (callee.isEmpty()) {
            complete = false;
            continue;
          }
          List<Root.Caller> known = callers.get(callee.get().path());
          if (known == null) {
            known = new ArrayList<>();
            callers.put(callee.get().path(), known);
            List<String> chain = new ArrayList<>(next.chain());
            chain.add(callee.get().path());
            pending.add(new Root.Reached(callee.get(), chain, known));
          }
          known.add(caller);
        }
        if (!complete) {
          outside.add(caller);
        }
      }
    }
    return Optional.of(new Root(reached, outside));
  }

  /**
   * Where a call can lead, {@code ..} and links resolved.
   *
   * @param root the path of the root that it is seen from
   * @param caller the path of the module that it stands in
   */
  public Callees callees(String root, String caller, ModuleCall call) {
    return call.isComputed()
        ? computed(root)
            .getOrDefault(new ComputedSources.Site(caller, call.name()), Callees.NOT_KNOWN)
        : constant(caller, call);
  }

  /** Where a call leads whose source is a constant. */
  private Callees constant(String caller, ModuleCall call) {
    return call.source()
        .filter(ModuleCall::isLocal)
        .map(source -> localCallee(caller, source))
        .orElse(Callees.NOT_KNOWN);
  }

  /** Where a source leads that is a relative path. */
  public Callees localCallee(String caller, String source) {
    String path = caller + "/" + source;
    return Callees.of(checkout.resolve(path), Checkout.cleaned(path));
  }

  private Map<ComputedSources.Site, Callees> computed(String root) {
    Map<ComputedSources.Site, Callees> known = computed.get(root);
    if (known == null) {
      known = sources.of(this, root);
      computed.put(root, known);
    }
    return known;
  }

  /** Where the calls of a directory can lead whose sources are computed. */
  private Callees computedBy(String root, String path) {
    Callees all = new Callees(Set.of(), Set.of(), true);
    if (outline(path).computesSources()) {
      for (ModuleCall call : module(path).map(Module::calls).orElse(List.of())) {
        if (call.isComputed()) {
          all = all.and(callees(root, path, call));
        }
      }
    }
    return all;
  }

  /**
   * Where a directory's module calls can lead, with the paths that they name, whatever is there,
   * {@code ..} resolved by the text alone; what leaves the checkout is left out. Complete where no
   * computed source can lead elsewhere.
   *
   * @param root the path of the root that it is seen from
   */
  public Callees calledBy(String root, String path) {
    Outline outline = outline(path);
    return outline.computesSources()
        ? outline.called().and(computedBy(root, path))
        : outline.called();
  }

  /**
   * The directories of variable files that belong to no root below or beside the one at {@code
   * root}, such as {@code environments} at the top: a run may be given them.
   */
  public List<String> commonVariables(String root) {
    Map<String, List<String>> known = variables;
    if (known == null) {
      known = new HashMap<>();
      for (String path : listed.keySet()) {
        if (holds(path, FileKind.VARIABLES)) {
          known.computeIfAbsent(configuredAbove(path), key -> new ArrayList<>()).add(path);
        }
      }
      variables = known;
    }
    List<String> found = new ArrayList<>();
    for (String owner = above(root); !owner.isEmpty(); owner = above(owner)) {
      found.addAll(known.getOrDefault(owner, List.of()));
    }
    found.addAll(known.getOrDefault("", List.of()));
    return found;
  }

  /** The nearest folder with configuration, from this one up; empty where there is none. */
  public String configuredAbove(String path) {
    String folder = path;
    while (!folder.isEmpty() && !holds(folder, FileKind.CONFIGURATION)) {
      folder = above(folder);
    }
    return folder;
  }

  /** The names of the files of Terraform in a folder. */
  public List<String> fileNames(String path) {
    return listed.getOrDefault(path, List.of()).stream().map(CheckoutFile::name).toList();
  }

  /** The names of the files of configuration in a folder. */
  public List<String> configurationFiles(String path) {
    List<String> names = new ArrayList<>();
    for (CheckoutFile file : listed.getOrDefault(path, List.of())) {
      if (FileKind.CONFIGURATION.isOf(file.path())) {
        names.add(file.name());
      }
    }
    return names;
  }

  /** Whether a file of variables lies in or below a folder. */
  public boolean hasVariablesBelow(String path) {
    return listed.keySet().stream()
        .anyMatch(
            other ->
                (path.equals(".") || other.equals(path) || other.startsWith(path + "/"))
                    && holds(other, FileKind.VARIABLES));
  }

  private boolean holds(String path, FileKind kind) {
    for (CheckoutFile file : listed.getOrDefault(path, List.of())) {
      if (kind.isOf(file.path())) {
        return true;
      }
    }
    return false;
  }

  /** The directory above; empty above the top. */
  private static String above(String path) {
    int slash = path.lastIndexOf('/');
    return path.equals(".") ? "" : slash < 0 ? "." : path.substring(0, slash);
  }

  /** Whether another module of the checkout calls the one at {@code path}, or may do so. */
  public boolean isCalled(String path) {
    return listed.keySet().stream()
        .anyMatch(
            other ->
                outline(other).moduleCalls().contains(path) || outline(other).computesSources());
  }

  /** Whether a directory calls a module by a source that is computed. */
  public boolean computesSources(String path) {
    return outline(path).computesSources();
  }

  /** Whether an expression of a directory may read a file that lies elsewhere. */
  public boolean readsElsewhere(String path) {
    return reads(path).elsewhere();
  }

  /** The paths that the text of a directory's expressions names. */
  public NamedPaths namedPaths(String path) {
    return NamedPaths.of(directory(path));
  }

  /** Whether an expression of a directory may read files of Terraform as data. */
  public boolean readsFolders(String path) {
    return reads(path).folders();
  }

  /** The files of a directory that are not valid, so that what it calls and reads is not known. */
  public List<String> broken(String path) {
    return outline(path).broken();
  }

  /** Whether a module reads a state by {@code terraform_remote_state}. */
  public boolean readsState(String path) {
    return reads(path).state();
  }

  private Reads reads(String path) {
    Outline outline = outline(path);
    Reads known = outline.reads();
    if (known == null) {
      ConfigurationDirectory directory = directory(path);
      known =
          new Reads(
              PathsRead.elsewhere(directory), PathsRead.folders(directory), readsState(directory));
      outlines.put(path, outline.with(known));
    }
    return known;
  }

  private static boolean readsState(ConfigurationDirectory directory) {
    return directory.files(FileKind.CONFIGURATION).stream()
        .flatMap(file -> file.hcl().body().blocks().stream())
        .flatMap(block -> Stream.concat(Stream.of(block), block.body().blocks().stream()))
        .anyMatch(
            block -> !block.labels().isEmpty() && block.label(0).equals("terraform_remote_state"));
  }

  /**
   * Whether a directory holds configuration, or only tests where the program runs these in it; it
   * is not parsed for that.
   */
  public boolean isModule(String path) {
    return holds(path, FileKind.CONFIGURATION) || isRootOfTests(path);
  }

  private boolean isRootOfTests(String path) {
    return profile.has(Feature.ROOT_OF_TESTS)
        && !isNamedTests(path)
        && (holds(path, FileKind.TEST)
            || tests(path).filter(folder -> holds(folder, FileKind.TEST)).isPresent());
  }

  /**
   * Whether an expression of a directory may name a path that lies neither in it nor in the root.
   * It is not parsed for that where a glance at its files tells.
   */
  public boolean climbs(String path) {
    return outline(path).climbs();
  }

  /**
   * Learns what the directories have to do with others that {@link #roots} asks about, on several
   * threads.
   *
   * @param jobs how many threads may work at once
   */
  public void prepareRoots(int jobs) {
    Predicate<String> named = choice.named();
    List<String> unknown =
        listed.keySet().stream()
            .filter(path -> named == null || named.test(path))
            .filter(path -> !outlines.containsKey(path))
            .toList();
    List<CheckoutFile> files = new ArrayList<>();
    unknown.forEach(path -> files.addAll(listed.getOrDefault(path, List.of())));
    fileOutlines.prepare(files, jobs);
    Shared.among(
        jobs,
        unknown,
        () -> {
          Configuration own = forAnotherThread();
          return own::outline;
        });
  }

  private Outline outline(String path) {
    Outline known = outlines.get(path);
    if (known != null) {
      return known;
    }
    Outline glanced = kept.containsKey(path) ? null : glance(path);
    if (glanced == null) {
      // Parsing it leaves its outline; what it reads is best told while the tree is there.
      kept(path);
      reads(path);
      return Objects.requireNonNull(outlines.get(path));
    }
    outlines.put(path, glanced);
    return glanced;
  }

  /** The outline of a directory whose files are simple enough; null where a tree is needed. */
  private @Nullable Outline glance(String path) {
    if (listsOnDemand) {
      list(path, false);
    }
    List<CheckoutFile> entries = listed.getOrDefault(path, List.of());
    if (holds(path, FileKind.TEST)
        || tests(path).filter(folder -> holds(folder, FileKind.TEST)).isPresent()) {
      return null;
    }
    List<String> reasons = new ArrayList<>(2);
    List<String> states = new ArrayList<>(1);
    List<String> sources = new ArrayList<>();
    @Nullable String configured = null;
    boolean isModule = false;
    boolean hasVariables = false;
    boolean readsFolders = false;
    boolean readsState = false;
    boolean climbs = false;
    for (CheckoutFile entry : entries) {
      FileKind kind = FileKind.of(entry.name()).orElseThrow();
      if (isHidden(kind, entry, entries)) {
        continue;
      }
      if (kind.isJson(entry.name()) || kind.isOverride(entry.name())) {
        return null;
      }
      FileOutline file = fileOutlines.of(entry);
      if (file == null) {
        return null;
      }
      readsFolders |= file.readsFolders();
      climbs |= file.climbs();
      switch (kind) {
        case CONFIGURATION -> {
          isModule = true;
          states.addAll(file.states());
          sources.addAll(file.sources());
          configured = configured == null ? file.configured() : configured;
          readsState |= file.readsState();
        }
        case VARIABLES -> hasVariables = true;
        case LOCK -> reasons.add(HAS_LOCK_FILE);
        default -> {}
      }
    }
    if (isModule && hasVariables) {
      reasons.add(HAS_VARIABLES);
    }
    states.forEach(state -> reasons.add(hasBlock(state)));
    if (configured != null) {
      reasons.add(configures(configured));
    }
    Set<String> calls = new TreeSet<>();
    Set<String> named = new TreeSet<>();
    if (isModule) {
      for (String source : sources) {
        if (ModuleCall.isLocal(source)) {
          Callees callees = localCallee(path, source);
          calls.addAll(callees.modules());
          named.addAll(callees.named());
        }
      }
    }
    calls.remove(path);
    return new Outline(
        reasons.stream().distinct().toList(),
        new Callees(calls, named, true),
        calls,
        isModule,
        false,
        climbs,
        List.of(),
        new Reads(false, readsFolders, readsState));
  }

  private static String hasBlock(String type) {
    return "has a " + type + " block";
  }

  private static String configures(String provider) {
    return CONFIGURES + provider + "'";
  }

  private Outline parsedOutline(String path) {
    ConfigurationDirectory directory = directory(path);
    List<String> reasons = new ArrayList<>();
    Set<String> calls = new TreeSet<>();
    Set<String> moduleCalls = new TreeSet<>();
    Set<String> named = new TreeSet<>();
    boolean computesSources = false;
    if (!directory.files(FileKind.LOCK).isEmpty()
        || directory.problems().stream()
            .anyMatch(problem -> problem.path().endsWith(".lock.hcl"))) {
      reasons.add(HAS_LOCK_FILE);
    }
    if (directory.isModule() && !directory.files(FileKind.VARIABLES).isEmpty()) {
      reasons.add(HAS_VARIABLES);
    }
    for (ConfigurationDirectory.Placed terraform : directory.blocks("terraform")) {
      for (Block block : terraform.block().body().blocks()) {
        if (block.type().equals("backend") || block.type().equals("cloud")) {
          reasons.add(hasBlock(block.type()));
        }
      }
    }
    for (ConfigurationDirectory.Placed provider : directory.blocks("provider")) {
      boolean configured =
          !provider.block().body().blocks().isEmpty()
              || provider.block().body().attributes().stream()
                  .anyMatch(
                      attribute ->
                          !attribute.name().equals("alias") && !attribute.name().equals("version"));
      if (configured) {
        reasons.add(configures(provider.block().label(0)));
        break;
      }
    }
    for (ModuleCall call : module(path).map(Module::calls).orElse(List.of())) {
      Callees callees = constant(path, call);
      calls.addAll(callees.modules());
      named.addAll(callees.named());
      if (!call.fromTest()) {
        moduleCalls.addAll(callees.modules());
      }
      computesSources |= call.isComputed();
    }
    calls.remove(path);
    moduleCalls.remove(path);
    return new Outline(
        reasons.stream().distinct().toList(),
        new Callees(calls, named, true),
        moduleCalls,
        isModule(directory),
        computesSources,
        true,
        directory.problems().stream().map(SyntaxProblem::path).toList(),
        null);
  }

  private Kept kept(String path) {
    Kept found = kept.get(path);
    if (found != null) {
      return found;
    }
    Kept parsed = parse(path);
    kept.put(path, parsed);
    keptBytes += parsed.bytes();
    var oldest = kept.entrySet().iterator();
    while (keptBytes > KEPT_BYTES && kept.size() > 1) {
      Map.Entry<String, Kept> dropped = oldest.next();
      if (dropped.getKey().equals(path)) {
        break;
      }
      keptBytes -= dropped.getValue().bytes();
      oldest.remove();
    }
    if (!outlines.containsKey(path)) {
      outlines.put(path, parsedOutline(path));
    }
    return parsed;
  }

  private Kept parse(String path) {
    List<ParsedFile> files = new ArrayList<>();
    List<SyntaxProblem> problems = new ArrayList<>();
    long bytes = 1024;
    if (listsOnDemand) {
      list(path, false);
    }
    List<CheckoutFile> entries = listed.getOrDefault(path, List.of());
    for (CheckoutFile entry : entries) {
      FileKind kind = FileKind.of(entry.name()).orElseThrow();
      if (isHidden(kind, entry, entries)) {
        continue;
      }
      try {
        byte[] content = checkout.read(entry);
        bytes += content.length;
        files.add(new ParsedFile(entry.path(), kind, parsed(entry, kind, content)));
      } catch (HclSyntaxException e) {
        problems.add(new SyntaxProblem(entry.path(), e.range(), e.getMessage()));
      } catch (UnreadableFileException e) {
        unreadable.put(entry.path(), new Unreadable(entry.path(), "unreadable", e.getMessage()));
      }
    }
    return new Kept(new ConfigurationDirectory(path, files, problems), Optional.empty(), bytes);
  }

  private HclFile parsed(CheckoutFile entry, FileKind kind, byte[] content)
      throws HclSyntaxException {
    Long mark = checkout.mark(entry);
    if (mark == null) {
      return kind.parse(content, entry.name(), limits);
    }
    Optional<HclFile> known = recent.of(entry.name(), mark, content);
    if (known.isPresent()) {
      return known.get();
    }
    HclFile tree = kind.parse(content, entry.name(), limits);
    recent.keep(entry.name(), mark, tree);
    return tree;
  }

  /** Whether a file of OpenTofu's own stands in the place of this one. */
  private boolean isHidden(FileKind kind, CheckoutFile entry, List<CheckoutFile> beside) {
    if (!profile.has(Feature.TOFU_FILES)) {
      return false;
    }
    Optional<String> twin = kind.twin(entry.name());
    return twin.isPresent() && beside.stream().anyMatch(other -> other.name().equals(twin.get()));
  }

  private boolean isLoaded(String name, boolean inTests) {
    Optional<FileKind> kind = kind(name);
    if (kind.isEmpty() || kind.get() == FileKind.BACKEND) {
      return false;
    }
    // Of hidden files .x.auto.tfvars is loaded too.
    return kind.get() == FileKind.LOCK
        || kind.get() == FileKind.VARIABLES
        || (kind.get() == FileKind.TEST && inTests && profile.has(Feature.HIDDEN_TESTS))
        || !isIgnored(name);
  }

  /** Hidden files and the copies that editors leave: Terraform passes them over. */
  private static boolean isIgnored(String name) {
    return name.startsWith(".")
        || name.endsWith("~")
        || (name.startsWith("#") && name.endsWith("#"));
  }

  /** A link to nothing inside the checkout: Terraform fails on it, or passes it over. */
  private static boolean isDangling(Checkout checkout, CheckoutFile entry) {
    return entry.isLink()
        && checkout.resolve(entry.path()).isEmpty()
        && !checkout.leaves(entry.path());
  }

  private static boolean isDirectory(Checkout checkout, CheckoutFile entry) {
    return entry.isLink()
        && checkout
            .resolve(entry.path())
            .flatMap(checkout::file)
            .filter(CheckoutFile::isDirectory)
            .isPresent();
  }
}

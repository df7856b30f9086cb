package dev.tfgate.terraform.evaluation;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.facts.Facts;
import dev.tfgate.hcl.Block;
import dev.tfgate.terraform.Callees;
import dev.tfgate.terraform.ComputedSources;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ModuleCall;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.values.Budget;
import dev.tfgate.terraform.values.DecodedFiles;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Possible;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The modules that a root calls, with what their variables can be. A module that is called more
 * than once is one: its variables can be what any of the calls passes.
 */
public final class RootValues {
  /** Folders of variable files lie this far below a root at most: {@code envs/dev/eu/x.tfvars}. */
  private static final int DEEPEST_VARIABLES = 4;

  private static final Set<String> MOCKS =
      Set.of("mock_provider", "override_data", "override_resource");

  private static final int MOST_WAYS = 8;

  private final Checkout checkout;
  private final Configuration configuration;
  private final @Nullable String path;
  private final boolean alone;
  private final Map<String, ModuleValues> modules = new LinkedHashMap<>();
  private final Map<String, ModuleCall> only;
  private final String start;
  private @Nullable Map<ComputedSources.Site, Callees> computed;
  private @Nullable List<ParsedFile> variableFiles;
  private @Nullable List<ParsedFile> tests;
  private final Map<List<Possible.Text>, Possible> fileSets = new HashMap<>();
  private @Nullable Boolean archives;
  private boolean byCall;
  private boolean planned;

  /**
   * @param alone whether the module is looked at without what it calls and without its callers
   * @param only the call that counts, for modules of which not all do
   */
  private RootValues(
      Checkout checkout,
      Configuration configuration,
      String path,
      boolean alone,
      Map<String, ModuleCall> only) {
    this.checkout = checkout;
    this.configuration = configuration;
    this.alone = alone;
    // What a package holds runs in the directory of a root that lies elsewhere.
    this.path = alone || configuration.isCalledFromElsewhere() ? null : path;
    this.only = only;
    this.start = path;
  }

  /** What is known of the providers. */
  Facts facts() {
    return configuration.facts();
  }

  /** What can be told of the root at {@code path}, a directory that holds configuration. */
  public static Optional<RootValues> of(
      Checkout checkout, Configuration configuration, String path) {
    return build(new RootValues(checkout, configuration, path, false, Map.of()), path);
  }

  /** The root where computed sources lead to what is known of them so far. */
  static Optional<RootValues> with(
      Configuration configuration, String path, Map<ComputedSources.Site, Callees> computed) {
    RootValues root =
        new RootValues(configuration.checkout(), configuration, path, false, Map.of());
    root.computed = computed;
    return build(root, path);
  }

  /** Where a call in a module can lead. */
  Callees callees(String caller, ModuleCall call) {
    Map<ComputedSources.Site, Callees> known = computed;
    return known != null && call.isComputed()
        ? known.getOrDefault(new ComputedSources.Site(caller, call.name()), Callees.NOT_KNOWN)
        : configuration.callees(start, caller, call);
  }

  /** What is known of the module at {@code path} for every caller: nothing of its variables. */
  public static Optional<RootValues> anyCaller(
      Checkout checkout, Configuration configuration, String path) {
    return build(new RootValues(checkout, configuration, path, true, Map.of()), path);
  }

  /** What can be told in a directory whose files belong to whichever root names them. */
  public static RootValues ofAnyRoot(
      Checkout checkout, Configuration configuration, String directory) {
    RootValues root = new RootValues(checkout, configuration, directory, true, Map.of());
    root.add(directory, configuration.moduleOrEmpty(directory));
    return root;
  }

  /**
   * The root by itself, to which modules are added call by call. It says which expression is to
   * blame for what is not known, and keeps the values of secret variables to itself.
   *
   * @param planned whether nothing is known of the root's variables
   */
  public static Optional<RootValues> byCall(
      Checkout checkout, Configuration configuration, String path, boolean planned) {
    return configuration
        .module(path)
        .map(
            module -> {
              RootValues root = new RootValues(checkout, configuration, path, false, Map.of());
              root.byCall = true;
              root.planned = planned;
              root.add(module.path(), module);
              return root;
            });
  }

  /**
   * A module as one call of it sees it, of a root that is looked at call by call.
   *
   * @param address of the call, such as {@code module.a.module.b}
   */
  public ModuleValues called(String address, ModuleValues caller, Module module, ModuleCall call) {
    // Where a source is computed, one call may lead to several modules.
    ModuleValues called = add(address + " " + module.path(), module);
    if (call.fromTest()) {
      called.runByTest();
    } else {
      called.calledBy(caller, call);
    }
    return called;
  }

  /** Whether modules are looked at call by call, with what is to blame. */
  boolean isByCall() {
    return byCall;
  }

  private static Optional<RootValues> build(RootValues root, String path) {
    return root.configuration
        .module(path)
        .map(
            module -> {
              root.add(module.path(), module);
              if (!root.alone) {
                root.build();
              }
              return root;
            });
  }

  /** The module that was asked for. */
  public ModuleValues root() {
    return modules.values().iterator().next();
  }

  /** The module of that directory; empty where the root doesn't reach it. */
  public Optional<ModuleValues> module(String directory) {
    return Optional.ofNullable(modules.get(directory));
  }

  /** Every module, the root first. */
  public Collection<ModuleValues> modules() {
    return modules.values();
  }

  /** Whether the module is looked at without what it calls and without its callers. */
  boolean isAlone() {
    return alone;
  }

  /** The path of the directory in which Terraform runs; null where that may be any. */
  public @Nullable String path() {
    return path;
  }

  /** Whether nothing is known of what the root's variables are given. */
  boolean isCalledFromElsewhere() {
    return alone || planned || configuration.isCalledFromElsewhere();
  }

  /** For one expression. */
  Budget budget() {
    return new Budget(configuration.effort());
  }

  /** What {@code path.root} can be: of a module that a test runs, its own path. */
  Possible paths() {
    List<Possible> texts = new ArrayList<>(List.of(Possible.text(".")));
    for (ModuleValues module : modules()) {
      if (module.isRunByTest()) {
        texts.add(Possible.hole(Kind.MODULE_DIRECTORY, module.path()));
      }
    }
    return Possible.anyOf(texts);
  }

  /** What files of the checkout decode to, as far as it is known. */
  DecodedFiles decodedFiles() {
    return configuration.shared(DecodedFiles.class, DecodedFiles::new);
  }

  /** What {@code fileset} gave so far. */
  Map<List<Possible.Text>, Possible> fileSets() {
    return fileSets;
  }

  /** Whether a data source of the root writes an archive, at plan. */
  boolean hasArchives() {
    Boolean known = archives;
    if (known == null) {
      known =
          modules().stream()
              .flatMap(module -> module.module().declarations("data").stream())
              .anyMatch(data -> data.block().label(0).equals("archive_file"));
      archives = known;
    }
    return known;
  }

  Checkout checkout() {
    return checkout;
  }

  /** What the command line gives the variable of that name, as written there. */
  Optional<String> given(String name) {
    return Optional.ofNullable(configuration.givenVariables().get(name));
  }

  private void build() {
    Deque<ModuleValues> pending = new ArrayDeque<>(List.of(root()));
    while (!pending.isEmpty()) {
      ModuleValues caller = pending.pop();
      for (ModuleCall call : caller.module().calls()) {
        if (call.fromTest() && caller != root()) {
          continue;
        }
        for (String path : callees(caller.module().path(), call).modules()) {
          configuration.module(path).ifPresent(callee -> build(caller, call, callee, pending));
        }
      }
    }
  }

  private void build(
      ModuleValues caller, ModuleCall call, Module callee, Deque<ModuleValues> pending) {
    ModuleValues called = modules.get(callee.path());
    if (called == null) {
      called = add(callee.path(), callee);
      pending.add(called);
    }
    ModuleCall chosen = only.get(callee.path());
    if (call.fromTest()) {
      called.runByTest();
    } else if (chosen == null || chosen.equals(call)) {
      called.calledBy(caller, call);
    }
  }

  /**
   * The same root once for each way in which calls lead to the module, with the calls of that way
   * alone; empty where there is one way only, or too many. What holds in all of these holds.
   */
  public List<RootValues> byWay(ModuleValues module) {
    List<Map<String, ModuleCall>> ways = new ArrayList<>();
    if (!module.ways(Map.of(), ways, MOST_WAYS) || ways.size() < 2) {
      return List.of();
    }
    return ways.stream()
        .flatMap(
            way ->
                build(new RootValues(checkout, configuration, start, alone, way), start).stream())
        .toList();
  }

  private ModuleValues add(String key, Module module) {
    ModuleValues values = new ModuleValues(this, module);
    modules.put(key, values);
    return values;
  }

  /** The test files of the root: beside it and in {@code tests/}. */
  List<ParsedFile> tests() {
    List<ParsedFile> found = tests;
    if (found == null) {
      String directory = root().module().path();
      found = new ArrayList<>(configuration.directory(directory).files(FileKind.TEST));
      Optional<String> folder = configuration.tests(directory);
      if (folder.isPresent()) {
        found.addAll(configuration.directory(folder.get()).files(FileKind.TEST));
      }
      tests = found;
    }
    return found;
  }

  /** Whether a test of the root puts values in the place of what objects give. */
  boolean hasMocks() {
    return testsHold(MOCKS);
  }

  /** Whether a test of the root puts values in the place of the outputs of a module. */
  boolean hasOverriddenModules() {
    return !alone && testsHold(Set.of("override_module"));
  }

  private boolean testsHold(Set<String> types) {
    for (ParsedFile test : tests()) {
      for (Block block : test.hcl().body().blocks()) {
        if (types.contains(block.type())
            || block.body().blocks().stream().anyMatch(inner -> types.contains(inner.type()))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The files of variables in the root, in the folders below it that hold no configuration, and in
   * those that belong to no root.
   */
  List<ParsedFile> variableFiles() {
    List<ParsedFile> found = variableFiles;
    if (found == null) {
      found = new ArrayList<>();
      Set<String> folders = new TreeSet<>();
      collect(root().module().path(), 0, folders);
      folders.addAll(configuration.commonVariables(root().module().path()));
      for (String folder : folders) {
        found.addAll(configuration.directory(folder).files(FileKind.VARIABLES));
      }
      variableFiles = found;
    }
    return found;
  }

  private void collect(String folder, int depth, Set<String> folders) {
    boolean here = false;
    List<String> below = new ArrayList<>();
    for (CheckoutFile entry : checkout.in(folder)) {
      Optional<FileKind> kind =
          entry.isDirectory() ? Optional.empty() : configuration.kind(entry.name());
      if (kind.equals(Optional.of(FileKind.CONFIGURATION)) && depth > 0) {
        return;
      }
      here |= kind.equals(Optional.of(FileKind.VARIABLES));
      if (entry.isDirectory()) {
        below.add(entry.path());
      }
    }
    if (here) {
      folders.add(folder);
    }
    if (depth < DEEPEST_VARIABLES) {
      below.forEach(next -> collect(next, depth + 1, folders));
    }
  }
}

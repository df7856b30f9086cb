package dev.tfgate.policy;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.policy.cel.Compiler;
import dev.tfgate.policy.cel.FieldMap;
import dev.tfgate.policy.cel.ItemList;
import dev.tfgate.policy.cel.Items;
import dev.tfgate.policy.cel.Program;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.yaml.Position;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policies of a trust directory. Expressions are compiled when a policy is first asked; until
 * then nothing of CEL is loaded.
 */
public final class PolicySet {
  private static final int LARGEST = 1024 * 1024;
  private static final int WORTH_A_THREAD = 8;
  private static final String TESTS = "_test";

  private final Map<String, Policy> byId;
  private final Map<String, Enforcement> enforcements;
  private final Map<String, FieldMap> parameters;
  private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();
  private final Origin origin;
  private @Nullable Compiler compiler;

  /**
   * Where policies come from.
   *
   * @param directories that were read
   * @param files the policies by the digest of their file, for files that hold nothing else
   * @param kept what was compiled before
   */
  private record Origin(
      List<Path> directories, Map<String, List<Policy>> files, List<CompiledFile.Content> kept) {
    static final Origin NONE = new Origin(List.of(), Map.of(), List.of());
  }

  private PolicySet(
      Map<String, Policy> byId,
      Map<String, Enforcement> enforcements,
      Map<String, FieldMap> parameters,
      Origin origin) {
    this.origin = origin;
    this.byId = byId;
    this.enforcements = Map.copyOf(enforcements);
    this.parameters = parameters;
  }

  /** Returns a set without policies. */
  public static PolicySet none() {
    return new PolicySet(Map.of(), Map.of(), Map.of(), Origin.NONE);
  }

  /**
   * Reads the policies in the given files and directories, folders of tests ({@code …_test}) left
   * out.
   *
   * @param base the directory to which paths in messages are relative, where they lie below it
   * @param taken ids that no policy may have: those of the built-in rules
   * @param problems takes everything that is wrong; the result only counts where it stays empty
   */
  public static PolicySet load(
      Collection<Path> places, Path base, Collection<String> taken, Problems problems) {
    return load(places, base, taken, List.of(), problems);
  }

  /**
   * As {@link #load}, for a run that needs no tests: what {@link #keepCompiled} kept and wasn't
   * changed since is taken from there.
   */
  public static PolicySet loadToRun(
      Collection<Path> places, Path base, Collection<String> taken, Problems problems) {
    return load(
        places,
        base,
        taken,
        places.stream().filter(Files::isDirectory).map(CompiledFile::read).toList(),
        problems);
  }

  private static PolicySet load(
      Collection<Path> places,
      Path base,
      Collection<String> taken,
      List<CompiledFile.Content> kept,
      Problems problems) {
    Map<String, List<Policy>> digests = new LinkedHashMap<>();
    Map<String, Policy> byId = new LinkedHashMap<>();
    Map<String, Map<String, PolicyFile.Given>> given = new LinkedHashMap<>();
    List<Problems> all = new ArrayList<>();
    for (Path place : places) {
      for (Path file : files(place, problems)) {
        Problems found = new Problems();
        all.add(found);
        Optional<byte[]> bytes = bytes(file, name(file, base), found);
        PolicyFile.Content content =
            bytes
                .map(read -> content(name(file, base), read, kept, found))
                .orElse(PolicyFile.Content.NONE);
        if (bytes.isPresent() && content.parameters().isEmpty()) {
          digests.put(CompiledFile.digest(bytes.get()), content.policies());
        }
        for (Policy policy : content.policies()) {
          if (taken.contains(policy.id())) {
            found.add(
                policy.file(),
                policy.position(),
                "the id \"%s\" is that of a built-in rule: take another".formatted(policy.id()));
          }
          Policy earlier = byId.putIfAbsent(policy.id(), policy);
          if (earlier != null) {
            found.add(
                policy.file(),
                policy.position(),
                "the id \"%s\" is taken already, at %s:%s; ids are unique over all files"
                    .formatted(policy.id(), earlier.file(), earlier.position()));
          }
        }
        content
            .parameters()
            .forEach(
                (id, values) ->
                    given.computeIfAbsent(id, key -> new LinkedHashMap<>()).putAll(values));
      }
    }
    Map<String, FieldMap> parameters = parameters(byId, given);
    all.forEach(found -> found.sorted().forEach(problems::add));
    return new PolicySet(
        byId,
        Map.of(),
        parameters,
        new Origin(places.stream().filter(Files::isDirectory).toList(), digests, kept));
  }

  private static PolicyFile.Content content(
      String name, byte[] bytes, List<CompiledFile.Content> kept, Problems problems) {
    for (CompiledFile.Content content : kept) {
      Optional<List<Policy>> policies = content.policies(CompiledFile.digest(bytes), name);
      if (policies.isPresent()) {
        return new PolicyFile.Content(policies.get(), Map.of());
      }
    }
    return PolicyFile.read(name, bytes, problems);
  }

  private static Map<String, FieldMap> parameters(
      Map<String, Policy> policies, Map<String, Map<String, PolicyFile.Given>> given) {
    Map<String, FieldMap> all = new LinkedHashMap<>();
    policies.forEach(
        (id, policy) -> {
          Map<String, @Nullable Object> values = new LinkedHashMap<>(policy.parameters());
          given
              .getOrDefault(id, Map.of())
              .forEach(
                  (name, value) -> {
                    if (policy.parameters().containsKey(name)) {
                      values.put(name, value.value());
                    } else {
                      value
                          .place()
                          .problem(
                              "the policy %s has no parameter \"%s\"; it has %s"
                                  .formatted(id, name, names(policy.parameters().keySet())));
                    }
                  });
          values.replaceAll((name, value) -> PlanData.of(value, null, null, name));
          all.put(id, new FieldMap(values));
        });
    given.forEach(
        (id, values) -> {
          if (!policies.containsKey(id)) {
            values.values().stream()
                .findFirst()
                .ifPresent(
                    value -> value.place().problem("there is no policy \"%s\"".formatted(id)));
          }
        });
    return all;
  }

  private static String names(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static String name(Path file, Path base) {
    return file.startsWith(base) && !file.equals(base)
        ? base.relativize(file).toString()
        : file.toString();
  }

  private static List<Path> files(Path place, Problems problems) {
    if (!Files.exists(place)) {
      return List.of();
    }
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(place)) {
      for (Path entry : entries.sorted().toList()) {
        String name = String.valueOf(entry.getFileName());
        if (name.startsWith(".")) {
          continue;
        }
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          if (!name.endsWith(TESTS)) {
            files.addAll(files(entry, problems));
          }
        } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
          files.add(entry);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      problems.add(place.toString(), null, "can't be listed: " + e.getMessage());
    }
    return files;
  }

  private static Optional<byte[]> bytes(Path file, String name, Problems problems) {
    try {
      return Optional.of(BoundedFile.read(file.toRealPath(), LARGEST));
    } catch (IOException e) {
      problems.add(name, null, "can't be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Returns the same policies with other enforcements.
   *
   * @param configured by policy id, where it isn't the policy's own
   */
  public PolicySet with(Map<String, Enforcement> configured) {
    return new PolicySet(byId, configured, parameters, origin);
  }

  /** Returns the same policies with other values for parameters of one of them. */
  PolicySet with(Policy policy, Map<String, @Nullable Object> given) {
    if (given.isEmpty()) {
      return this;
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>(parameters(policy).parts());
    given.forEach((name, value) -> values.put(name, PlanData.of(value, null, null, name)));
    Map<String, FieldMap> all = new LinkedHashMap<>(parameters);
    all.put(policy.id(), new FieldMap(values));
    PolicySet set = new PolicySet(byId, enforcements, all, origin);
    set.compiler = compiler;
    set.compiled.putAll(compiled);
    return set;
  }

  /** Returns the same policies with another one of the same id. */
  PolicySet replacing(Policy policy) {
    Map<String, Policy> changed = new LinkedHashMap<>(byId);
    changed.put(policy.id(), policy);
    PolicySet set = new PolicySet(changed, enforcements, parameters, Origin.NONE);
    set.compiler = compiler;
    return set;
  }

  /** Returns what a report says about each policy. */
  public List<RuleDescription> descriptions() {
    return byId.values().stream().map(policy -> policy.description(enforcement(policy))).toList();
  }

  /** Returns what a report says about a policy; empty where there is none of that id. */
  public Optional<RuleDescription> description(String id) {
    return find(id).map(policy -> policy.description(enforcement(policy)));
  }

  /** Returns the page of a policy as Markdown; empty where there is none of that id. */
  public Optional<String> page(String id) {
    return find(id).map(policy -> policy.page(enforcement(policy)));
  }

  /** Returns the policies, in the order of the files. */
  public List<Policy> policies() {
    return List.copyOf(byId.values());
  }

  /** Whether there is no policy. */
  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Returns the policy of that id, or empty where there is none. */
  public Optional<Policy> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Returns what a policy's findings do to the verdict: as gate.yaml says, else as it says. */
  public Enforcement enforcement(Policy policy) {
    return enforcements.getOrDefault(policy.id(), policy.enforcement());
  }

  /** Returns the layer of every policy, for what gate.yaml says about rules. */
  public Map<String, Layer> layers() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    byId.keySet().forEach(id -> layers.put(id, Layer.POLICY));
    return layers;
  }

  FieldMap parameters(Policy policy) {
    return parameters.getOrDefault(policy.id(), FieldMap.EMPTY);
  }

  /** Compiles every expression. */
  public void compile(Problems problems) {
    for (Policy policy : byId.values()) {
      Written message = policy.message();
      if (compiled(policy, problems).isPresent()) {
        message(policy, problems);
      } else if (message != null) {
        program(policy, message, Compiler.Result.TEXT, problems);
      }
    }
  }

  /**
   * Compiles every expression and keeps the programs beside the policies, so that later runs need
   * neither parse nor check them.
   *
   * @param problems takes what is wrong; nothing is written then
   * @return the files that were written
   * @throws IOException where a directory of policies can't be written
   */
  public List<Path> keepCompiled(Problems problems) throws IOException {
    compile(problems);
    List<Path> written = new ArrayList<>();
    if (problems.isEmpty()) {
      Map<Policy, Compiled> programs = new LinkedHashMap<>();
      byId.forEach(
          (id, policy) -> {
            Compiled made = compiled.get(id);
            if (made != null) {
              programs.put(policy, made);
            }
          });
      for (Path directory : origin.directories()) {
        CompiledFile.write(directory, origin.files(), programs);
        written.add(directory.resolve(CompiledFile.NAME));
      }
    }
    return written;
  }

  private Optional<Compiled> keptOrCompiled(Policy policy) {
    Compiled known = compiled.get(policy.id());
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Compiled> kept = kept(policy);
    kept.ifPresent(made -> compiled.put(policy.id(), made));
    return kept;
  }

  private Optional<Compiled> kept(Policy policy) {
    return origin.kept().stream().flatMap(content -> content.programs(policy).stream()).findFirst();
  }

  /**
   * Compiles the conditions of policies on two threads. What isn't valid is left to {@link
   * #compiled}, which tells why.
   */
  void prepare(Collection<Policy> wanted) {
    List<Policy> missing =
        wanted.stream().filter(policy -> keptOrCompiled(policy).isEmpty()).toList();
    if (missing.size() < WORTH_A_THREAD) {
      return;
    }
    compiler();
    AtomicInteger next = new AtomicInteger();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < missing.size(); i = next.getAndIncrement()) {
            compiled(missing.get(i), new Problems());
          }
        };
    Thread second = Thread.ofPlatform().daemon().name("policies").start(work);
    work.run();
    try {
      second.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Compiler compiler() {
    Compiler known = compiler;
    if (known == null) {
      known = new Compiler(Vocabulary.types());
      compiler = known;
    }
    return known;
  }

  /** Returns the program of a policy's condition; empty, with problems, where it isn't valid. */
  Optional<Compiled> compiled(Policy policy, Problems problems) {
    Optional<Compiled> known = keptOrCompiled(policy);
    if (known.isPresent()) {
      return known;
    }
    Program deny = program(policy, policy.deny(), Compiler.Result.BOOLEAN, problems);
    if (deny == null) {
      return Optional.empty();
    }
    Compiled made = new Compiled(deny, null);
    compiled.put(policy.id(), made);
    return Optional.of(made);
  }

  /**
   * Returns the program of a policy's message, compiled when the first one is shown; empty where it
   * has none, or, with problems, where that isn't valid.
   */
  Optional<Program> message(Policy policy, Problems problems) {
    Optional<Compiled> condition = compiled(policy, problems);
    Written written = policy.message();
    if (condition.isEmpty() || written == null) {
      return Optional.empty();
    }
    Program message = condition.get().message();
    if (message == null) {
      message = program(policy, written, Compiler.Result.TEXT, problems);
      if (message != null) {
        compiled.put(policy.id(), new Compiled(condition.get().deny(), message));
      }
    }
    return Optional.ofNullable(message);
  }

  private @Nullable Program program(
      Policy policy, Written written, Compiler.Result result, Problems problems) {
    Compiler.Outcome outcome = compiler().compile(written.text(), result);
    for (Compiler.Fault fault : outcome.faults()) {
      problems.add(
          written.file(),
          written.position(fault.offset()),
          "%s: %s: %s".formatted(policy.id(), written.key(), fault.message()));
    }
    Program program = outcome.program();
    if (program == null) {
      return null;
    }
    Problems uses = new Problems();
    for (String variable : program.variables()) {
      Vocabulary.fault(policy, variable)
          .ifPresent(
              fault ->
                  uses.add(written.file(), place(written, variable), of(policy, written, fault)));
    }
    for (List<String> path : program.reads()) {
      if (path.get(0).equals("params") && !policy.parameters().containsKey(path.get(1))) {
        uses.add(
            written.file(),
            place(written, "params"),
            of(
                policy,
                written,
                "the policy has no parameter \"%s\"; it has %s"
                    .formatted(path.get(1), names(policy.parameters().keySet()))));
      }
    }
    uses.sorted().forEach(problems::add);
    return uses.isEmpty() ? program : null;
  }

  private static String of(Policy policy, Written written, String message) {
    return "%s: %s: %s".formatted(policy.id(), written.key(), message);
  }

  private static Position place(Written written, String word) {
    return written.position(Math.max(0, written.text().indexOf(word)));
  }

  /** A list of the given elements, as expressions see it. */
  static Items items(List<? extends @Nullable Object> elements) {
    return ItemList.of(elements);
  }
}

package dev.tfgate.policy.compiled;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.ItemList;
import dev.tfgate.cel.Items;
import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.policy.file.PlanData;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.PolicyFile;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policies of a trust directory. Expressions are compiled when a policy is first asked; until
 * then nothing of CEL is loaded.
 */
public final class PolicySet {
  private static final int LARGEST = 1024 * 1024;
  private static final String TESTS = "_test";

  private final Map<String, Policy> byId;
  private final Map<String, Enforcement> enforcements;
  private final Map<String, FieldMap> parameters;
  private final List<Folder> folders;
  private final Programs programs;

  /**
   * A directory of policies.
   *
   * @param files the policies by the digest of their file, for files that hold nothing else
   * @param kept what was compiled before
   */
  private record Folder(
      Path directory, Map<String, List<Policy>> files, CompiledFile.Content kept) {}

  private PolicySet(
      Map<String, Policy> byId,
      Map<String, Enforcement> enforcements,
      Map<String, FieldMap> parameters,
      List<Folder> folders,
      Programs programs) {
    this.byId = byId;
    this.enforcements = Map.copyOf(enforcements);
    this.parameters = parameters;
    this.folders = folders;
    this.programs = programs;
  }

  /** Returns a set without policies. */
  public static PolicySet none() {
    return new PolicySet(
        Map.of(), Map.of(), Map.of(), List.of(), new Programs(policy -> Optional.empty()));
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
    return load(places, base, taken, directory -> CompiledFile.Content.NONE, problems);
  }

  /**
   * As {@link #load}, for a run that needs no tests: what {@code cache} holds and wasn't changed
   * since is taken from there.
   */
  public static PolicySet loadToRun(
      Collection<Path> places,
      Path base,
      Collection<String> taken,
      ProgramCache cache,
      Problems problems) {
    return load(places, base, taken, cache::read, problems);
  }

  private static PolicySet load(
      Collection<Path> places,
      Path base,
      Collection<String> taken,
      Function<Path, CompiledFile.Content> keptIn,
      Problems problems) {
    List<Folder> folders = new ArrayList<>();
    Map<String, Policy> byId = new LinkedHashMap<>();
    Map<String, Map<String, PolicyFile.Given>> given = new LinkedHashMap<>();
    List<Problems> all = new ArrayList<>();
    for (Path place : places) {
      boolean directory = Files.isDirectory(place);
      CompiledFile.Content kept = directory ? keptIn.apply(place) : CompiledFile.Content.NONE;
      Map<String, List<Policy>> digests = new LinkedHashMap<>();
      if (directory) {
        folders.add(new Folder(place, digests, kept));
      }
      for (Path file : files(place, problems)) {
        Problems found = new Problems();
        all.add(found);
        Optional<byte[]> bytes = bytes(file, name(file, base), found);
        PolicyFile.Content content = PolicyFile.Content.NONE;
        if (bytes.isPresent()) {
          String digest = CompiledFile.digest(bytes.get());
          content = content(name(file, base), bytes.get(), digest, kept, found);
          if (content.parameters().isEmpty()) {
            digests.put(digest, content.policies());
          }
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
    PolicySet set =
        new PolicySet(
            byId, Map.of(), parameters, folders, new Programs(policy -> kept(folders, policy)));
    if (!problems.isEmpty()) {
      // Nothing will run: what is wrong with the expressions is told with the rest.
      set.compile(problems);
    }
    return set;
  }

  private static PolicyFile.Content content(
      String name, byte[] bytes, String digest, CompiledFile.Content kept, Problems problems) {
    Optional<List<Policy>> policies = kept.policies(digest, name);
    return policies.isPresent()
        ? new PolicyFile.Content(policies.get(), Map.of())
        : PolicyFile.read(name, bytes, problems);
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
                                  .formatted(
                                      id, name, Programs.names(policy.parameters().keySet())));
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
        } else if (name.toLowerCase(Locale.ROOT).matches(".*\\.ya?ml")) {
          problems.add(
              entry.toString(),
              null,
              "is not read as a policy, because its name doesn't end in .yaml or .yml in lower case."
                  + " Rename it");
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
      // The limit of files in the checkout can be set, this one can't.
      String message = String.valueOf(e.getMessage()).replace(" (limits.file_bytes)", "");
      problems.add(name, null, "can't be read: " + message);
      return Optional.empty();
    }
  }

  /**
   * Returns the same policies with other enforcements.
   *
   * @param configured by policy id, where it isn't the policy's own
   */
  public PolicySet with(Map<String, Enforcement> configured) {
    return new PolicySet(byId, configured, parameters, folders, programs);
  }

  /** Returns the same policies with other values for parameters of one of them. */
  public PolicySet with(Policy policy, Map<String, @Nullable Object> given) {
    if (given.isEmpty()) {
      return this;
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>(parameters(policy).parts());
    given.forEach((name, value) -> values.put(name, PlanData.of(value, null, null, name)));
    Map<String, FieldMap> all = new LinkedHashMap<>(parameters);
    all.put(policy.id(), new FieldMap(values));
    return new PolicySet(byId, enforcements, all, folders, programs);
  }

  /** Returns the same policies with another one of the same id. */
  public PolicySet replacing(Policy policy) {
    Map<String, Policy> changed = new LinkedHashMap<>(byId);
    changed.put(policy.id(), policy);
    return new PolicySet(changed, enforcements, parameters, List.of(), programs.anew());
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

  /** Returns what {@code params} is for a policy. */
  public FieldMap parameters(Policy policy) {
    return parameters.getOrDefault(policy.id(), FieldMap.EMPTY);
  }

  /** Compiles every expression. */
  public void compile(Problems problems) {
    byId.values().forEach(policy -> programs.check(policy, problems));
  }

  /**
   * Compiles every expression and keeps the programs beside the policies, so that later runs need
   * neither parse nor check them.
   *
   * @param version of tfgate
   * @param problems takes what is wrong; nothing is written then
   * @return the files that were written
   * @throws IOException where a directory of policies can't be written
   */
  public List<Path> keepCompiled(String version, Problems problems) throws IOException {
    compile(problems);
    List<Path> written = new ArrayList<>();
    if (problems.isEmpty()) {
      for (Folder folder : folders) {
        byte[] bytes = CompiledFile.bytes(version, folder.files(), programs.all());
        ProgramCache.write(folder.directory(), bytes);
        written.add(folder.directory().resolve(CompiledFile.NAME));
      }
    }
    return written;
  }

  /**
   * Compiles every expression and compares with what {@code cache} holds for the same policies.
   *
   * @param problems takes what is wrong with expressions, and files of compiled policies that say
   *     something else than the policies
   */
  public void verify(ProgramCache cache, Problems problems) {
    compile(problems);
    for (Folder folder : folders) {
      CompiledFile.Content kept = cache.read(folder.directory());
      if (problems.isEmpty() && !agrees(folder, kept)) {
        problems.add(
            folder.directory().resolve(CompiledFile.NAME).toString(),
            null,
            "the compiled policies are not what the policies beside them compile to: remove the"
                + " file, or write it with 'tfgate policy compile'");
      }
    }
  }

  private boolean agrees(Folder folder, CompiledFile.Content kept) {
    Map<String, Compiled> made = programs.all();
    try {
      for (Map.Entry<String, List<Policy>> file : folder.files().entrySet()) {
        Optional<List<Policy>> policies = kept.policies(file.getKey(), "");
        if (policies.isPresent()
            && !Arrays.equals(
                CompiledFile.bytes(policies.get()), CompiledFile.bytes(file.getValue()))) {
          return false;
        }
        for (Policy policy : file.getValue()) {
          Compiled known = made.get(policy.id());
          Optional<Compiled> before = kept.programs(policy);
          if (known == null || before.isEmpty()) {
            continue;
          }
          Compiled same = before.get().message() == null ? new Compiled(known.deny(), null) : known;
          if (!Arrays.equals(CompiledFile.bytes(before.get()), CompiledFile.bytes(same))) {
            return false;
          }
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Compiled> kept(List<Folder> folders, Policy policy) {
    for (Folder folder : folders) {
      Optional<Compiled> programs = folder.kept().programs(policy);
      if (programs.isPresent()) {
        return programs;
      }
    }
    return Optional.empty();
  }

  /** The programs of these policies. */
  public Programs programs() {
    return programs;
  }

  /** A list of the given elements, as expressions see it. */
  public static Items items(List<? extends @Nullable Object> elements) {
    return ItemList.of(elements);
  }
}

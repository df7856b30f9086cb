package dev.tfgate.terraform;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Unreadable;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every file of Terraform in a checkout, parsed, by directory.
 *
 * @param directories by path
 * @param unreadable files that Terraform would load and that could not be read
 */
public record Configuration(
    Map<String, ConfigurationDirectory> directories, List<Unreadable> unreadable) {
  /** Copies the collections, keeping their order. */
  public Configuration {
    directories = java.util.Collections.unmodifiableMap(new TreeMap<>(directories));
    unreadable = List.copyOf(unreadable);
  }

  /** Reads and parses what Terraform would load, in whichever directory of the checkout. */
  public static Configuration read(Checkout checkout, Limits limits) {
    Map<String, List<ParsedFile>> files = new TreeMap<>();
    Map<String, List<SyntaxProblem>> problems = new TreeMap<>();
    List<Unreadable> unreadable = new ArrayList<>();
    for (CheckoutFile entry : checkout.files()) {
      Optional<FileKind> kind = loaded(entry);
      if (kind.isEmpty() || isDirectory(checkout, entry)) {
        continue;
      }
      try {
        byte[] content = checkout.read(entry.path());
        ParsedFile parsed =
            new ParsedFile(
                entry.path(), kind.get(), kind.get().parse(content, entry.name(), limits));
        files.computeIfAbsent(entry.directory(), key -> new ArrayList<>()).add(parsed);
      } catch (HclSyntaxException e) {
        problems
            .computeIfAbsent(entry.directory(), key -> new ArrayList<>())
            .add(new SyntaxProblem(entry.path(), e.range(), e.getMessage()));
      } catch (UnreadableFileException e) {
        unreadable.add(new Unreadable(entry.path(), "unreadable", e.getMessage()));
      }
    }
    Set<String> paths = new TreeSet<>(files.keySet());
    paths.addAll(problems.keySet());
    Map<String, ConfigurationDirectory> directories = new TreeMap<>();
    for (String path : paths) {
      directories.put(
          path,
          new ConfigurationDirectory(
              path, files.getOrDefault(path, List.of()), problems.getOrDefault(path, List.of())));
    }
    return new Configuration(directories, unreadable);
  }

  /** The directories that hold configuration and that no module of the checkout calls. */
  public List<ConfigurationDirectory> roots() {
    Set<String> called = new TreeSet<>();
    for (ConfigurationDirectory directory : directories.values()) {
      for (ConfigurationDirectory.Placed call : directory.blocks("module")) {
        calledDirectory(directory, call).ifPresent(called::add);
      }
    }
    return directories.values().stream()
        .filter(ConfigurationDirectory::isModule)
        .filter(directory -> !called.contains(directory.path()) || hasBackend(directory))
        .toList();
  }

  /**
   * The path of the directory that a {@code module} block calls, {@code ..} resolved; empty where
   * its source is no constant relative path, or leaves the checkout.
   */
  public Optional<String> calledDirectory(
      ConfigurationDirectory caller, ConfigurationDirectory.Placed call) {
    return call.block()
        .body()
        .attribute("source")
        .flatMap(source -> ConstantEvaluator.string(source.value()))
        .filter(source -> source.startsWith("./") || source.startsWith("../"))
        .flatMap(source -> joined(caller.path(), source));
  }

  /**
   * Joins a relative path to a directory of the checkout and cleans it of {@code .} and {@code ..};
   * empty where that leaves the checkout.
   */
  public static Optional<String> joined(String directory, String relative) {
    List<String> parts = new ArrayList<>();
    for (String part : (directory + "/" + relative).split("/")) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          return Optional.empty();
        }
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return Optional.of(parts.isEmpty() ? "." : String.join("/", parts));
  }

  private static boolean hasBackend(ConfigurationDirectory directory) {
    return directory.blocks("terraform").stream()
        .anyMatch(
            placed ->
                placed.block().body().blocks().stream()
                    .anyMatch(
                        block -> block.type().equals("backend") || block.type().equals("cloud")));
  }

  private static Optional<FileKind> loaded(CheckoutFile entry) {
    if (entry.isDirectory()) {
      return Optional.empty();
    }
    Optional<FileKind> kind = FileKind.of(entry.name());
    if (kind.isEmpty() || kind.get() == FileKind.BACKEND) {
      return Optional.empty();
    }
    boolean hidden = entry.name().startsWith(".") && kind.get() != FileKind.LOCK;
    return hidden ? Optional.empty() : kind;
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

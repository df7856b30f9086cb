package dev.tfgate.terraform;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.HclFile;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.text.Version;
import dev.tfgate.text.VersionConstraints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dependency lock file, {@code .terraform.lock.hcl}.
 *
 * @param file the parsed file
 * @param entries what it locks
 * @param problems what Terraform would not accept, or might read otherwise
 */
public record LockFile(ParsedFile file, List<Entry> entries, List<Problem> problems) {
  /** Copies the lists. */
  public LockFile {
    entries = List.copyOf(entries);
    problems = List.copyOf(problems);
  }

  /**
   * A locked provider.
   *
   * @param address the provider
   * @param version as written; null where it is missing or no constant string
   * @param hashes with their places, in the order of the file
   * @param block the whole entry
   * @param versionRange where the version stands, or the entry where there is none
   */
  public record Entry(
      ProviderAddress address,
      @Nullable String version,
      List<Hash> hashes,
      Block block,
      SourceRange versionRange) {
    /** Copies the list. */
    public Entry {
      hashes = List.copyOf(hashes);
    }
  }

  /** A package hash, {@code h1:…} or {@code zh:…}. */
  public record Hash(String text, SourceRange range) {}

  /** What is wrong with the file itself, as a sentence. */
  public record Problem(SourceRange range, String message) {}

  /** The lock files of a directory: none or one. */
  public static Optional<LockFile> of(ConfigurationDirectory directory) {
    return directory.files(FileKind.LOCK).stream().findFirst().map(LockFile::read);
  }

  /** What stands in it, whatever its folder. */
  private record Content(List<Entry> entries, List<Problem> problems) {
    Content {
      entries = List.copyOf(entries);
      problems = List.copyOf(problems);
    }
  }

  private static LockFile read(ParsedFile file) {
    Content content = file.hcl().made(Content.class, LockFile::content);
    return new LockFile(file, content.entries(), content.problems());
  }

  private static Content content(HclFile file) {
    List<Entry> entries = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Set<ProviderAddress> seen = new HashSet<>();
    for (Attribute attribute : file.body().attributes()) {
      problems.add(
          new Problem(
              attribute.range(), "A lock file holds no argument '" + attribute.name() + "'."));
    }
    for (Block block : file.body().blocks()) {
      Optional<ProviderAddress> address =
          block.type().equals("provider") && block.labels().size() == 1
              ? ProviderAddress.parse(block.label(0))
                  .filter(parsed -> parsed.toString().equals(block.label(0)))
              : Optional.empty();
      if (address.isEmpty()) {
        problems.add(
            new Problem(
                block.range(),
                "Only blocks provider \"HOST/NAMESPACE/TYPE\" belong in a lock file, in lower"
                    + " case and in full."));
        continue;
      }
      if (!seen.add(address.get())) {
        problems.add(
            new Problem(block.range(), "Provider '" + address.get() + "' is locked twice."));
      }
      entries.add(entry(address.get(), block, problems));
    }
    return new Content(entries, problems);
  }

  private static Entry entry(ProviderAddress address, Block block, List<Problem> problems) {
    @Nullable String version = null;
    SourceRange versionRange = block.range();
    List<Hash> hashes = new ArrayList<>();
    for (Attribute attribute : block.body().attributes()) {
      switch (attribute.name()) {
        case "version" -> {
          version = ConstantEvaluator.string(attribute.value()).orElse(null);
          versionRange = attribute.range();
        }
        case "hashes" -> hashes(attribute, hashes, problems);
        case "constraints" -> constraints(attribute, problems);
        default ->
            problems.add(
                new Problem(
                    attribute.range(),
                    "An entry of a lock file holds no argument '" + attribute.name() + "'."));
      }
    }
    for (Block nested : block.body().blocks()) {
      problems.add(new Problem(nested.range(), "An entry of a lock file holds no blocks."));
    }
    if (version == null || Version.parse(version).isEmpty()) {
      problems.add(new Problem(versionRange, "The entry names no exact version."));
    }
    return new Entry(address, version, hashes, block, versionRange);
  }

  private static void constraints(Attribute attribute, List<Problem> problems) {
    Optional<String> text = ConstantEvaluator.string(attribute.value());
    if (text.isEmpty()) {
      problems.add(
          new Problem(
              attribute.range(), "The constraints are not a literal string: init stops at them."));
      return;
    }
    String written = text.get();
    Optional<String> canonical =
        written.isBlank()
            ? Optional.of("")
            : VersionConstraints.parse(written).map(VersionConstraints::canonical);
    // Of pre-releases more can be written than is read here.
    boolean unread = canonical.isEmpty() && !written.contains("-") && !written.contains("+");
    if (unread) {
      problems.add(
          new Problem(
              attribute.range(),
              "The constraints '%s' can't be read: init stops at them.".formatted(written)));
    }
    if (canonical.isPresent() && !canonical.get().equals(written)) {
      problems.add(
          new Problem(
              attribute.range(),
              "The constraints '%s' are not in the one spelling that a lock file may have, so init stops at them: write '%s'."
                  .formatted(written, canonical.get())));
    }
  }

  private static void hashes(Attribute attribute, List<Hash> hashes, List<Problem> problems) {
    Optional<Constant> value = ConstantEvaluator.evaluate(attribute.value());
    if (value.isPresent() && value.get() instanceof Constant.TupleValue tuple) {
      List<SourceRange> ranges = new ArrayList<>();
      if (attribute.value() instanceof Expression.Tuple literal) {
        literal.elements().forEach(element -> ranges.add(element.range()));
      }
      for (int i = 0; i < tuple.elements().size(); i++) {
        SourceRange range = i < ranges.size() ? ranges.get(i) : attribute.range();
        if (tuple.elements().get(i) instanceof Constant.Text text) {
          hashes.add(new Hash(text.value(), range));
        } else {
          problems.add(new Problem(range, "A hash of a lock file is a string."));
        }
      }
    } else {
      problems.add(
          new Problem(
              attribute.range(), "The hashes are not a literal list, so they can't be compared."));
    }
  }
}

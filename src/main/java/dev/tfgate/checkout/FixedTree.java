package dev.tfgate.checkout;

import dev.tfgate.text.ByBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tree whose entries are known beforehand: files in memory. */
final class FixedTree implements Tree {
  /** Gives the content of a file. */
  @FunctionalInterface
  interface Contents {
    /** As {@link Tree#read}. */
    byte[] read(CheckoutFile file, int limit) throws UnreadableFileException;
  }

  private final Map<String, List<CheckoutFile>> children = new HashMap<>();
  private final List<CheckoutFile> files;
  private final Contents contents;

  /** A tree of these files and links; the folders they lie in are added. */
  FixedTree(Collection<CheckoutFile> files, Contents contents) {
    this.contents = contents;
    this.files =
        files.stream().sorted((a, b) -> ByBytes.ORDER.compare(a.path(), b.path())).toList();
    children.put(".", new ArrayList<>());
    for (CheckoutFile file : files) {
      addFolder(file.directory());
      children.getOrDefault(file.directory(), List.of()).add(file);
    }
  }

  private void addFolder(String path) {
    if (children.containsKey(path)) {
      return;
    }
    children.put(path, new ArrayList<>());
    CheckoutFile folder = new CheckoutFile(path, CheckoutFile.Kind.DIRECTORY, 0755, 0, null, true);
    addFolder(folder.directory());
    children.getOrDefault(folder.directory(), List.of()).add(folder);
  }

  @Override
  public Optional<List<String>> links() {
    return Optional.of(
        files.stream().filter(CheckoutFile::isLink).map(CheckoutFile::path).toList());
  }

  @Override
  public Optional<List<String>> ending(List<String> ends) {
    return Optional.of(
        files.stream()
            .map(CheckoutFile::path)
            .filter(path -> ends.stream().anyMatch(path::endsWith))
            .toList());
  }

  @Override
  public List<CheckoutFile> list(String directory, int most, List<Unreadable> problems) {
    return children.getOrDefault(directory, List.of());
  }

  @Override
  public byte[] read(CheckoutFile file, int limit) throws UnreadableFileException {
    return contents.read(file, limit);
  }

  @Override
  public byte[] end(CheckoutFile file, int most) throws UnreadableFileException {
    byte[] content = contents.read(file, Integer.MAX_VALUE);
    return content.length <= most
        ? content
        : Arrays.copyOfRange(content, content.length - most, content.length);
  }
}

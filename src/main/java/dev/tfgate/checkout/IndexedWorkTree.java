package dev.tfgate.checkout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A work tree of which git's index tells what is unchanged: that is not looked at before it is
 * read. Of folders without files only those are listed that something else lies in.
 */
final class IndexedWorkTree implements Tree {
  private final IndexTree unchanged;
  private final DiskTree disk;

  /** By folder, what else lies there. */
  private final Map<String, List<CheckoutFile>> others = new HashMap<>();

  /** Folders of which git tells nothing: submodules and other repositories. */
  private Set<String> walked = Set.of();

  /**
   * A work tree.
   *
   * @param unchanged regular files that the index takes for unchanged
   * @param disk the same work tree
   */
  IndexedWorkTree(IndexTree unchanged, DiskTree disk) {
    this.unchanged = unchanged;
    this.disk = disk;
  }

  /**
   * Takes what else lies there, before anything is listed.
   *
   * @param found other entries that are on disk, in no folder that is walked
   * @param folders paths of folders that only the disk tells of
   */
  void complete(List<CheckoutFile> found, Set<String> folders) {
    walked = Set.copyOf(folders);
    Set<String> known = new HashSet<>();
    for (CheckoutFile entry : found) {
      add(entry, known);
    }
    for (String folder : walked) {
      addFolder(folder, known);
    }
  }

  /** The same work tree as it lies on disk. */
  DiskTree disk() {
    return disk;
  }

  private void add(CheckoutFile entry, Set<String> folders) {
    others.computeIfAbsent(entry.directory(), folder -> new ArrayList<>()).add(entry);
    addFolder(entry.directory(), folders);
  }

  private void addFolder(String path, Set<String> folders) {
    if (!path.equals(".") && folders.add(path)) {
      add(new CheckoutFile(path, CheckoutFile.Kind.DIRECTORY, 0755, 0, null, true), folders);
    }
  }

  @Override
  public List<CheckoutFile> list(String directory, int most, List<Unreadable> problems) {
    if (isWalked(directory)) {
      return disk.list(directory, most, problems);
    }
    List<CheckoutFile> entries = unchanged.list(directory, most, problems);
    List<CheckoutFile> own = others.getOrDefault(directory, List.of());
    if (own.isEmpty()) {
      return entries;
    }
    Set<String> paths = new HashSet<>();
    entries.forEach(entry -> paths.add(entry.path()));
    List<CheckoutFile> all = new ArrayList<>(entries);
    for (CheckoutFile entry : own) {
      if (all.size() < most && paths.add(entry.path())) {
        all.add(entry);
      }
    }
    return all;
  }

  private boolean isWalked(String directory) {
    if (walked.isEmpty()) {
      return false;
    }
    for (String path = directory; ; path = path.substring(0, path.lastIndexOf('/'))) {
      if (walked.contains(path)) {
        return true;
      }
      if (path.indexOf('/') < 0) {
        return false;
      }
    }
  }

  @Override
  public Optional<String> blobId(CheckoutFile file) {
    return file.isFile() && file.size() < 0 ? unchanged.blobId(file) : Optional.empty();
  }

  /** The same file as the disk has it. */
  private CheckoutFile onDisk(CheckoutFile file) throws UnreadableFileException {
    return file.size() >= 0
        ? file
        : disk.entry(file.path())
            .filter(CheckoutFile::isFile)
            .orElseThrow(UnreadableFileException::noFile);
  }

  @Override
  public byte[] read(CheckoutFile file, int limit) throws UnreadableFileException {
    return disk.read(onDisk(file), limit);
  }

  @Override
  public byte[] glance(CheckoutFile file, int limit) throws UnreadableFileException {
    return disk.glance(onDisk(file), limit);
  }

  @Override
  public int glance(CheckoutFile file, int limit, byte[] into) throws UnreadableFileException {
    return file.size() < 0 ? disk.glance(file.path(), limit, into) : disk.glance(file, limit, into);
  }

  @Override
  public byte[] digest(CheckoutFile file) throws UnreadableFileException {
    return disk.digest(onDisk(file));
  }

  @Override
  public String sizeAndTime(CheckoutFile file) {
    return disk.sizeAndTime(file);
  }

  @Override
  public byte[] end(CheckoutFile file, int most) throws UnreadableFileException {
    return disk.end(onDisk(file), most);
  }

  @Override
  public void close() {
    unchanged.close();
  }
}

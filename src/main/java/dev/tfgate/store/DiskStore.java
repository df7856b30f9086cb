package dev.tfgate.store;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.store.ObjectAddress.OnDisk;
import dev.tfgate.store.StoreException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder on disk that stands for a bucket. It has no generations. */
final class DiskStore implements ObjectStore {
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rw-r--r--");

  @Override
  public StoredObject read(ObjectAddress address, int limit) throws StoreException {
    Path path = path(address);
    if (Files.notExists(path)) {
      throw new StoreException(Kind.MISSING, "there is no %s".formatted(address));
    }
    try {
      return new StoredObject(address, new Content(BoundedFile.read(path, limit)));
    } catch (UnreadableFileException e) {
      throw new StoreException(Kind.UNREACHABLE, "%s: %s".formatted(address, e.getMessage()), e);
    }
  }

  @Override
  public List<String> list(ObjectAddress folder) throws StoreException {
    List<String> names = list(folder, "", MOST_OBJECTS + 1);
    if (names.size() > MOST_OBJECTS) {
      throw new StoreException(
          Kind.TOO_LARGE, "%s holds more than %d files".formatted(folder, MOST_OBJECTS));
    }
    return names;
  }

  @Override
  public List<String> list(ObjectAddress folder, String after, int most) throws StoreException {
    Path path = path(folder);
    if (Files.notExists(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(path.toRealPath())) {
      Path real = path.toRealPath();
      TreeSet<String> names = new TreeSet<>();
      Iterator<Path> all = files.iterator();
      while (all.hasNext()) {
        Path file = all.next();
        if (Files.isSymbolicLink(file) && !leadsInto(real, file)) {
          throw new StoreException(
              Kind.CORRUPT,
              "%s holds the link %s, which leads out of it: what lies there is no trusted copy"
                  .formatted(folder, real.relativize(file)));
        }
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          String name = real.relativize(file).toString();
          if (name.compareTo(after) > 0) {
            names.add(name);
          }
          if (names.size() > most) {
            names.removeLast();
          }
        }
      }
      return List.copyOf(names);
    } catch (StoreException e) {
      throw e;
    } catch (IOException | UncheckedIOException e) {
      throw new StoreException(
          Kind.UNREACHABLE, "%s can't be listed: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static boolean leadsInto(Path folder, Path link) {
    try {
      return link.toRealPath().startsWith(folder);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public boolean isFolder(ObjectAddress address) {
    return Files.isDirectory(path(address));
  }

  @Override
  public synchronized StoredObject write(
      ObjectAddress address, Content content, @Nullable StoredObject replaced)
      throws StoreException {
    Path path = path(address);
    if (Files.isSymbolicLink(path)) {
      throw new StoreException(
          Kind.CONFLICT,
          "%s is a symbolic link, which is not replaced: name the file that it leads to"
              .formatted(address));
    }
    try {
      Path folder = Files.createDirectories(path.resolve("..").normalize());
      Path beside = Files.createTempFile(folder, ".tfgate-", null);
      try {
        Files.write(beside, content.bytes());
        Files.setPosixFilePermissions(
            beside, replaced == null ? READABLE : Files.getPosixFilePermissions(path));
        if (replaced == null) {
          // A new name for the file: fails where there is one, and is never half-written.
          Files.createLink(path, beside);
        } else {
          replace(address, path, beside, replaced);
        }
      } finally {
        Files.deleteIfExists(beside);
      }
      return new StoredObject(address, content);
    } catch (FileAlreadyExistsException e) {
      throw conflict(address, e);
    } catch (StoreException e) {
      throw e.kind() == Kind.CONFLICT ? e : conflict(address, e);
    } catch (IOException e) {
      throw new StoreException(
          Kind.UNREACHABLE, "%s can't be written: %s".formatted(address, e.getMessage()), e);
    }
  }

  @Override
  public synchronized void delete(StoredObject object) throws StoreException {
    Path path = path(object.address());
    try {
      if (Files.exists(path)
          && !read(object.address(), object.content().size() + 1).equals(object)) {
        throw conflict(object.address(), null);
      }
      Files.deleteIfExists(path);
    } catch (StoreException e) {
      throw switch (e.kind()) {
        case CONFLICT, TOO_LARGE -> conflict(object.address(), e);
        default -> e;
      };
    } catch (IOException e) {
      throw new StoreException(
          Kind.UNREACHABLE,
          "%s can't be deleted: %s".formatted(object.address(), e.getMessage()),
          e);
    }
  }

  /**
   * Puts {@code beside} in the place of {@code path}. Of several publishers one does so: the file
   * that is replaced is locked, and must still be the one of that name.
   */
  private void replace(ObjectAddress address, Path path, Path beside, StoredObject replaced)
      throws IOException {
    Object before = fileKey(path);
    try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      if (lock == null
          || !before.equals(fileKey(path))
          || !read(address, replaced.content().size() + 1).equals(replaced)) {
        throw conflict(address, null);
      }
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (OverlappingFileLockException e) {
      throw conflict(address, e);
    }
  }

  private static Object fileKey(Path path) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Object key = attributes.fileKey();
    return key == null ? attributes.lastModifiedTime() : key;
  }

  private static StoreException conflict(ObjectAddress address, @Nullable Throwable cause) {
    String message = address + " has changed since it was compared, so nothing was written";
    return cause == null
        ? new StoreException(Kind.CONFLICT, message)
        : new StoreException(Kind.CONFLICT, message, cause);
  }

  private static Path path(ObjectAddress address) {
    if (address instanceof OnDisk disk) {
      return disk.path();
    }
    throw new IllegalArgumentException("not on disk: " + address);
  }
}

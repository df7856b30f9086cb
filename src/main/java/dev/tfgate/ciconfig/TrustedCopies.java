package dev.tfgate.ciconfig;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Unreadable;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.ciconfig.Comparison.State;
import dev.tfgate.store.Content;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.ObjectStore;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.StoredObject;
import dev.tfgate.trust.Trust.CiFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares the CI configuration of a checkout with its trusted copies. */
public final class TrustedCopies {
  private final Checkout checkout;
  private final ObjectStore store;
  private final int limit;

  /**
   * @param store where the trusted copies lie
   * @param limit the largest file that is read, in bytes
   */
  public TrustedCopies(Checkout checkout, ObjectStore store, int limit) {
    this.checkout = checkout;
    this.store = store;
    this.limit = limit;
  }

  /** Returns a comparison for each file that is governed, here or there, by path. */
  public List<Comparison> compare(List<CiFile> files) {
    List<Comparison> comparisons = new ArrayList<>();
    for (CiFile file : files) {
      if (store.isFolder(file.trusted())) {
        comparisons.addAll(compareFolder(file.path(), file.trusted().asFolder()));
      } else {
        comparisons.add(compareFile(file.path(), file.trusted()));
      }
    }
    // A comparator of java.util.Comparator would be made anew in each start, which costs 4 ms.
    comparisons.sort((a, b) -> a.path().compareTo(b.path()));
    return List.copyOf(comparisons);
  }

  private List<Comparison> compareFolder(String path, ObjectAddress folder) {
    List<String> names;
    try {
      names = store.list(folder);
    } catch (StoreException e) {
      return List.of(failed(path, folder, e));
    }
    if (names.isEmpty()) {
      String message = "%s holds nothing, so there is nothing to compare with".formatted(folder);
      return List.of(new Comparison(path, folder, State.MISSING_THERE, null, null, message));
    }
    Optional<CheckoutFile> entry = checkout.file(path);
    if (!path.equals(".") && entry.isPresent() && !entry.get().isDirectory()) {
      return List.of(
          new Comparison(path, folder, State.DRIFTED, null, null, kind(entry.get(), "folder")));
    }
    String prefix = path.equals(".") ? "" : path + "/";
    Map<String, Comparison> comparisons = new TreeMap<>();
    for (Unreadable problem : checkout.problems()) {
      if (path.equals(".") || problem.path().equals(path) || problem.path().startsWith(prefix)) {
        comparisons.put(
            problem.path(),
            new Comparison(
                problem.path(), folder, State.UNREADABLE, null, null, problem.message()));
      }
    }
    for (String name : names) {
      comparisons.putIfAbsent(prefix + name, compareFile(prefix + name, folder.child(name)));
    }
    for (CheckoutFile file : checkout.files()) {
      if (file.path().startsWith(prefix) && !file.isDirectory()) {
        ObjectAddress child = folder.child(file.path().substring(prefix.length()));
        comparisons.putIfAbsent(
            file.path(),
            new Comparison(
                file.path(),
                child,
                State.EXTRA_HERE,
                null,
                null,
                "the governed folder %s holds no such file".formatted(folder)));
      }
    }
    return List.copyOf(comparisons.values());
  }

  private Comparison compareFile(String path, ObjectAddress address) {
    StoredObject copy;
    try {
      copy = store.read(address, limit);
    } catch (StoreException e) {
      return failed(path, address, e);
    }
    Optional<CheckoutFile> entry = checkout.file(path);
    if (entry.isEmpty()) {
      return absent(path, address, copy);
    }
    CheckoutFile file = entry.get();
    if (!file.isFile()) {
      return new Comparison(path, address, State.DRIFTED, null, copy, kind(file, "file"));
    }
    Content here;
    try {
      here = new Content(checkout.read(path));
    } catch (UnreadableFileException e) {
      boolean otherSize = file.size() != copy.content().size();
      String message =
          otherSize
              ? "%d bytes here, %d in the trusted copy; it was not read: %s"
                  .formatted(file.size(), copy.content().size(), e.getMessage())
              : e.getMessage();
      State state = otherSize ? State.DRIFTED : State.UNREADABLE;
      return new Comparison(path, address, state, null, copy, message);
    }
    return here.equals(copy.content())
        ? new Comparison(path, address, State.EQUAL, here, copy, "")
        : new Comparison(path, address, State.DRIFTED, here, copy, "the bytes differ");
  }

  private Comparison absent(String path, ObjectAddress address, StoredObject copy) {
    for (Unreadable problem : checkout.problems()) {
      if (problem.path().equals(".") || path.startsWith(problem.path() + "/")) {
        return new Comparison(path, address, State.UNREADABLE, null, copy, problem.message());
      }
    }
    @Nullable String link = linkAbove(path);
    return link == null
        ? new Comparison(
            path, address, State.MISSING_HERE, null, copy, "the checkout has no such file")
        : new Comparison(
            path,
            address,
            State.DRIFTED,
            null,
            copy,
            "%s is a symbolic link, so the file is not the checkout's own".formatted(link));
  }

  private @Nullable String linkAbove(String path) {
    for (int i = path.indexOf('/'); i > 0; i = path.indexOf('/', i + 1)) {
      String folder = path.substring(0, i);
      if (checkout.file(folder).map(CheckoutFile::isLink).orElse(false)) {
        return folder;
      }
    }
    return null;
  }

  private static String kind(CheckoutFile file, String wanted) {
    return switch (file.kind()) {
      case LINK ->
          "it is a symbolic link to %s, which can change while the %s looks the same"
              .formatted(file.linkTarget(), wanted);
      case DIRECTORY -> "it is a directory, the trusted copy is a " + wanted;
      case FILE -> "it is a file, the trusted copy is a " + wanted;
      case OTHER -> "it is a pipe, socket or device, the trusted copy is a " + wanted;
    };
  }

  private static Comparison failed(String path, ObjectAddress address, StoreException e) {
    State state =
        switch (e.kind()) {
          case MISSING -> State.MISSING_THERE;
          case OFFLINE -> State.SKIPPED;
          case DENIED, UNREACHABLE -> State.UNREACHABLE;
          case CORRUPT, TOO_LARGE, CONFLICT -> State.REFUSED;
        };
    return new Comparison(path, address, state, null, null, e.getMessage());
  }
}

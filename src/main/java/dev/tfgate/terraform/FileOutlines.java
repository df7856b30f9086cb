package dev.tfgate.terraform;

import dev.tfgate.checkout.BlobIds;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Contents;
import dev.tfgate.checkout.Shared;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The outlines of files, from their content as something else read it, from a glance at it, or as
 * an earlier run has read the same content.
 */
public final class FileOutlines implements Contents {
  /** So many files a thread takes at a time. */
  private static final int AT_A_TIME = 64;

  /** Larger files are read into bytes of their own. */
  private static final int USUAL_SIZE = 1 << 16;

  private final Checkout checkout;
  private final Limits limits;
  private final OutlineCache.@Nullable Remembered remembered;

  /** By path; empty where only a tree tells. */
  private final Map<String, Optional<FileOutline>> known = new ConcurrentHashMap<>();

  /** By the id of the content. */
  private final Map<String, Optional<FileOutline>> byContent = new ConcurrentHashMap<>();

  /** What this run has read, to be remembered. */
  private final Map<String, FileOutline> fresh = new ConcurrentHashMap<>();

  /** By path, the id of a content that nothing has read. */
  private final Map<String, String> unread = new ConcurrentHashMap<>();

  /** Files that are soon asked for, for whichever thread has time. */
  private final Deque<CheckoutFile> wanted = new ArrayDeque<>();

  private final Set<String> wantedContents = ConcurrentHashMap.newKeySet();
  private boolean readsAhead;
  private boolean complete;
  private Shared.@Nullable Begun begun;

  /** Outlines of the files of a checkout. */
  public FileOutlines(Checkout checkout, Limits limits) {
    this(checkout, limits, null);
  }

  /**
   * As above, with those that an earlier run has read.
   *
   * @param cache null for none
   */
  public FileOutlines(Checkout checkout, Limits limits, @Nullable OutlineCache cache) {
    this.checkout = checkout;
    this.limits = limits;
    this.remembered =
        cache == null ? null : checkout.top().map(top -> cache.open(top, limits)).orElse(null);
  }

  @Override
  public void take(CheckoutFile file, String id, byte[] content) {
    if (hasOutline(file)) {
      known.put(file.path(), byContent.computeIfAbsent(id, any -> read(id, content)));
    }
  }

  /** Reads what has that id. */
  private Optional<FileOutline> read(String id, byte[] content) {
    FileOutline outline = OutlineScanner.outline(content, limits);
    if (outline != null && remembered != null) {
      fresh.put(id, outline);
    }
    return Optional.ofNullable(outline);
  }

  @Override
  public void unread(CheckoutFile file, String id) {
    if (hasOutline(file) && !remembers(file, id)) {
      unread.put(file.path(), id);
      if (wantedContents.add(id)) {
        want(file);
      }
    }
  }

  private synchronized void want(CheckoutFile file) {
    if (readsAhead && !complete) {
      wanted.add(file);
      if (wanted.size() >= AT_A_TIME) {
        notifyAll();
      }
    }
  }

  private boolean remembers(CheckoutFile file, String id) {
    Optional<FileOutline> found = byContent.get(id);
    if (found == null && remembered != null) {
      found = Optional.ofNullable(remembered.of(id));
      if (found.isPresent()) {
        byContent.put(id, found);
      }
    }
    if (found == null || found.isEmpty()) {
      return false;
    }
    known.put(file.path(), found);
    return true;
  }

  private static boolean hasOutline(CheckoutFile file) {
    FileKind kind = FileKind.of(file.name()).orElse(null);
    return kind != null && kind != FileKind.BACKEND && !kind.isJson(file.name());
  }

  /**
   * Begins to read what is told to be {@link #unread}, while this thread tells it: all of it will
   * be asked for.
   *
   * @param jobs how many threads may work at once
   */
  public void begin(int jobs) {
    readsAhead = true;
    if (jobs > 1 && begun == null) {
      begun = Shared.begin(jobs, this::readWanted);
    }
  }

  /** Says that no more is told to be unread. */
  public synchronized void complete() {
    complete = true;
    notifyAll();
  }

  /**
   * Begins to read the outlines of files, all of which will be asked for.
   *
   * @param files that may have outlines
   * @param jobs how many threads may work at once
   */
  public void begin(List<CheckoutFile> files, int jobs) {
    if (jobs > 1 && begun == null) {
      readsAhead = true;
      begun =
          Shared.begin(
              jobs,
              () -> {
                try {
                  read(files, jobs);
                } finally {
                  complete();
                }
                readWanted();
              });
    }
  }

  /**
   * Reads the outlines of many files that are soon asked for.
   *
   * @param jobs how many threads may work at once
   */
  void prepare(List<CheckoutFile> files, int jobs) {
    if (begun == null) {
      complete();
    }
    readWanted();
    if (begun != null) {
      begun.end();
    }
    read(files, jobs);
    if (remembered != null) {
      remembered.keep(fresh);
    }
  }

  private void read(List<CheckoutFile> files, int jobs) {
    boolean atOnce = checkout.readsAhead();
    List<CheckoutFile> unknown = new ArrayList<>();
    for (CheckoutFile file : files) {
      if (known.containsKey(file.path()) || unread.containsKey(file.path()) || !hasOutline(file)) {
        continue;
      }
      Optional<String> id = atOnce && remembered == null ? Optional.empty() : checkout.blobId(file);
      if (!atOnce) {
        id.ifPresentOrElse(known -> unread(file, known), () -> want(file));
      } else if (id.isEmpty() || !remembers(file, id.get())) {
        unknown.add(file);
      }
    }
    if (atOnce) {
      checkout.readAhead(unknown, jobs, this);
    }
  }

  private void readWanted() {
    byte[] scratch = new byte[USUAL_SIZE];
    for (List<CheckoutFile> some = some(); !some.isEmpty(); some = some()) {
      for (CheckoutFile file : some) {
        read(file, scratch);
      }
    }
  }

  /** Some of the wanted files; none where all are taken. */
  private synchronized List<CheckoutFile> some() {
    try {
      while (wanted.size() < AT_A_TIME && !complete) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
    List<CheckoutFile> some = new ArrayList<>(AT_A_TIME);
    while (!wanted.isEmpty() && some.size() < AT_A_TIME) {
      some.add(wanted.remove());
    }
    return some;
  }

  private void read(CheckoutFile file, byte[] scratch) {
    String id = unread.get(file.path());
    try {
      if (id != null && remembered != null) {
        // What is remembered is of that content, whatever git takes for unchanged.
        byte[] content = checkout.glance(file);
        take(file, new BlobIds(id.length()).of(content), content);
        return;
      }
      int length = checkout.glance(file, scratch);
      Optional<FileOutline> outline =
          Optional.ofNullable(
              length < 0
                  ? OutlineScanner.outline(checkout.glance(file), limits)
                  : OutlineScanner.outline(scratch, length, limits));
      if (id == null) {
        known.put(file.path(), outline);
      } else {
        byContent.put(id, outline);
      }
    } catch (UnreadableFileException e) {
      known.put(file.path(), Optional.empty());
    }
  }

  /** The outline of a file in the native syntax; null where it is not known without a tree. */
  @Nullable FileOutline of(CheckoutFile file) {
    String id = unread.get(file.path());
    if (id != null && !known.containsKey(file.path()) && !byContent.containsKey(id)) {
      read(file, new byte[0]);
    }
    Optional<FileOutline> found = known.get(file.path());
    if (found == null && id != null) {
      found = byContent.get(id);
    }
    if (found == null) {
      try {
        found = Optional.ofNullable(OutlineScanner.outline(checkout.glance(file), limits));
      } catch (UnreadableFileException e) {
        found = Optional.empty();
      }
    }
    return found.orElse(null);
  }
}

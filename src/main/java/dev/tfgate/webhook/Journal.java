package dev.tfgate.webhook;

import com.google.re2j.Pattern;
import dev.tfgate.google.JsonTree;
import dev.tfgate.store.Content;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.StoreException.Kind;
import dev.tfgate.store.StoredObject;
import dev.tfgate.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What was taken on and what it became, in a bucket or a folder, so that any instance can go on
 * where another was ended.
 *
 * <pre>
 * claims/ID.json     a delivery, written before it is acknowledged and never twice
 * open/ID            there is work left for it: a build to start, or the end of one to tell
 * subjects/ID.json   a pull request or push with its builds; changed only where nobody else did
 * </pre>
 */
final class Journal {
  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final int LARGEST = 256 * 1024;
  private static final int MOST_CONFLICTS = 20;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{48}(-[a-z]+)?");

  /** So many ids are listed at a time. */
  static final int PAGE = 500;

  private final Stores stores;
  private final ObjectAddress folder;

  /** Something as it was read, so that it is only replaced where it is still the same. */
  record Version<T>(T value, StoredObject object) {}

  Journal(Stores stores, ObjectAddress folder) {
    this.stores = stores;
    this.folder = folder;
  }

  /** Takes a delivery on; empty where somebody has done so before. */
  Optional<Version<Claim>> claim(Claim claim) throws StoreException {
    try {
      Version<Claim> written =
          new Version<>(claim, stores().write(claimAt(claim.id()), content(claim.toJson()), null));
      reopen(claim.id());
      return Optional.of(written);
    } catch (StoreException e) {
      if (e.kind() == Kind.CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns the claim of that id. */
  Optional<Version<Claim>> claim(String id) throws StoreException {
    Optional<StoredObject> object = read(claimAt(id));
    if (object.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Version<>(
            Claim.of(json(object.get())).orElseThrow(() -> damaged(object.get())), object.get()));
  }

  /** Replaces a claim; empty where somebody else did meanwhile. */
  Optional<Version<Claim>> replace(Version<Claim> old, Claim claim) throws StoreException {
    try {
      return Optional.of(
          new Version<>(
              claim, stores().write(claimAt(claim.id()), content(claim.toJson()), old.object())));
    } catch (StoreException e) {
      if (e.kind() == Kind.CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Returns the ids of claims with work left, in order: there may be more of them than fit here.
   *
   * @param after the last one that was seen; empty for the beginning
   */
  List<String> open(String after) throws StoreException {
    return stores().list(folder.child("open/").asFolder(), after, PAGE);
  }

  /** Whether that name is one that {@link #open(String)} leaves in the folder, and no other's. */
  static boolean isId(String name) {
    return ID.matches(name);
  }

  /** Notes that nothing is left to do for a claim. */
  void close(String claim) throws StoreException {
    stores().delete(new StoredObject(folder.child("open/" + claim), content(claim)));
  }

  /** Returns the subject of that id. */
  Optional<Version<BuiltChange>> subject(String id) throws StoreException {
    Optional<StoredObject> object = read(subjectAt(id));
    if (object.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Version<>(
            BuiltChange.of(json(object.get())).orElseThrow(() -> damaged(object.get())),
            object.get()));
  }

  /** Writes a subject in place of what was read, or where none was; empty where that changed. */
  Optional<Version<BuiltChange>> replace(@Nullable Version<BuiltChange> old, BuiltChange subject)
      throws StoreException {
    try {
      return Optional.of(
          new Version<>(
              subject,
              stores()
                  .write(
                      subjectAt(subject.id()),
                      content(subject.toJson()),
                      old == null ? null : old.object())));
    } catch (StoreException e) {
      if (e.kind() == Kind.CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Changes a subject, also while others change it; returns it as it is then. */
  Version<BuiltChange> change(Version<BuiltChange> known, UnaryOperator<BuiltChange> change)
      throws StoreException {
    Version<BuiltChange> old = known;
    for (int tries = 0; tries < MOST_CONFLICTS; tries++) {
      BuiltChange changed = change.apply(old.value());
      if (changed.equals(old.value())) {
        return old;
      }
      Optional<Version<BuiltChange>> written = replace(old, changed);
      if (written.isPresent()) {
        return written.get();
      }
      String id = old.value().id();
      old =
          subject(id)
              .orElseThrow(
                  () -> new StoreException(Kind.MISSING, subjectAt(id) + " is no longer there"));
    }
    throw new StoreException(
        Kind.UNREACHABLE, subjectAt(known.value().id()) + " is changed all the time");
  }

  /** Whether the place can be read; what is missing there doesn't matter. */
  void probe() throws StoreException {
    read(folder.child("open/.probe"));
  }

  /** Notes that there is work left for a claim. */
  void reopen(String id) throws StoreException {
    try {
      stores().write(folder.child("open/" + id), content(id), null);
    } catch (StoreException e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
    }
  }

  private Optional<StoredObject> read(ObjectAddress address) throws StoreException {
    try {
      return Optional.of(stores().read(address, LARGEST));
    } catch (StoreException e) {
      if (e.kind() == Kind.MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Stores stores() {
    return stores.within(Deadline.in(LIMIT));
  }

  private ObjectAddress claimAt(String id) {
    return folder.child("claims/" + id + ".json");
  }

  private ObjectAddress subjectAt(String id) {
    return folder.child("subjects/" + id + ".json");
  }

  private static Content content(String text) {
    return new Content(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonTree.Fields json(StoredObject object) throws StoreException {
    try {
      if (JsonTree.parse(new String(object.content().bytes(), StandardCharsets.UTF_8))
          instanceof JsonTree.Fields fields) {
        return fields;
      }
    } catch (IOException e) {
      // The message below says it.
    }
    throw damaged(object);
  }

  private static StoreException damaged(StoredObject object) {
    return new StoreException(
        Kind.CORRUPT, object.address() + " is not what the webhook writes there");
  }
}

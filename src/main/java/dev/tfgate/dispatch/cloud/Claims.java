package dev.tfgate.dispatch.cloud;

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
import java.util.Optional;

/**
 * Which dispatcher starts which build: a claim is written where none is, and changed only where
 * nobody else did. Cloud Build itself would start as many builds as it is asked for.
 */
final class Claims {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int LARGEST = 64 * 1024;

  private final Stores stores;
  private final ObjectAddress folder;

  /**
   * A claim as it was read or written.
   *
   * @param mine whether this dispatcher wrote it
   */
  record Held(RootClaim claim, StoredObject object, boolean mine) {}

  /**
   * @param folder for the claims of one commit, phase and attempt
   */
  Claims(Stores stores, ObjectAddress folder) {
    this.stores = stores;
    this.folder = folder;
  }

  /** Claims a root, or returns the claim of a faster caller. */
  Held take(String id, RootClaim claim) throws StoreException {
    try {
      return new Held(claim, stores().write(at(id), content(claim), null), true);
    } catch (StoreException e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
      Held there = read(id);
      // A write whose answer was lost comes back as a conflict with itself.
      return new Held(there.claim(), there.object(), there.claim().tag().equals(claim.tag()));
    }
  }

  /** Replaces a claim; empty where somebody else did meanwhile. */
  Optional<Held> replace(Held old, RootClaim claim) throws StoreException {
    try {
      return Optional.of(
          new Held(claim, stores().write(live(old.object()), content(claim), old.object()), true));
    } catch (StoreException e) {
      if (e.kind() == Kind.CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns a claim as it is now. */
  Held read(String id) throws StoreException {
    StoredObject object = stores().read(at(id), LARGEST);
    try {
      if (JsonTree.parse(new String(object.content().bytes(), StandardCharsets.UTF_8))
          instanceof JsonTree.Fields fields) {
        Optional<RootClaim> claim = RootClaim.of(fields);
        if (claim.isPresent()) {
          return new Held(claim.get(), object, false);
        }
      }
    } catch (IOException e) {
      // The message below says it.
    }
    throw new StoreException(
        Kind.CORRUPT, object.address() + " is not what a dispatch writes there");
  }

  /** Takes a claim back, since no build was started; the next caller may try. */
  void release(Held held) throws StoreException {
    try {
      stores().delete(held.object());
    } catch (StoreException e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
    }
  }

  private ObjectAddress at(String id) {
    return folder.child(id + ".json");
  }

  private static ObjectAddress live(StoredObject object) {
    return object.address() instanceof ObjectAddress.Gcs gcs
        ? new ObjectAddress.Gcs(gcs.bucket(), gcs.name(), null)
        : object.address();
  }

  private Stores stores() {
    return stores.within(Deadline.in(LIMIT));
  }

  private static Content content(RootClaim claim) {
    return new Content(claim.toJson().getBytes(StandardCharsets.UTF_8));
  }
}

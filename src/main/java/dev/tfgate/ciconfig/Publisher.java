package dev.tfgate.ciconfig;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.ciconfig.Publication.Outcome;
import dev.tfgate.store.Content;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.ObjectStore;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes files of the checkout the trusted copies. A copy is only replaced where it is still the one
 * that was compared; nothing is ever deleted.
 */
public final class Publisher {
  private final Checkout checkout;
  private final ObjectStore store;
  private final List<Change> changes = new ArrayList<>();
  private final List<Publication> refused = new ArrayList<>();

  /**
   * A file to write.
   *
   * @param path in the checkout
   * @param address where it goes
   * @param content what it will be
   * @param replaced the trusted copy as it is, or null where there is none
   */
  public record Change(
      String path, ObjectAddress address, Content content, @Nullable StoredObject replaced) {

    /** Returns what it changes. */
    public Drift drift() {
      return replaced == null ? Drift.ofNew(path, content) : Drift.between(path, content, replaced);
    }
  }

  /** Takes from the comparisons what there is to publish, and what must not be. */
  public Publisher(Checkout checkout, ObjectStore store, List<Comparison> comparisons) {
    this.checkout = checkout;
    this.store = store;
    comparisons.forEach(this::consider);
  }

  /** Returns what {@link #publish} would write, in order. */
  public List<Change> changes() {
    return List.copyOf(changes);
  }

  /** Returns what can't be published, and why. */
  public List<Publication> refused() {
    return List.copyOf(refused);
  }

  /** Writes one file. */
  public Publication publish(Change change) {
    try {
      StoredObject stored = store.write(change.address(), change.content(), change.replaced());
      return new Publication(
          change.path(), stored.address(), Outcome.PUBLISHED, stored.content().sha256(), "");
    } catch (StoreException e) {
      boolean conflict = e.kind() == StoreException.Kind.CONFLICT;
      return new Publication(
          change.path(),
          change.address(),
          conflict ? Outcome.REFUSED : Outcome.FAILED,
          null,
          e.getMessage());
    }
  }

  private void consider(Comparison comparison) {
    switch (comparison.state()) {
      case EQUAL -> {}
      case DRIFTED -> {
        if (comparison.here() != null && comparison.copy() != null) {
          changes.add(
              new Change(
                  comparison.path(), comparison.trusted(), comparison.here(), comparison.copy()));
        } else {
          refuse(comparison, Outcome.REFUSED, comparison.message());
        }
      }
      case MISSING_HERE ->
          refuse(
              comparison,
              Outcome.REFUSED,
              "the checkout has no such file, and publish deletes nothing. Remove the trusted copy by hand, or its entry from gate.yaml");
      case EXTRA_HERE -> addNew(comparison.path(), comparison.trusted());
      case MISSING_THERE -> addMissing(comparison);
      case SKIPPED, UNREACHABLE, REFUSED, NOT_FOLLOWED, UNREADABLE ->
          refuse(comparison, Outcome.FAILED, comparison.message());
    }
  }

  private void addMissing(Comparison comparison) {
    if (!comparison.trusted().isFolder()) {
      addNew(comparison.path(), comparison.trusted());
      return;
    }
    String prefix = comparison.path().equals(".") ? "" : comparison.path() + "/";
    for (CheckoutFile file : checkout.files()) {
      if (file.path().startsWith(prefix) && !file.isDirectory()) {
        String name = file.path().substring(prefix.length());
        addNew(file.path(), comparison.trusted().child(name));
      }
    }
  }

  private void addNew(String path, ObjectAddress address) {
    try {
      if (!checkout.file(path).map(CheckoutFile::isFile).orElse(false)) {
        throw new UnreadableFileException("the checkout has no such regular file");
      }
      changes.add(new Change(path, address, new Content(checkout.read(path)), null));
    } catch (UnreadableFileException e) {
      refused.add(new Publication(path, address, Outcome.REFUSED, null, e.getMessage()));
    }
  }

  private void refuse(Comparison comparison, Outcome outcome, String message) {
    refused.add(new Publication(comparison.path(), comparison.address(), outcome, null, message));
  }
}

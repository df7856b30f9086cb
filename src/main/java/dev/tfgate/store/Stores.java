package dev.tfgate.store;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.store.ObjectAddress.Gcs;
import dev.tfgate.store.ObjectAddress.OnDisk;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every kind of store, chosen by the address. */
public final class Stores implements ObjectStore {
  private final ObjectStore disk;
  private final GoogleAccess access;
  private final Deadline deadline;
  private final boolean offline;
  private @Nullable CloudStorage cloud;

  /**
   * @param access how Google is reached
   * @param deadline for all calls over the network together
   * @param offline whether whatever needs the network is refused
   */
  public Stores(GoogleAccess access, Deadline deadline, boolean offline) {
    this(access, deadline, offline, new DiskStore());
  }

  private Stores(GoogleAccess access, Deadline deadline, boolean offline, ObjectStore disk) {
    this.access = access;
    this.deadline = deadline;
    this.offline = offline;
    this.disk = disk;
  }

  /** Returns the same stores, over the same connections, with another deadline. */
  public Stores within(Deadline other) {
    Stores stores = new Stores(access, other, offline, disk);
    if (!offline) {
      stores.cloud = cloud().within(other);
    }
    return stores;
  }

  /** Stores that never use the network. */
  public static Stores offline() {
    return new Stores(new GoogleAccess(Map.of(), Map.of()), Deadline.in(Deadline.DEFAULT), true);
  }

  @Override
  public StoredObject read(ObjectAddress address, int limit) throws StoreException {
    return of(address).read(address, limit);
  }

  @Override
  public List<String> list(ObjectAddress folder) throws StoreException {
    return of(folder).list(folder);
  }

  @Override
  public List<String> list(ObjectAddress folder, String after, int most) throws StoreException {
    return of(folder).list(folder, after, most);
  }

  @Override
  public boolean isFolder(ObjectAddress address) {
    return address.isFolder() || (address instanceof OnDisk && disk.isFolder(address));
  }

  @Override
  public StoredObject write(ObjectAddress address, Content content, @Nullable StoredObject replaced)
      throws StoreException {
    return of(address).write(address, content, replaced);
  }

  @Override
  public void delete(StoredObject object) throws StoreException {
    of(object.address()).delete(object);
  }

  private ObjectStore of(ObjectAddress address) throws StoreException {
    return switch (address) {
      case OnDisk _ -> disk;
      case Gcs _ when offline ->
          throw new StoreException(
              StoreException.Kind.OFFLINE,
              "%s: the network is not used (--offline)".formatted(address));
      case Gcs _ -> cloud();
    };
  }

  private synchronized CloudStorage cloud() {
    if (cloud == null) {
      cloud = new CloudStorage(access, deadline);
    }
    return cloud;
  }
}

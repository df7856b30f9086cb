package dev.tfgate.store;

import dev.tfgate.store.ObjectAddress.Gcs;
import dev.tfgate.store.ObjectAddress.OnDisk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every kind of store, chosen by the address. */
public final class Stores implements ObjectStore {
  private final ObjectStore disk = new DiskStore();
  private final boolean offline;

  /**
   * @param offline whether whatever needs the network is refused
   */
  public Stores(boolean offline) {
    this.offline = offline;
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
  public boolean isFolder(ObjectAddress address) {
    return address.isFolder() || (address instanceof OnDisk && disk.isFolder(address));
  }

  @Override
  public StoredObject write(ObjectAddress address, Content content, @Nullable StoredObject replaced)
      throws StoreException {
    return of(address).write(address, content, replaced);
  }

  private ObjectStore of(ObjectAddress address) throws StoreException {
    if (offline && address instanceof Gcs) {
      throw new StoreException(
          StoreException.Kind.OFFLINE,
          "%s: the network is not used (--offline)".formatted(address));
    }
    return switch (address) {
      case OnDisk _ -> disk;
      case Gcs _ ->
          throw new StoreException(
              StoreException.Kind.UNREACHABLE,
              "%s: this version reads no gs:// copies".formatted(address));
    };
  }
}

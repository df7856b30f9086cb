package dev.tfgate.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes objects of one kind of address, each call within the store's deadline. */
public interface ObjectStore {
  /** Most objects that a governed folder may hold. */
  int MOST_OBJECTS = 10_000;

  /**
   * Reads an object whole.
   *
   * @param limit the largest size, in bytes
   * @throws StoreException where it can't be had whole; no other content is ever returned
   */
  StoredObject read(ObjectAddress address, int limit) throws StoreException;

  /**
   * Lists a folder with all that is below it.
   *
   * @return the names of the objects relative to the folder, with {@code /}, in order; a folder
   *     that does not exist is empty
   * @throws StoreException where it can't be listed completely
   */
  List<String> list(ObjectAddress folder) throws StoreException;

  /**
   * Lists a part of a folder, so that one of any size can be gone through.
   *
   * @param after the name before the first one that is wanted; empty for the beginning
   * @param most names, in order
   * @throws StoreException where that part can't be listed completely
   */
  List<String> list(ObjectAddress folder, String after, int most) throws StoreException;

  /** Whether the address, written without a {@code /} at its end, is a folder all the same. */
  boolean isFolder(ObjectAddress address);

  /**
   * Writes an object in place of what was read before.
   *
   * @param replaced the object as it was read, or null where there was none
   * @return what is stored now, with its new generation
   * @throws StoreException of kind {@link StoreException.Kind#CONFLICT} where another was faster:
   *     then nothing was written
   */
  StoredObject write(ObjectAddress address, Content content, @Nullable StoredObject replaced)
      throws StoreException;

  /**
   * Deletes an object, where it is still the one that was read. One that is gone already is fine.
   *
   * @param object as it was read or written
   * @throws StoreException of kind {@link StoreException.Kind#CONFLICT} where another was written
   *     meanwhile: then nothing was deleted
   */
  void delete(StoredObject object) throws StoreException;
}

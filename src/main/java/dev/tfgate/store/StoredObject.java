package dev.tfgate.store;

/**
 * An object as it was read, whole.
 *
 * @param address where it lies; in Cloud Storage with the generation that was read
 * @param content its bytes
 */
public record StoredObject(ObjectAddress address, Content content) {}

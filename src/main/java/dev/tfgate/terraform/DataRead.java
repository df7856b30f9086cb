package dev.tfgate.terraform;

import org.jspecify.annotations.Nullable;

/**
 * A data source that was read while planning.
 *
 * @param address absolute address
 * @param type of the data source
 * @param name of the data source
 * @param values what was read, as plain Java values; null where nothing was kept
 */
public record DataRead(String address, String type, String name, @Nullable Object values) {}

package dev.tfgate.plugins;

/**
 * A file of a pinned package.
 *
 * @param path relative to the package, with {@code /}
 * @param size in bytes
 * @param mode the permissions in octal, such as {@code 0755}
 * @param sha256 of the content, in lower-case hexadecimal
 */
public record PinnedFile(String path, long size, String mode, String sha256) {}

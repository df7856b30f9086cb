package dev.tfgate.checkout;

/**
 * A place of the checkout that could not be read, for which the gate refuses.
 *
 * @param path relative to the checkout, with {@code /}
 * @param reason a kebab-case word: {@code unreadable}, {@code too-many-files}
 * @param message what happened and what to do
 */
public record Unreadable(String path, String reason, String message) {}

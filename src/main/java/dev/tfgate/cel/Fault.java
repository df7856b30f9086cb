package dev.tfgate.cel;

/**
 * Something wrong with an expression.
 *
 * @param offset where, in UTF-16 code units
 * @param message what is wrong
 */
public record Fault(int offset, String message) {}

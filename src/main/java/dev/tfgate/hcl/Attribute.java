package dev.tfgate.hcl;

/**
 * An argument: {@code name = value}.
 *
 * @param name decoded name
 * @param nameRange where the name stands; with its quotes in JSON
 * @param value the expression, not evaluated
 * @param range from the name to the end of the value
 */
public record Attribute(String name, SourceRange nameRange, Expression value, SourceRange range) {}

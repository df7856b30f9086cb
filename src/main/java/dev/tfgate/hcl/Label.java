package dev.tfgate.hcl;

/**
 * A label of a block.
 *
 * @param value decoded: escapes are resolved
 * @param range where it stands, quotes included
 */
public record Label(String value, SourceRange range) {}

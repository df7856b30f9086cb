package dev.tfgate.hcl;

/**
 * A label of a block.
 *
 * @param value decoded: {@code "\u0065xternal"} is {@code external}
 * @param range where it stands, quotes included
 */
public record Label(String value, SourceRange range) {}

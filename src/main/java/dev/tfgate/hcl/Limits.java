package dev.tfgate.hcl;

/**
 * What a parser is willing to read.
 *
 * @param fileBytes largest file, in bytes
 * @param nesting deepest nesting of blocks, brackets, templates and operators in native syntax and
 *     in templates. It bounds the height of every tree that native syntax gives, so that recursion
 *     over such a tree is safe. JSON values may nest deeper (their only bound is the size of the
 *     file)
 */
public record Limits(int fileBytes, int nesting) {
  /** 4 MiB and 200 levels. */
  public static final Limits DEFAULT = new Limits(4 * 1024 * 1024, 200);

  /** Rejects limits below 1. */
  public Limits {
    if (fileBytes < 1 || nesting < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}

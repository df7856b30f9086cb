package dev.tfgate.report;

import java.util.Optional;

/** Looks up lines of the checkout, so that a report can show what a finding points at. */
@FunctionalInterface
public interface SourceLines extends AutoCloseable {
  /** Lets go of what the lines are read from. */
  @Override
  default void close() {}

  /**
   * Returns the text of a line without its line break, or empty where the file was not read as
   * text.
   *
   * @param path the path as it stands in {@link Finding#path()}
   * @param line counted from 1
   */
  Optional<String> line(String path, int line);
}

package dev.tfgate.owners;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a run tells what it does.
 *
 * @param record takes each result as soon as it is known, or null
 * @param progress how far it is
 * @param results takes each result, in the order of the projects, on the caller's thread
 */
public record RunOutput(
    @Nullable RecordFile record, ProgressLine progress, Consumer<ProjectResult> results)
    implements AutoCloseable {
  @Override
  public void close() throws IOException {
    if (record != null) {
      record.close();
    }
  }
}

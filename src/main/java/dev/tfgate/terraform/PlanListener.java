package dev.tfgate.terraform;

import java.util.List;

/**
 * Takes the parts of a plan as they are read. A part is not kept by the reader, so that a plan of
 * any size fits; the order is that of the file.
 */
public interface PlanListener {
  /**
   * A provider that is configured or that a resource of the plan belongs to; the same one may come
   * many times.
   */
  default void provider(PlannedProvider provider) {}

  /** A planned change, also one that does nothing. */
  default void resourceChange(ResourceChange change) {}

  /** A resource of the configuration. */
  default void configuredResource(ConfiguredResource resource) {}

  /** A data source that was read while planning. */
  default void dataRead(DataRead read) {}

  /** The plan was read to its end. */
  default void end(PlanHeader header) {}

  /** Returns a listener that tells each of {@code listeners}, in order. */
  static PlanListener all(List<PlanListener> listeners) {
    List<PlanListener> all = List.copyOf(listeners);
    return new PlanListener() {
      @Override
      public void provider(PlannedProvider provider) {
        all.forEach(listener -> listener.provider(provider));
      }

      @Override
      public void resourceChange(ResourceChange change) {
        all.forEach(listener -> listener.resourceChange(change));
      }

      @Override
      public void configuredResource(ConfiguredResource resource) {
        all.forEach(listener -> listener.configuredResource(resource));
      }

      @Override
      public void dataRead(DataRead read) {
        all.forEach(listener -> listener.dataRead(read));
      }

      @Override
      public void end(PlanHeader header) {
        all.forEach(listener -> listener.end(header));
      }
    };
  }
}

package dev.tfgate.terraform;

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
}

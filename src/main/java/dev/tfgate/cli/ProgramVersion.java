package dev.tfgate.cli;

/** The version of this build. A test holds it to the pom's. */
final class ProgramVersion {
  /** Version number, as in {@code tfgate 0.1.0}. */
  static final String CURRENT = "0.1.0";

  private ProgramVersion() {}
}

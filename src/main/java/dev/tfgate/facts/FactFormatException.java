package dev.tfgate.facts;

/** A file of facts that isn't written as it must be. */
final class FactFormatException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  FactFormatException(String file, int line, String problem) {
    super(file + ":" + line + ": " + problem);
  }
}

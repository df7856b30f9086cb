package dev.tfgate.owners;

/** A call to Resource Manager that gave no answer to work with. */
final class CallException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What the failure means for the next step. */
  enum Kind {
    /** The etag is stale: read and edit again. Nothing was written. */
    CONFLICT,
    /** Too many requests: go slower. Nothing was written. */
    THROTTLED,
    /** No answer: a write may have taken effect. */
    UNCERTAIN,
    /** A malformed response: a write may have taken effect. */
    MALFORMED,
    /** The caller may not. */
    DENIED,
    /** Any other answer, which a repetition would not change. */
    FINAL
  }

  private final Kind kind;

  CallException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** Returns the sentence that says what happened. */
  String text() {
    return String.valueOf(getMessage());
  }
}

package dev.tfgate.facts;

import java.util.Optional;

/** What a fact is about. */
public enum FactSubject {
  /** An argument of a provider block. */
  ARGUMENT("argument"),
  /** A data source, or an argument of one. */
  DATA("data"),
  /** An ephemeral resource, or an argument of one. */
  EPHEMERAL("ephemeral"),
  /** A resource, or an argument of one. */
  RESOURCE("resource"),
  /** An action, or an argument of one. */
  ACTION("action"),
  /** A function of a provider. */
  FUNCTION("function");

  private final String word;

  FactSubject(String word) {
    this.word = word;
  }

  /** The subject as the files of facts name it; of a type, that of its block in Terraform. */
  public String word() {
    return word;
  }

  /** Returns the subject of a block of Terraform: {@code data}, {@code resource} and so on. */
  public static Optional<FactSubject> ofType(String block) {
    return switch (block) {
      case "data" -> Optional.of(DATA);
      case "resource", "managed" -> Optional.of(RESOURCE);
      case "ephemeral" -> Optional.of(EPHEMERAL);
      case "action" -> Optional.of(ACTION);
      default -> Optional.empty();
    };
  }

  /** Returns the subject of that word, or empty where there is none. */
  public static Optional<FactSubject> of(String word) {
    for (FactSubject subject : values()) {
      if (subject.word.equals(word)) {
        return Optional.of(subject);
      }
    }
    return Optional.empty();
  }
}

package dev.tfgate.rules.code;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.facts.Facts;
import java.util.Optional;

/** What the facts say of a type as a whole. */
final class TypeEffect {
  private TypeEffect() {}

  /** The effect of the objects of a type; empty where none is known. */
  static Optional<Effect> of(Facts facts, String mode, String type) {
    return FactSubject.ofType(mode)
        .flatMap(subject -> facts.ofType(type).of(subject, type))
        .map(Fact::effect);
  }
}

package dev.tfgate.rules.module;

import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.ModuleCall;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.evaluation.ModuleValues;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The calls of a root whose source or version the program computes before it loads them. */
final class ComputedCalls {
  private ComputedCalls() {}

  /**
   * What a source or a version can be.
   *
   * @param texts each that is known
   * @param unknown what the rest comes from, as the start of a sentence; empty where there is none
   */
  record Texts(List<String> texts, Optional<String> unknown) {
    static Texts of(Possible value) {
      Set<String> texts = new LinkedHashSet<>();
      Optional<String> unknown = Optional.empty();
      for (Possible option : value.options()) {
        Optional<String> text =
            option instanceof Possible.Text known ? known.literal() : Optional.empty();
        text.ifPresent(texts::add);
        if (text.isEmpty()) {
          unknown = Optional.of(why(option));
        }
      }
      return new Texts(
          List.copyOf(texts),
          texts.isEmpty() && unknown.isEmpty() ? Optional.of("it has no value") : unknown);
    }

    private static String why(Possible option) {
      if (option instanceof Possible.Text(var pieces)) {
        for (Piece piece : pieces) {
          if (piece instanceof Piece.Hole hole) {
            return hole.why();
          }
        }
      }
      return option instanceof Possible.Unknown unknown ? unknown.why() : "it may be no string";
    }
  }

  /**
   * A call, with what it can load.
   *
   * @param argument that decides: the source, or the version where that alone is computed
   * @param versions none where the call names none
   */
  record Computed(
      Root.Reached caller, ModuleCall call, Argument argument, Texts sources, Texts versions) {
    /** The versions that are known; an empty one for a call that names none. */
    List<Optional<String>> eachVersion() {
      List<Optional<String>> each = new ArrayList<>();
      versions.texts().forEach(version -> each.add(Optional.of(version)));
      return each.isEmpty() && versions.unknown().isEmpty() ? List.of(Optional.empty()) : each;
    }
  }

  /** Returns them all; of tests every version takes constants only. */
  static List<Computed> of(Root root, Scope scope) {
    if (!scope.profile().has(Feature.COMPUTED_SOURCES)) {
      return List.of();
    }
    List<Computed> found = new ArrayList<>();
    for (Root.Reached reached : root.modules()) {
      for (ModuleCall call : reached.module().calls()) {
        Optional<Argument> version = call.declaration().argument("version");
        boolean versionIsComputed =
            version.isPresent() && version.get().string().isEmpty() && !call.fromTest();
        if (call.isComputed() || versionIsComputed) {
          ModuleValues values = scope.values(root).module(reached.module().path()).orElseThrow();
          Optional<Argument> source = call.declaration().argument("source");
          found.add(
              new Computed(
                  reached,
                  call,
                  source.filter(argument -> call.isComputed()).or(() -> version).orElseThrow(),
                  Texts.of(values.sourceArgument(call, "source")),
                  version.isEmpty()
                      ? new Texts(List.of(), Optional.empty())
                      : Texts.of(values.sourceArgument(call, "version"))));
        }
      }
    }
    return found;
  }
}

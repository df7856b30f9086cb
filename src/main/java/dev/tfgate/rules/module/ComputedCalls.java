package dev.tfgate.rules.module;

import dev.tfgate.rules.view.KnownTexts;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.ModuleCall;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.evaluation.ModuleValues;
import dev.tfgate.terraform.profile.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The calls of a root whose source or version the program computes before it loads them. */
final class ComputedCalls {
  private ComputedCalls() {}

  /**
   * A call, with what it can load.
   *
   * @param argument that decides: the source, or the version where that alone is computed
   * @param versions none where the call names none
   */
  record Computed(
      Root.Reached caller,
      ModuleCall call,
      Argument argument,
      KnownTexts sources,
      KnownTexts versions) {
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
                  KnownTexts.of(values.sourceArgument(call, "source")),
                  version.isEmpty()
                      ? new KnownTexts(List.of(), Optional.empty())
                      : KnownTexts.of(values.sourceArgument(call, "version"))));
        }
      }
    }
    return found;
  }
}

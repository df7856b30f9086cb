package dev.tfgate.adoption;

import dev.tfgate.gate.Gate;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Rule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.rules.view.Wanted;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.RootOutline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a checkout would need to be allowed. */
final class Wishes {
  private Wishes() {}

  /** Returns it, each for every root that reaches where it stands. */
  static List<Wanted> of(Gate.Survey survey) {
    Set<Wanted> all = new LinkedHashSet<>();
    for (Gate.Survey.View view : survey.views()) {
      Scope scope = view.scope();
      Map<Rule, Findings> rules = new LinkedHashMap<>();
      for (Rule rule : Rules.all()) {
        if (rule instanceof ModuleRule || rule instanceof RootRule) {
          rules.put(rule, new Findings(rule.description()));
        }
      }
      for (String path : List.copyOf(scope.configuration().paths())) {
        if (!scope.isLeftOut(path)) {
          rules.forEach(
              (rule, findings) -> {
                if (rule instanceof ModuleRule module) {
                  module.check(scope.configuration().directory(path), scope, findings);
                }
              });
        }
      }
      for (RootOutline outline : scope.configuration().roots()) {
        Optional<Root> root =
            view.runs().test(outline.path())
                ? scope.configuration().root(outline.path())
                : Optional.empty();
        if (root.isPresent()) {
          rules.forEach(
              (rule, findings) -> {
                if (rule instanceof RootRule rooted) {
                  rooted.check(root.get(), scope, findings);
                }
              });
        }
      }
      for (Findings findings : rules.values()) {
        for (Wanted wanted : findings.wanted()) {
          for (String root : scope.reaching(wanted.root())) {
            all.add(
                new Wanted(
                    wanted.list(),
                    wanted.name(),
                    wanted.values(),
                    root,
                    wanted.dangerous(),
                    wanted.place()));
          }
        }
      }
    }
    return new ArrayList<>(all);
  }
}

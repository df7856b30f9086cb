package dev.tfgate.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelSelect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a checked syntax tree of {@code dev.cel} into a program. */
final class Converter {
  private static final long MOST_ROUNDS = 1_000_000;

  private final CelAbstractSyntaxTree tree;
  private final String source;
  private final FunctionTable functions;
  private final Set<String> environment;
  private final Map<String, Integer> variables = new LinkedHashMap<>();
  private final Map<String, Integer> local = new HashMap<>();
  private final Set<List<String>> reads = new LinkedHashSet<>();
  private final Set<List<String>> tests = new LinkedHashSet<>();
  private final List<Fault> faults = new ArrayList<>();
  private int slots;
  private long rounds = 1;
  private @Nullable String growing;

  Converter(
      CelAbstractSyntaxTree tree, String source, FunctionTable functions, Set<String> environment) {
    this.tree = tree;
    this.source = source;
    this.functions = functions;
    this.environment = environment;
  }

  Program program() {
    Term term = term(tree.getExpr());
    List<List<String>> all = new ArrayList<>(reads);
    tests.stream().filter(path -> !reads.contains(path)).forEach(all::add);
    return new Program(term, slots, variables, all);
  }

  List<Fault> faults() {
    return faults;
  }

  private Term term(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT -> new Term.Literal(constant(expression.constant(), at(expression)));
      case IDENT -> variable(expression.ident().name(), at(expression));
      case SELECT -> select(expression);
      case CALL -> call(expression);
      case LIST -> list(expression);
      case MAP -> map(expression);
      case COMPREHENSION -> fold(expression);
      case STRUCT, NOT_SET ->
          fault(at(expression), "messages can't be made in a policy; write a map");
    };
  }

  private Term fault(int at, String message) {
    faults.add(new Fault(at, message));
    return new Term.Literal(null);
  }

  private int at(CelExpr expression) {
    Integer position = tree.getSource().getPositionsMap().get(expression.id());
    int codePoints = source.codePointCount(0, source.length());
    return position == null || position > codePoints ? 0 : source.offsetByCodePoints(0, position);
  }

  private @Nullable Object constant(CelConstant constant, int at) {
    return switch (constant.getKind()) {
      case NULL_VALUE -> null;
      case BOOLEAN_VALUE -> constant.booleanValue();
      case INT64_VALUE -> constant.int64Value();
      case DOUBLE_VALUE -> constant.doubleValue();
      case STRING_VALUE -> constant.stringValue();
      case UINT64_VALUE -> {
        long value = constant.uint64Value().longValue();
        if (value < 0) {
          faults.add(new Fault(at, "the number is larger than %d".formatted(Long.MAX_VALUE)));
        }
        yield value;
      }
      default -> {
        faults.add(new Fault(at, "bytes, times and durations have no place in a policy"));
        yield null;
      }
    };
  }

  private Term variable(String name, int at) {
    Integer slot = local.get(name);
    if (slot == null) {
      if (!environment.contains(name)) {
        return fault(at, "\"%s\" is no variable here".formatted(name));
      }
      slot = variables.computeIfAbsent(name, _ -> slots++);
    }
    return new Term.Variable(name, slot);
  }

  private Term select(CelExpr expression) {
    CelSelect select = expression.select();
    (select.testOnly() ? tests : reads).addAll(path(expression));
    Term operand = inside(select.operand());
    int at = at(expression);
    return select.testOnly()
        ? new Term.Has(operand, select.field(), at)
        : new Term.Select(operand, select.field(), at);
  }

  /** Converts the operand of an access, whose own path is part of the access'. */
  private Term inside(CelExpr operand) {
    Set<List<String>> before = new LinkedHashSet<>(reads);
    Set<List<String>> inner = Set.copyOf(path(operand));
    Term term = term(operand);
    if (!inner.isEmpty()) {
      reads.removeIf(path -> inner.contains(path) && !before.contains(path));
    }
    return term;
  }

  /** The path that an expression reads of a variable of the environment; empty where it is none. */
  private List<List<String>> path(CelExpr expression) {
    List<String> names = new ArrayList<>();
    CelExpr at = expression;
    while (true) {
      switch (at.getKind()) {
        case SELECT -> {
          names.add(at.select().field());
          at = at.select().operand();
        }
        case CALL -> {
          CelCall call = at.call();
          boolean indexed =
              call.function().equals("_[_]")
                  || call.function().equals("_?._")
                  || call.function().equals("_[?_]");
          if (!indexed || call.args().size() != 2) {
            return List.of();
          }
          CelExpr key = call.args().get(1);
          if (key.getKind() == CelExpr.ExprKind.Kind.CONSTANT
              && key.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            names.add(key.constant().stringValue());
          }
          at = call.args().get(0);
        }
        case IDENT -> {
          String name = at.ident().name();
          if (local.containsKey(name) || !environment.contains(name)) {
            return List.of();
          }
          names.add(name);
          return names.size() < 2 ? List.of() : List.of(List.copyOf(names.reversed()));
        }
        default -> {
          return List.of();
        }
      }
    }
  }

  private Term call(CelExpr expression) {
    CelCall call = expression.call();
    int at = at(expression);
    List<CelExpr> arguments = new ArrayList<>();
    String name = call.function();
    if (call.target().isPresent()) {
      CelExpr target = call.target().get();
      if (target.getKind() == CelExpr.ExprKind.Kind.IDENT
          && !local.containsKey(target.ident().name())
          && !environment.contains(target.ident().name())) {
        name = target.ident().name() + "." + name;
      } else {
        arguments.add(target);
      }
    }
    arguments.addAll(call.args());
    switch (name) {
      case "_||_" -> {
        return new Term.Or(term(arguments.get(0)), term(arguments.get(1)), at);
      }
      case "_&&_" -> {
        return new Term.And(term(arguments.get(0)), term(arguments.get(1)), at);
      }
      case "_?_:_" -> {
        return new Term.Conditional(
            term(arguments.get(0)), term(arguments.get(1)), term(arguments.get(2)), at);
      }
      case "@not_strictly_false" -> {
        return new Term.NotFalse(term(arguments.get(0)));
      }
      case "_[_]" -> {
        reads.addAll(path(expression));
        return new Term.Index(inside(arguments.get(0)), term(arguments.get(1)), at);
      }
      case "_?._", "_[?_]" -> {
        reads.addAll(path(expression));
        return new Term.OptionalIndex(inside(arguments.get(0)), term(arguments.get(1)), at);
      }
      default -> {
        if (growing != null
            && name.equals("_+_")
            && arguments.get(0).getKind() == CelExpr.ExprKind.Kind.IDENT
            && arguments.get(0).ident().name().equals(growing)
            && arguments.get(1).getKind() == CelExpr.ExprKind.Kind.LIST
            && arguments.get(1).list().elements().size() == 1) {
          Integer slot = local.get(growing);
          return new Term.Append(
              slot == null ? 0 : slot, term(arguments.get(1).list().elements().getFirst()));
        }
      }
    }
    Function function = functions.find(name).orElse(null);
    if (function == null) {
      return fault(at, "the function %s isn't available in policies".formatted(name));
    }
    if (name.equals("matches") && arguments.get(1).getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
      return matches(arguments, at);
    }
    return new Term.Call(function, arguments.stream().map(this::term).toList(), at);
  }

  private Term matches(List<CelExpr> arguments, int at) {
    String pattern = arguments.get(1).constant().stringValue();
    try {
      return new Term.Matches(term(arguments.get(0)), FunctionTable.pattern(pattern), at);
    } catch (EvaluationException e) {
      return fault(at(arguments.get(1)), e.getMessage());
    }
  }

  private Term list(CelExpr expression) {
    List<CelExpr> elements = expression.list().elements();
    return new Term.ListOf(
        elements.stream().map(this::term).toList(),
        Set.copyOf(expression.list().optionalIndices()));
  }

  private Term map(CelExpr expression) {
    List<CelExpr.CelMap.Entry> entries = expression.map().entries();
    List<Term> keys = new ArrayList<>();
    List<Term> values = new ArrayList<>();
    Set<Integer> optional = new LinkedHashSet<>();
    for (CelExpr.CelMap.Entry entry : entries) {
      if (entry.optionalEntry()) {
        optional.add(keys.size());
      }
      keys.add(term(entry.key()));
      values.add(term(entry.value()));
    }
    return new Term.MapOf(keys, values, optional, at(expression));
  }

  private Term fold(CelExpr expression) {
    CelComprehension fold = expression.comprehension();
    int at = at(expression);
    Term range = term(fold.iterRange());
    long outer = rounds;
    if (range instanceof Term.ListOf literal) {
      rounds = Math.multiplyExact(rounds, Math.max(1, literal.elements().size()));
      if (rounds > MOST_ROUNDS) {
        rounds = outer;
        return fault(
            at, "the nested loops over lists take more than %d rounds".formatted(MOST_ROUNDS));
      }
    }
    Term initial = term(fold.accuInit());
    boolean grows =
        fold.accuInit().getKind() == CelExpr.ExprKind.Kind.LIST
            && fold.accuInit().list().elements().isEmpty();
    Map<String, Integer> hidden = new HashMap<>(local);
    @Nullable String outerGrowing = growing;
    int accumulator = declare(fold.accuVar());
    int first = declare(fold.iterVar());
    int second = fold.iterVar2().isEmpty() ? -1 : declare(fold.iterVar2());
    growing = grows ? fold.accuVar() : null;
    Term condition = term(fold.loopCondition());
    Term step = term(fold.loopStep());
    growing = outerGrowing;
    local.keySet().retainAll(Set.of(fold.accuVar()));
    hidden.forEach(
        (name, slot) -> {
          if (!name.equals(fold.accuVar())) {
            local.put(name, slot);
          }
        });
    Term result = term(fold.result());
    local.clear();
    local.putAll(hidden);
    rounds = outer;
    return new Term.Fold(
        range, first, second, accumulator, initial, grows, condition, step, result, at);
  }

  private int declare(String name) {
    int slot = slots++;
    local.put(name, slot);
    return slot;
  }
}

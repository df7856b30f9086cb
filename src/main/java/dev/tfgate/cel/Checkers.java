package dev.tfgate.cel;

import dev.cel.checker.CelChecker;
import dev.cel.checker.CelCheckerBuilder;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelVarDecl;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Type checkers of expressions: each knows the functions that the expression calls and no other, as
 * CEL's goes through all that it knows for each expression, which takes five times as long as the
 * check itself.
 */
final class Checkers {
  private static final List<StandardFunction> STANDARD =
      List.of(
          StandardFunction.IN,
          StandardFunction.NOT_STRICTLY_FALSE,
          StandardFunction.CONDITIONAL,
          StandardFunction.LOGICAL_NOT,
          StandardFunction.LOGICAL_OR,
          StandardFunction.LOGICAL_AND,
          StandardFunction.EQUALS,
          StandardFunction.NOT_EQUALS,
          StandardFunction.ADD,
          StandardFunction.SUBTRACT,
          StandardFunction.MULTIPLY,
          StandardFunction.DIVIDE,
          StandardFunction.MODULO,
          StandardFunction.NEGATE,
          StandardFunction.INDEX,
          StandardFunction.SIZE,
          StandardFunction.INT,
          StandardFunction.DOUBLE,
          StandardFunction.STRING,
          StandardFunction.BOOL,
          StandardFunction.DYN,
          StandardFunction.MATCHES,
          StandardFunction.CONTAINS,
          StandardFunction.ENDS_WITH,
          StandardFunction.STARTS_WITH,
          StandardFunction.LESS,
          StandardFunction.LESS_EQUALS,
          StandardFunction.GREATER,
          StandardFunction.GREATER_EQUALS);

  private final CelOptions options;
  private final Map<String, CelType> variables;
  private final CelTypeProvider types;
  private final List<CelFunctionDecl> more = new ArrayList<>();
  private final Map<Set<String>, CelChecker> byFunctions = new ConcurrentHashMap<>();

  /** Checkers of expressions over {@code variables}. */
  Checkers(CelOptions options, Map<String, CelType> variables, CelTypeProvider types) {
    this.options = options;
    this.variables = variables;
    this.types = types;
    more.addAll(CelExtensions.optional().functions());
    more.addAll(CelExtensions.strings().functions());
    more.addAll(CelExtensions.math().functions());
    more.addAll(CelExtensions.lists().functions());
    more.addAll(setFunctions());
    more.addAll(ownFunctions());
  }

  /** Returns a checker of a parsed expression. */
  CelChecker of(CelExpr expression) {
    Set<String> called = new HashSet<>();
    addCalled(expression, called);
    return byFunctions.computeIfAbsent(called, this::checker);
  }

  private CelChecker checker(Set<String> called) {
    CelCheckerBuilder builder =
        CelCompilerFactory.standardCelCheckerBuilder()
            .setOptions(options)
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(
                CelStandardDeclarations.newBuilder()
                    .includeFunctions(
                        STANDARD.stream()
                            .filter(
                                function ->
                                    called.contains(function.functionName())
                                        || function == StandardFunction.LOGICAL_NOT)
                            .toList())
                    .excludeIdentifiers(List.of())
                    .build())
            .addLibraries(CelExtensions.comprehensions())
            .addVarDeclarations(CelExtensions.optional().variables())
            .addFunctionDeclarations(
                more.stream().filter(function -> called.contains(function.name())).toList())
            .setTypeProvider(types);
    variables.forEach(
        (name, type) -> builder.addVarDeclarations(CelVarDecl.newVarDeclaration(name, type)));
    return builder.build();
  }

  private static void addCalled(CelExpr expression, Set<String> called) {
    switch (expression.getKind()) {
      case CALL -> {
        CelExpr.CelCall call = expression.call();
        called.add(call.function());
        call.target()
            .ifPresent(
                target -> {
                  // Whether it is a namespace or a variable is for the checker to tell.
                  if (target.getKind() == CelExpr.ExprKind.Kind.IDENT) {
                    called.add(target.ident().name() + "." + call.function());
                  }
                  addCalled(target, called);
                });
        call.args().forEach(argument -> addCalled(argument, called));
      }
      case SELECT -> addCalled(expression.select().operand(), called);
      case LIST -> expression.list().elements().forEach(element -> addCalled(element, called));
      case MAP ->
          expression
              .map()
              .entries()
              .forEach(
                  entry -> {
                    addCalled(entry.key(), called);
                    addCalled(entry.value(), called);
                  });
      case STRUCT ->
          expression.struct().entries().forEach(entry -> addCalled(entry.value(), called));
      case COMPREHENSION -> {
        CelExpr.CelComprehension fold = expression.comprehension();
        addCalled(fold.iterRange(), called);
        addCalled(fold.accuInit(), called);
        addCalled(fold.loopCondition(), called);
        addCalled(fold.loopStep(), called);
        addCalled(fold.result(), called);
      }
      case CONSTANT, IDENT, NOT_SET -> {}
    }
  }

  private static List<CelFunctionDecl> ownFunctions() {
    return List.of(
        member("format", SimpleType.STRING, SimpleType.STRING, ListType.create(SimpleType.DYN)),
        member("glob", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING),
        global("cidr_contains", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING),
        global("cidr_prefix", SimpleType.INT, SimpleType.STRING),
        global("semver_matches", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING),
        global("json_decode", SimpleType.DYN, SimpleType.STRING),
        global("iam_policy", SimpleType.DYN, SimpleType.STRING),
        global("member_type", SimpleType.STRING, SimpleType.STRING),
        global("as_list", ListType.create(SimpleType.DYN), SimpleType.DYN),
        global("base64.encode", SimpleType.STRING, SimpleType.STRING),
        global("base64.decode", SimpleType.STRING, SimpleType.STRING));
  }

  /** As CEL's own extension declares them, which would load what evaluates them too. */
  private static List<CelFunctionDecl> setFunctions() {
    ListType list = ListType.create(TypeParamType.create("T"));
    return List.of(
        global("sets.contains", SimpleType.BOOL, list, list),
        global("sets.equivalent", SimpleType.BOOL, list, list),
        global("sets.intersects", SimpleType.BOOL, list, list));
  }

  private static CelFunctionDecl member(String name, CelType result, CelType... arguments) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newMemberOverload("tfgate_" + name, result, List.of(arguments)));
  }

  private static CelFunctionDecl global(String name, CelType result, CelType... arguments) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newGlobalOverload("tfgate_" + name, result, List.of(arguments)));
  }
}

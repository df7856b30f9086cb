package dev.tfgate.cel;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import dev.cel.parser.CelStandardMacro;
import dev.tfgate.text.NearestWord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Parses and type-checks expressions over given variables. The only class that uses {@code
 * dev.cel}, with {@link Converter}: what is compiled already runs without it.
 */
public final class Compiler {
  /** The longest expression, in characters. */
  public static final int LONGEST = 20_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .enableOptionalSyntax(true)
          .enableHiddenAccumulatorVar(true)
          .maxExpressionCodePointSize(LONGEST)
          .maxParseRecursionDepth(100)
          .maxParseExpressionNodeCount(10_000)
          .build();

  private final CelParser parser;
  private final Checkers checkers;
  private final FunctionTable functions = new FunctionTable();
  private final Set<String> names = new TreeSet<>();
  private final Set<String> fieldNames = new TreeSet<>();

  /** What an expression is to give. */
  public enum Result {
    BOOLEAN,
    TEXT,
    ANYTHING
  }

  /**
   * A compiled expression, or what is wrong with it.
   *
   * @param program null where there are faults
   */
  public record Outcome(@Nullable Program program, List<Fault> faults) {}

  /** A compiler of expressions over {@code variables}. */
  public Compiler(Map<String, Type> variables) {
    Map<String, CelType> structs = new HashMap<>();
    Map<String, CelType> types = new HashMap<>();
    variables.forEach((name, type) -> types.put(name, celType(type, structs)));
    names.addAll(variables.keySet());
    parser =
        CelParserFactory.standardCelParserBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(
                CelExtensions.optional(),
                CelExtensions.math(),
                CelExtensions.lists(),
                CelExtensions.comprehensions())
            .build();
    checkers = new Checkers(OPTIONS, types, provider(ImmutableMap.copyOf(structs)));
  }

  private static CelTypeProvider provider(ImmutableMap<String, CelType> structs) {
    return new CelTypeProvider() {
      @Override
      public ImmutableSet<CelType> types() {
        return ImmutableSet.copyOf(structs.values());
      }

      @Override
      public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structs.get(name));
      }
    };
  }

  private CelType celType(Type type, Map<String, CelType> structs) {
    return switch (type) {
      case Type.Simple simple ->
          switch (simple) {
            case TEXT -> SimpleType.STRING;
            case INTEGER -> SimpleType.INT;
            case BOOLEAN -> SimpleType.BOOL;
            case ANY -> SimpleType.DYN;
          };
      case Type.ListType list -> ListType.create(celType(list.element(), structs));
      case Type.MapType map -> MapType.create(SimpleType.STRING, celType(map.value(), structs));
      case Type.Struct struct -> struct(struct, structs);
    };
  }

  private CelType struct(Type.Struct struct, Map<String, CelType> structs) {
    CelType known = structs.get(struct.name());
    if (known == null) {
      structs.put(struct.name(), StructTypeReference.create(struct.name()));
      Map<String, CelType> fields = new HashMap<>();
      struct.fields().forEach((name, type) -> fields.put(name, celType(type, structs)));
      fieldNames.addAll(fields.keySet());
      ImmutableMap<String, CelType> all = ImmutableMap.copyOf(fields);
      structs.put(
          struct.name(),
          StructType.create(
              struct.name(), all.keySet(), name -> Optional.ofNullable(all.get(name))));
    }
    return StructTypeReference.create(struct.name());
  }

  /** Compiles an expression. */
  public Outcome compile(String expression, Result result) {
    if (expression.length() > LONGEST) {
      return new Outcome(
          null,
          List.of(
              new Fault(
                  0,
                  "the expression has %d characters, the limit is %d: split the policy"
                      .formatted(expression.length(), LONGEST))));
    }
    CelAbstractSyntaxTree tree;
    try {
      CelValidationResult checked = checked(parser.parse(expression));
      if (checked.hasError()) {
        return new Outcome(
            null,
            checked.getErrors().stream()
                .map(issue -> new Fault(offset(expression, issue), reworded(issue.getMessage())))
                .toList());
      }
      tree = checked.getAst();
    } catch (CelValidationException e) {
      return new Outcome(null, List.of(new Fault(0, "the expression is not valid")));
    } catch (RuntimeException | StackOverflowError e) {
      return new Outcome(null, List.of(new Fault(0, "the expression can't be read: " + e)));
    }
    CelType given = tree.getResultType();
    boolean fits =
        given.equals(SimpleType.DYN)
            || switch (result) {
              case BOOLEAN -> given.equals(SimpleType.BOOL);
              case TEXT -> given.equals(SimpleType.STRING);
              case ANYTHING -> true;
            };
    if (!fits) {
      return new Outcome(
          null,
          List.of(
              new Fault(
                  0,
                  "the expression gives %s, %s is due"
                      .formatted(given.name(), result == Result.TEXT ? "text" : "true or false"))));
    }
    Converter converter = new Converter(tree, expression, functions, names);
    Program program = converter.program();
    return converter.faults().isEmpty()
        ? new Outcome(program, List.of())
        : new Outcome(null, converter.faults());
  }

  private CelValidationResult checked(CelValidationResult parsed) throws CelValidationException {
    if (parsed.hasError()) {
      return parsed;
    }
    CelAbstractSyntaxTree tree = parsed.getAst();
    return checkers.of(tree.getExpr()).check(tree);
  }

  private static int offset(String expression, CelIssue issue) {
    int line = issue.getSourceLocation().getLine();
    int column = issue.getSourceLocation().getColumn();
    int start = 0;
    for (int i = 1; i < line; i++) {
      int end = expression.indexOf('\n', start);
      if (end < 0) {
        break;
      }
      start = end + 1;
    }
    int left = expression.codePointCount(start, expression.length());
    int dot = issue.getMessage().startsWith("undefined field") ? 1 : 0;
    return expression.offsetByCodePoints(start, Math.clamp(column + dot, 0, left));
  }

  /** CEL's message without its internals, with the name that was probably meant. */
  private String reworded(String message) {
    String text = message.replace(" (in container '')", "");
    int from = text.indexOf('\'');
    int to = text.indexOf('\'', from + 1);
    String word = from < 0 || to < 0 ? "" : text.substring(from + 1, to);
    if (text.startsWith("undefined field")) {
      return "there is no field \"%s\"%s".formatted(word, nearest(word, fieldNames));
    }
    if (text.startsWith("undeclared reference to")) {
      Set<String> known = new TreeSet<>(names);
      known.addAll(functions.names());
      return "\"%s\" is no variable or function here%s".formatted(word, nearest(word, known));
    }
    if (text.startsWith("found no matching overload for")) {
      int applied = text.indexOf("applied to ");
      int candidates = text.indexOf(" (candidates");
      String types =
          applied < 0
              ? ""
              : text.substring(
                  applied + "applied to ".length(), candidates < 0 ? text.length() : candidates);
      return "%s can't be applied to %s"
          .formatted(operator(word), types.replace("'", "").replace("dyn", "any"));
    }
    int expecting = text.indexOf(" expecting ");
    String found = expecting < 0 ? text : text.substring(0, expecting);
    return found.contains("<EOF>")
        ? "the expression ends too early"
        : expecting < 0 ? text : "not a CEL expression: " + found;
  }

  private static String operator(String name) {
    String plain = name.replace("_", "").replace("@", "");
    return plain.isEmpty() || Character.isLetter(plain.charAt(0)) ? name.replace("@", "") : plain;
  }

  private static String nearest(String word, Set<String> known) {
    return NearestWord.to(word, known).map(w -> "; did you mean \"" + w + "\"?").orElse("");
  }
}

package dev.tfgate.policy;

import dev.tfgate.hcl.BinaryOperator;
import dev.tfgate.hcl.UnaryOperator;
import dev.tfgate.policy.PureFunctions.Result;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Terraform's operators over known values, as far as their result is told exactly. */
final class Operators {
  private Operators() {}

  /** Returns what an operator gives; empty where that isn't told, or it fails. */
  static Optional<Result> apply(
      BinaryOperator operator, @Nullable Object left, @Nullable Object right) {
    return switch (operator) {
      case AND, OR -> logic(operator == BinaryOperator.OR, left, right);
      case EQUAL -> same(left, right).map(Result::new);
      case NOT_EQUAL -> same(left, right).map(equal -> new Result(!equal));
      default ->
          number(left)
              .flatMap(first -> number(right).flatMap(second -> numeric(operator, first, second)));
    };
  }

  /** Returns what an operator gives; empty where that isn't told, or it fails. */
  static Optional<Result> apply(UnaryOperator operator, @Nullable Object operand) {
    return switch (operator) {
      case NOT -> truth(operand).map(value -> new Result(!value));
      case NEGATE -> number(operand).flatMap(value -> result(value.negate()));
    };
  }

  private static Optional<Result> logic(
      boolean decisive, @Nullable Object left, @Nullable Object right) {
    Optional<Boolean> first = truth(left);
    Optional<Boolean> second = truth(right);
    if (first.equals(Optional.of(decisive)) || second.equals(Optional.of(decisive))) {
      return Optional.of(new Result(decisive));
    }
    return first.isPresent() && second.isPresent()
        ? Optional.of(new Result(!decisive))
        : Optional.empty();
  }

  private static Optional<Boolean> truth(@Nullable Object value) {
    return switch (value) {
      case Boolean truth -> Optional.of(truth);
      case String text when text.equals("true") -> Optional.of(true);
      case String text when text.equals("false") -> Optional.of(false);
      case null, default -> Optional.empty();
    };
  }

  /** Values of different types differ; but a variable may have a type that converts its value. */
  private static Optional<Boolean> same(@Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      return isPlain(left) && isPlain(right) ? Optional.of(left == right) : Optional.empty();
    }
    if (left instanceof Number && right instanceof Number) {
      return number(left).flatMap(a -> number(right).map(b -> a.compareTo(b) == 0));
    }
    return isPlain(left) && left.getClass() == right.getClass()
        ? Optional.of(left.equals(right))
        : Optional.empty();
  }

  /** Whether it is null, text, a number or a boolean. */
  static boolean isPlain(@Nullable Object value) {
    return value == null
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean;
  }

  private static Optional<BigDecimal> number(@Nullable Object value) {
    return switch (value) {
      case Long whole -> Optional.of(BigDecimal.valueOf(whole));
      case Double real when Double.isFinite(real) -> Optional.of(BigDecimal.valueOf(real));
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Result> numeric(
      BinaryOperator operator, BigDecimal left, BigDecimal right) {
    return switch (operator) {
      case GREATER -> Optional.of(new Result(left.compareTo(right) > 0));
      case GREATER_OR_EQUAL -> Optional.of(new Result(left.compareTo(right) >= 0));
      case LESS -> Optional.of(new Result(left.compareTo(right) < 0));
      case LESS_OR_EQUAL -> Optional.of(new Result(left.compareTo(right) <= 0));
      case ADD -> result(left.add(right));
      case SUBTRACT -> result(left.subtract(right));
      case MULTIPLY -> result(left.multiply(right));
      case DIVIDE ->
          right.signum() == 0 ? Optional.empty() : divided(left.divideAndRemainder(right));
      case MODULO -> right.signum() == 0 ? Optional.empty() : result(left.remainder(right));
      case AND, OR, EQUAL, NOT_EQUAL -> Optional.empty();
    };
  }

  private static Optional<Result> divided(BigDecimal[] parts) {
    return parts[1].signum() == 0 ? result(parts[0]) : Optional.empty();
  }

  /** Whole numbers, of which no digit is lost. */
  private static Optional<Result> result(BigDecimal value) {
    try {
      return Optional.of(new Result(value.longValueExact()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }
}

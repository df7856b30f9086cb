package dev.tfgate;

import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Limits;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Region;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Names each of these types in one place of its own, for the test that such a place is seen. */
interface Referring {
  /** A parameter and a result. */
  @Nullable Limits of(Finding finding);

  /** A type argument, its bound, and what is thrown. */
  <T extends Region> List<? super Mode> all(T region, Function<T, Layer[]> function)
      throws ExitException;

  /** A pattern alone. */
  default boolean isText(Object any) {
    return switch (any) {
      case Expression.Conditional _ -> true;
      default -> false;
    };
  }
}

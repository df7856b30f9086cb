package dev.tfgate.rules.view;

import dev.tfgate.hcl.Expression;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.evaluation.DynamicBlock;
import dev.tfgate.terraform.evaluation.RootValues;
import dev.tfgate.terraform.values.Possible;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What expressions in a file can be, for every caller of its module: the variables of a module that
 * another one calls are not known, those of a root are what the checkout sets.
 */
public final class FileValues {
  private final ParsedFile file;
  private final Scope scope;
  private @Nullable RootValues values;

  /** Of the expressions in {@code file}. */
  public FileValues(ParsedFile file, Scope scope) {
    this.file = file;
    this.scope = scope;
  }

  /** What the expression can be. */
  public Possible of(Expression expression) {
    return of(expression, List.of());
  }

  /** What the expression can be, in the content of these dynamic blocks. */
  public Possible of(Expression expression, List<DynamicBlock> around) {
    if (values == null) {
      values = values().orElse(null);
    }
    return values == null
        ? new Possible.Unknown("the module that it belongs to")
        : around.isEmpty()
            ? values.root().value(expression)
            : values.root().value(expression, around);
  }

  private Optional<RootValues> values() {
    int slash = file.path().lastIndexOf('/');
    String directory = slash < 0 ? "." : file.path().substring(0, slash);
    return scope.configuration().isCalled(directory)
        ? RootValues.anyCaller(scope.checkout(), scope.configuration(), directory)
        : RootValues.of(scope.checkout(), scope.configuration(), directory);
  }
}

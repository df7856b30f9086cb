package dev.tfgate.policy.run;

import dev.tfgate.cel.Compiler;
import dev.tfgate.cel.EvaluationException;
import dev.tfgate.cel.Fault;
import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.Program;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.compiled.Vocabulary;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Printable;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.ResourceChange;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.text.Glob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tries an expression out: what it gives for each resource, one a line. Secrets stay hidden. */
public final class ExpressionTrial implements PlanListener {
  private static final int MOST_MODULES = 5_000;

  private final Program program;
  private final Glob types;
  private final Appendable out;
  private int shown;

  /**
   * Compiles an expression.
   *
   * @param types of the resources that it is tried on
   * @param out takes the results
   * @throws ExitException with {@link ExitCode#USAGE} where it isn't valid
   */
  public ExpressionTrial(String expression, Glob types, Appendable out) {
    Compiler.Outcome outcome =
        new Compiler(Vocabulary.types()).compile(expression, Compiler.Result.ANYTHING);
    Program compiled = outcome.program();
    if (compiled == null) {
      StringBuilder message = new StringBuilder("the expression is not valid:");
      for (Fault fault : outcome.faults()) {
        int start = expression.lastIndexOf('\n', Math.max(0, fault.offset() - 1)) + 1;
        int end = expression.indexOf('\n', start);
        String line = expression.substring(start, end < 0 ? expression.length() : end);
        int column = expression.codePointCount(start, Math.max(start, fault.offset()));
        message.append("\n  ").append(fault.message());
        message.append("\n    ").append(line);
        message.append("\n    ").append(" ".repeat(column)).append('^');
      }
      throw new ExitException(ExitCode.USAGE, message.toString());
    }
    this.program = compiled;
    this.types = types;
    this.out = out;
  }

  /**
   * Tries it on every resource, data source and call below the roots of a checkout.
   *
   * @param concerns tells the paths of the files that are meant
   */
  public void configuration(Configuration configuration, Predicate<String> concerns) {
    for (RootOutline outline : configuration.roots()) {
      configuration
          .module(outline.path())
          .ifPresent(
              root -> {
                ModuleInstance.Tree tree = ModuleInstance.tree(root, configuration, MOST_MODULES);
                ModuleView whole = ModuleView.of(tree);
                for (ModuleInstance module : tree.all()) {
                  for (PlacedBlock block : module.blocks()) {
                    if (types.matches(block.type()) && concerns.test(block.file().path())) {
                      for (BlockArguments instance : block.instances()) {
                        show(
                            block.file().path()
                                + ":"
                                + block.block().line()
                                + " "
                                + block.address(),
                            PolicyRun.variables(block, instance, ModuleView.of(module), whole));
                      }
                    }
                  }
                }
              });
    }
  }

  @Override
  public void resourceChange(ResourceChange change) {
    if (types.matches(change.type())) {
      Map<String, @Nullable Object> values = new HashMap<>();
      PlanRun.Seen seen = PlanRun.Seen.of(change, Map.of());
      values.put("resource", seen.block().get("arguments"));
      values.put("block", seen.block());
      values.put("change", seen.change());
      values.put("root", FieldMap.of("path", "", "resources", PolicySet.items(List.of())));
      show(change.address(), values);
    }
  }

  private void show(String name, Map<String, @Nullable Object> values) {
    String result;
    try {
      result = Shown.of(program.show(values));
    } catch (EvaluationException e) {
      result = "error: " + e.getMessage();
    }
    try {
      out.append(Printable.line(name)).append("  ").append(Printable.line(result)).append('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    shown++;
  }

  /** Returns on how many resources it was tried. */
  public int shown() {
    return shown;
  }
}

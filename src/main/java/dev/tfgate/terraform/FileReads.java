package dev.tfgate.terraform;

import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.TemplatePart;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which files a directory's expressions may read. */
final class FileReads {
  private FileReads() {}

  /**
   * Whether an expression may read a file that does not lie in or below the directory: a function
   * that reads files gets a path with {@code ..} in it, or made of anything but text and {@code
   * path.module}.
   */
  static boolean elsewhere(ConfigurationDirectory directory) {
    AtomicBoolean found = new AtomicBoolean();
    for (ParsedFile file : directory.files()) {
      for (Expression value : file.hcl().body().expressions()) {
        value.walk(
            inner -> {
              if (inner instanceof Expression.FunctionCall call
                  && readsFiles(call.name())
                  && !call.arguments().isEmpty()
                  && !staysBelow(call.arguments().getFirst())) {
                found.set(true);
              }
            });
      }
    }
    return found.get();
  }

  private static boolean readsFiles(String name) {
    String plain = name.startsWith("core::") ? name.substring("core::".length()) : name;
    return plain.startsWith("file") || plain.startsWith("templatefile");
  }

  private static boolean staysBelow(Expression path) {
    AtomicBoolean below = new AtomicBoolean(true);
    path.walk(
        part -> {
          boolean fits =
              switch (part) {
                case Expression.Template template ->
                    template.parts().stream().allMatch(FileReads::staysBelow);
                case Expression.JsonString json ->
                    json.template() != null && !json.value().contains("..");
                case Expression.Parenthesized inner -> true;
                case Expression.Traversal traversal ->
                    traversal.steps().size() == 1
                        && traversal.steps().getFirst() instanceof Expression.Step.Attribute step
                        && step.name().equals("module");
                case Expression.Variable variable -> variable.name().equals("path");
                default -> false;
              };
          if (!fits) {
            below.set(false);
          }
        });
    return below.get();
  }

  private static boolean staysBelow(TemplatePart part) {
    return switch (part) {
      case TemplatePart.Text text -> !text.value().contains("..") && !text.value().startsWith("~");
      case TemplatePart.Interpolation interpolation -> true;
      default -> false;
    };
  }
}

package dev.tfgate.terraform;

import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.TemplatePart;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which files a directory's expressions may read. */
final class PathsRead {
  private PathsRead() {}

  /**
   * Whether an expression may read a file that neither lies in or below the directory nor is among
   * its {@link NamedPaths}: a function that reads files gets a path made of anything but text and
   * {@code path.module}, or text that climbs anywhere but at its start.
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
                  && !NamedPaths.isNamed(call.arguments().getFirst())
                  && !staysBelow(call.arguments().getFirst())) {
                found.set(true);
              }
            });
      }
    }
    return found.get();
  }

  /**
   * Whether an expression or a data source may read files of Terraform as data: it lists a folder,
   * packs one, or names such a file.
   */
  static boolean folders(ConfigurationDirectory directory) {
    AtomicBoolean found = new AtomicBoolean();
    for (ParsedFile file : directory.files()) {
      for (Block block : file.hcl().body().blocks()) {
        if (!block.labels().isEmpty() && block.label(0).equals("archive_file")) {
          return true;
        }
      }
      for (Expression value : file.hcl().body().expressions()) {
        value.walk(
            inner -> {
              if ((inner instanceof Expression.FunctionCall call && call.name().endsWith("fileset"))
                  || (inner instanceof Expression.Template template
                      && template.parts().stream().anyMatch(PathsRead::namesTerraform))
                  || (inner instanceof Expression.JsonString json
                      && json.value().contains(".tf"))) {
                found.set(true);
              }
            });
      }
    }
    return found.get();
  }

  private static boolean namesTerraform(TemplatePart part) {
    return part instanceof TemplatePart.Text text
        && (text.value().contains(".tf") || text.value().contains(".terraform.lock"));
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
                    template.parts().stream().allMatch(PathsRead::staysBelow);
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

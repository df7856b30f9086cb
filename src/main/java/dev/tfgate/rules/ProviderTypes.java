package dev.tfgate.rules;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The types behind the local names of providers. */
final class ProviderTypes {
  private ProviderTypes() {}

  /**
   * Returns the types that a local name may stand for in a directory: those of the source addresses
   * that the directory gives it, or the name itself.
   */
  static Set<String> of(
      ConfigurationDirectory directory, Scope scope, ParsedFile file, String localName) {
    Set<String> types = new TreeSet<>();
    collect(directory, localName, types);
    if (file.kind() == FileKind.TEST && directory.path().matches("(.*/)?tests")) {
      String above =
          directory.path().equals("tests")
              ? "."
              : directory.path().substring(0, directory.path().length() - "/tests".length());
      collect(scope.configuration().directory(above), localName, types);
    }
    return types.isEmpty() ? Set.of(localName) : types;
  }

  private static void collect(
      ConfigurationDirectory directory, String localName, Set<String> types) {
    for (ConfigurationDirectory.Placed placed : directory.blocks("terraform")) {
      for (Block block : placed.block().body().blocks("required_providers")) {
        for (Attribute attribute : block.body().attributes()) {
          if (attribute.name().equals(localName)) {
            source(attribute)
                .map(source -> List.of(source.split("/")).getLast())
                .ifPresent(types::add);
          }
        }
      }
    }
  }

  private static Optional<String> source(Attribute requirement) {
    return ConstantEvaluator.evaluate(requirement.value())
        .filter(Constant.ObjectMap.class::isInstance)
        .map(object -> ((Constant.ObjectMap) object).attributes().get("source"))
        .filter(Constant.Text.class::isInstance)
        .map(text -> ((Constant.Text) text).value());
  }
}

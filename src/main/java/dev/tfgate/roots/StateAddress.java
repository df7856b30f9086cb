package dev.tfgate.roots;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.Trust;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a state lies: a type of backend, and what tells its states apart.
 *
 * @param type of the backend
 * @param arguments by name, everything that the value can be; {@code **} stands for what is unknown
 */
record StateAddress(String type, Map<String, List<String>> arguments) {
  private static final String LOCAL = "local";
  private static final String PATH = "path";
  private static final String UNKNOWN = "**";

  /** By type of the backend, the arguments that tell one state from another. */
  private static final Map<String, List<String>> TELLING =
      Map.of(
          "gcs",
          List.of("bucket", "prefix"),
          "s3",
          List.of("bucket", "key"),
          "azurerm",
          List.of("storage_account_name", "container_name", "key"),
          LOCAL,
          List.of(PATH),
          "http",
          List.of("address"),
          "consul",
          List.of(PATH),
          "oss",
          List.of("bucket", "prefix", "key"),
          "cos",
          List.of("bucket", "prefix", "key"),
          "pg",
          List.of("schema_name"),
          "kubernetes",
          List.of("namespace", "secret_suffix"));

  /** Copies the arguments. */
  StateAddress {
    arguments = Map.copyOf(arguments);
  }

  /** The state of a root, by its backend; what a partial backend leaves out, gate.yaml tells. */
  static StateAddress of(Root root, Trust trust) {
    for (ConfigurationDirectory.Placed placed : root.module().states()) {
      Block block = placed.block();
      if (block.type().equals("backend") && !block.labels().isEmpty()) {
        String type = block.label(0);
        Map<String, List<String>> arguments = new HashMap<>();
        for (String name : TELLING.getOrDefault(type, List.of())) {
          arguments.put(
              name,
              block
                  .body()
                  .attribute(name)
                  .map(StateAddress::written)
                  .orElseGet(() -> allowed(type, name, root.path(), trust)));
        }
        return new StateAddress(type, arguments).from(root.path());
      }
      return new StateAddress(block.type(), Map.of());
    }
    return new StateAddress(LOCAL, Map.of()).from(root.path());
  }

  /** The states that the modules of a root read. */
  static List<StateAddress> readBy(Root root, Scope scope) {
    List<StateAddress> read = new ArrayList<>();
    for (Root.Reached reached : root.modules()) {
      for (Resource resource : reached.module().resources()) {
        Optional<Argument> type = resource.declaration().argument("backend");
        if (resource.type().equals("terraform_remote_state") && type.isPresent()) {
          Possible config =
              resource
                  .declaration()
                  .argument("config")
                  .map(value -> scope.value(root, reached.module(), resource.declaration(), value))
                  .orElse(new Possible.Mapping(Map.of()));
          Possible types = scope.value(root, reached.module(), resource.declaration(), type.get());
          for (String each : patterns(types)) {
            for (Possible option : config.options()) {
              read.add(of(each, option).from(root.path()));
            }
          }
        }
      }
    }
    return read;
  }

  /** Whether it can be the same state. */
  boolean mayBe(StateAddress other) {
    List<String> telling = TELLING.get(type);
    if (!type.equals(other.type) || telling == null) {
      return false;
    }
    for (String name : telling) {
      List<String> own = arguments.getOrDefault(name, List.of(""));
      List<String> others = other.arguments.getOrDefault(name, List.of(""));
      if (own.stream().noneMatch(one -> others.stream().anyMatch(two -> fit(one, two)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean fit(String one, String two) {
    return one.contains("*") ? Glob.of(one).matches(two) : Glob.of(two).matches(one);
  }

  private static StateAddress of(String type, Possible config) {
    Map<String, List<String>> arguments = new HashMap<>();
    for (String name : TELLING.getOrDefault(type, List.of())) {
      if (!(config instanceof Possible.Mapping(var attributes, var partial))) {
        arguments.put(name, List.of(UNKNOWN));
      } else if (attributes.containsKey(name)) {
        arguments.put(name, patterns(attributes.get(name)));
      }
    }
    return new StateAddress(type, arguments);
  }

  /** A path of the backend local is relative to the root in which Terraform runs. */
  private StateAddress from(String root) {
    if (!type.equals(LOCAL)) {
      return this;
    }
    List<String> places = new ArrayList<>();
    for (String path : arguments.getOrDefault(PATH, List.of("terraform.tfstate"))) {
      places.add(path.startsWith("/") ? path : Checkout.cleaned(root + "/" + path).orElse(path));
    }
    return new StateAddress(type, Map.of(PATH, places));
  }

  private static List<String> written(Attribute attribute) {
    return List.of(ConstantEvaluator.plainString(attribute.value()).orElse(UNKNOWN));
  }

  private static List<String> allowed(String type, String name, String root, Trust trust) {
    List<String> values = new ArrayList<>();
    for (Trust.AllowedBackend backend : trust.backends()) {
      String pattern = backend.arguments().get(name);
      if (backend.type().equals(type) && pattern != null && pattern.contains("{root}")) {
        values.add(pattern.replace("{root}", root));
      }
    }
    return values.isEmpty() ? List.of("") : values;
  }

  private static List<String> patterns(Possible value) {
    List<String> patterns = new ArrayList<>();
    for (Possible option : value.options()) {
      StringBuilder pattern = new StringBuilder();
      if (option instanceof Possible.Text(var pieces)) {
        for (Piece piece : pieces) {
          pattern.append(piece instanceof Piece.Literal(var text) ? text : UNKNOWN);
        }
      } else {
        pattern.append(UNKNOWN);
      }
      patterns.add(pattern.toString());
    }
    return patterns;
  }
}

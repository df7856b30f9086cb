package dev.tfgate.policy;

import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.policy.cel.FieldMap;
import dev.tfgate.policy.cel.ItemList;
import dev.tfgate.policy.cel.Unknown;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.RootValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the variables of a root module can be: the default, and what each file of variables in the
 * checkout sets that Terraform may be run with. What is set by none of them isn't known.
 */
final class RootVariables {
  private final Module root;
  private final Configuration configuration;
  private final Shared shared;
  private @Nullable RootValues values;

  RootVariables(Module root, Configuration configuration, Shared shared) {
    this.root = root;
    this.configuration = configuration;
    this.shared = shared;
  }

  /**
   * Files of variables that belong to no root, such as {@code environments/prod.tfvars} at the top:
   * any root may be run with them. Computed when a variable is first asked for.
   */
  static final class Shared {
    private @Nullable Map<String, List<ParsedFile>> byOwner;

    /** Returns those that a root may be run with. */
    synchronized List<ParsedFile> of(String root, Configuration configuration) {
      Map<String, List<ParsedFile>> known = byOwner;
      if (known == null) {
        known = read(configuration);
        byOwner = known;
      }
      List<ParsedFile> found = new ArrayList<>(known.getOrDefault("", List.of()));
      for (String above = parent(root); !above.isEmpty(); above = parent(above)) {
        found.addAll(known.getOrDefault(above, List.of()));
      }
      return found;
    }

    /** By the module in or above their folder; by the empty path where there is none. */
    private static Map<String, List<ParsedFile>> read(Configuration configuration) {
      Map<String, List<ParsedFile>> all = new LinkedHashMap<>();
      for (String path : configuration.paths()) {
        if (holds(path, FileKind.VARIABLES, configuration)) {
          String owner = path;
          while (!owner.isEmpty() && !holds(owner, FileKind.CONFIGURATION, configuration)) {
            owner = parent(owner);
          }
          all.computeIfAbsent(owner, key -> new ArrayList<>())
              .addAll(configuration.directory(path).files(FileKind.VARIABLES));
        }
      }
      return all;
    }

    private static boolean holds(String path, FileKind kind, Configuration configuration) {
      for (CheckoutFile file : configuration.checkout().in(path)) {
        if (!file.isDirectory() && FileKind.of(file.name()).equals(Optional.of(kind))) {
          return true;
        }
      }
      return false;
    }

    /** The directory above; empty above the top. */
    private static String parent(String path) {
      if (path.equals(".")) {
        return "";
      }
      int slash = path.lastIndexOf('/');
      return slash < 0 ? "." : path.substring(0, slash);
    }
  }

  /** Returns the value of {@code var.name}: one of several where files differ. */
  @Nullable Object value(String name) {
    Unknown unknown = Unknown.of("var." + name);
    for (Declaration variable : root.declarations("variable")) {
      boolean secret =
          variable.argument("sensitive").isPresent() || variable.argument("ephemeral").isPresent();
      if (variable.block().label(0).equals(name) && secret) {
        return unknown;
      }
    }
    Optional<Possible> possible =
        values().map(known -> known.root().variable(name)).filter(value -> isAny(value));
    if (possible.isEmpty()) {
      return unknown;
    }
    List<@Nullable Object> choices = new ArrayList<>();
    for (Possible option : possible.get().options()) {
      choices.add(value(option, unknown));
    }
    for (ParsedFile file : shared.of(root.path(), configuration)) {
      file.hcl()
          .body()
          .attribute(name)
          .ifPresent(
              set ->
                  choices.add(
                      ConstantEvaluator.evaluate(set.value())
                          .<@Nullable Object>map(Values::of)
                          .orElse(unknown)));
    }
    if (choices.size() == 1) {
      return choices.getFirst();
    }
    return choices.stream().anyMatch(Unknown.class::isInstance)
        ? unknown
        : Unknown.oneOf("var." + name, choices);
  }

  private Optional<RootValues> values() {
    if (values == null) {
      values = RootValues.of(configuration.checkout(), configuration, root.path()).orElse(null);
    }
    return Optional.ofNullable(values);
  }

  private static boolean isAny(Possible value) {
    return !value.options().isEmpty();
  }

  private static @Nullable Object value(Possible possible, Unknown unknown) {
    return switch (possible) {
      case Possible.Text text -> text(text, unknown);
      case Possible.Fixed(Constant constant) -> Values.of(constant);
      case Possible.Sequence(var elements, var set) -> {
        List<@Nullable Object> list = new ArrayList<>();
        elements.forEach(element -> list.add(value(element, unknown)));
        yield new ItemList(list, null);
      }
      case Possible.Mapping(var attributes) -> {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        attributes.forEach((name, element) -> parts.put(name, value(element, unknown)));
        yield new FieldMap(parts);
      }
      case Possible.Choice(var options) -> {
        List<@Nullable Object> choices = new ArrayList<>();
        options.forEach(option -> choices.add(value(option, unknown)));
        yield choices.isEmpty() || choices.stream().anyMatch(Unknown.class::isInstance)
            ? unknown
            : Unknown.oneOf(unknown.names(), choices);
      }
      case Possible.Repeated repeated -> unknown;
      case Possible.Unknown any -> unknown;
    };
  }

  private static Object text(Possible.Text text, Unknown unknown) {
    PartialText all = new PartialText();
    for (Piece piece : text.pieces()) {
      all.add(piece instanceof Piece.Literal(String known) ? known : unknown, "");
    }
    return all.value();
  }
}

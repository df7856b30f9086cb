package dev.tfgate.policy.run;

import dev.tfgate.cel.Fields;
import dev.tfgate.cel.ItemList;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.report.Region;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.ConfigurationDirectory.Placed;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.ModuleCall;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.evaluation.Bindings;
import dev.tfgate.terraform.values.Possible;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A block of a module, as policies see it: {@code block}, and its arguments. */
public final class PlacedBlock implements Fields {
  /** The fields of {@code block}, written and planned. */
  static final Set<String> FIELDS =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              List.of(
                  "kind",
                  "type",
                  "name",
                  "address",
                  "path",
                  "module",
                  "arguments",
                  "meta",
                  "references")));

  private final ModuleInstance module;
  private final Declaration declaration;
  private @Nullable BlockArguments arguments;
  private @Nullable ItemList references;
  private @Nullable List<BlockArguments> instances;
  private @Nullable Boolean made;

  PlacedBlock(ModuleInstance module, Declaration declaration) {
    this.module = module;
    this.declaration = declaration;
  }

  /**
   * Returns {@code resource}, {@code data}, {@code ephemeral}, {@code action}, {@code module},
   * {@code provider}.
   */
  public String kind() {
    return block().type();
  }

  /** Returns the type; of a call its source, where that is constant. */
  public String type() {
    if (!kind().equals("module")) {
      return block().label(0);
    }
    return declaration.argument("source").flatMap(Argument::string).orElse("");
  }

  /**
   * Whether one of the types that it can have is selected: a call may have several sources, or one
   * that is not known, which may be any.
   */
  boolean isSelected(Predicate<String> byType) {
    if (!kind().equals("module")) {
      return byType.test(type());
    }
    for (ModuleCall call : module.module().calls()) {
      if (call.isComputed() && call.declaration().equals(declaration)) {
        return module.values().sourceArgument(call, "source").options().stream()
            .anyMatch(
                option ->
                    !(option instanceof Possible.Text text)
                        || text.literal().isEmpty()
                        || byType.test(text.literal().get()));
      }
    }
    return byType.test(type());
  }

  /** Whether its type is the same whatever is known of values. */
  boolean hasOneType() {
    return !kind().equals("module")
        || declaration.argument("source").flatMap(Argument::string).isPresent();
  }

  /** Returns the name that it has in its module. */
  public String name() {
    return switch (kind()) {
      case "module", "provider" -> block().label(0);
      default -> block().label(1);
    };
  }

  /** Returns the address in the root, without instance keys. */
  public String address() {
    String local =
        switch (kind()) {
          case "resource" -> block().label(0) + "." + block().label(1);
          case "module", "provider" -> kind() + "." + block().label(0);
          default -> kind() + "." + block().label(0) + "." + block().label(1);
        };
    return module.address().isEmpty() ? local : module.address() + "." + local;
  }

  Block block() {
    return declaration.block();
  }

  ParsedFile file() {
    return declaration.file();
  }

  ModuleInstance module() {
    return module;
  }

  /** Whether an object may come of it: it, or a module around it, may have an instance. */
  public boolean isMade() {
    if (made == null) {
      made = module.isMade() && !module.values().instances(declaration).isNone();
    }
    return made;
  }

  /**
   * Returns the arguments as each instance has them, where {@code for_each} is known; else once.
   */
  public List<BlockArguments> instances() {
    if (instances == null) {
      instances = computeInstances();
    }
    return instances;
  }

  private List<BlockArguments> computeInstances() {
    return module.values().instances(declaration).each().stream().map(this::arguments).toList();
  }

  /** Returns its arguments. */
  public BlockArguments arguments() {
    if (arguments == null) {
      arguments = arguments(module.values().together(declaration));
    }
    return arguments;
  }

  private BlockArguments arguments(Bindings names) {
    return kind().equals("action")
        ? BlockArguments.ofAction(module, declaration, names)
        : BlockArguments.of(module, declaration, true, names);
  }

  /**
   * Where an argument is written.
   *
   * @param file the block's own, or an override
   */
  record Place(ParsedFile file, SourceRange range) {}

  /** Returns where an argument or nested block is written; empty where it isn't. */
  Optional<Place> place(String argument) {
    Optional<Argument> written = declaration.argument(argument);
    if (written.isPresent()) {
      return Optional.of(new Place(written.get().file(), written.get().attribute().range()));
    }
    List<Placed> blocks = new ArrayList<>(declaration.blocks());
    if (kind().equals("action")) {
      for (Placed config : declaration.blocks("config")) {
        Optional<Attribute> given = config.block().body().attribute(argument);
        if (given.isPresent()) {
          return Optional.of(new Place(config.file(), given.get().range()));
        }
        config.block().body().blocks().forEach(each -> blocks.add(new Placed(config.file(), each)));
      }
    }
    for (Placed nested : blocks) {
      Block block = nested.block();
      if (block.type().equals(argument)
          || (block.type().equals("dynamic") && block.label(0).equals(argument))) {
        return Optional.of(new Place(nested.file(), header(block)));
      }
    }
    return Optional.empty();
  }

  Place header() {
    return new Place(file(), header(block()));
  }

  private static SourceRange header(Block block) {
    SourceRange type = block.typeRange();
    if (!block.range().contains(type)) {
      return block.range();
    }
    return block.labels().isEmpty()
        ? type
        : SourceRange.covering(type, block.labels().getLast().range());
  }

  static Region region(SourceRange range) {
    return new Region(range.startLine(), range.startColumn(), range.endLine(), range.endColumn());
  }

  @Override
  public boolean has(String name) {
    return FIELDS.contains(name);
  }

  @Override
  public @Nullable Object get(String name) {
    return switch (name) {
      case "kind" -> kind();
      case "type" -> type();
      case "name" -> name();
      case "address" -> address();
      case "path" -> file().path();
      case "module" -> module.address();
      case "arguments" -> arguments();
      case "meta" -> meta();
      case "references" -> references();
      default -> null;
    };
  }

  private Fields meta() {
    return BlockArguments.of(module, declaration, false, module.values().together(declaration));
  }

  private ItemList references() {
    if (references == null) {
      Set<String> all = new LinkedHashSet<>();
      declaration.arguments().values().forEach(a -> all.addAll(module.references(a.value())));
      for (Placed nested : declaration.blocks()) {
        nested.block().body().expressions().forEach(e -> all.addAll(module.references(e)));
      }
      references = ItemList.of(new ArrayList<>(all));
    }
    return references;
  }

  @Override
  public Set<String> names() {
    return FIELDS;
  }
}

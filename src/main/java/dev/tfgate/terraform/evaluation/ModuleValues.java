package dev.tfgate.terraform.evaluation;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Source;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ModuleCall;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.ProviderAddress;
import dev.tfgate.terraform.files.FilePath;
import dev.tfgate.terraform.values.Budget;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Possible.Mapping;
import dev.tfgate.terraform.values.Possible.Repeated;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Unknown;
import dev.tfgate.terraform.values.Texts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the variables, locals and outputs of a module can be, below one root. */
public final class ModuleValues implements Possible.Owner {
  /** A call of the module. */
  private record Call(ModuleValues caller, ModuleCall call) {}

  private static final int MOST_INSTANCES = 200;

  /** Values and pieces of strings in one value. */
  private static final int LARGEST = 50_000;

  private final RootValues root;
  private final Module module;
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Possible> known = new HashMap<>();
  private final Set<String> pending = new HashSet<>();
  private final IdentityHashMap<Declaration, List<Bindings>> instances = new IdentityHashMap<>();
  private boolean runByTest;
  private @Nullable Possible pathText;

  ModuleValues(RootValues root, Module module) {
    this.root = root;
    this.module = module;
  }

  void calledBy(ModuleValues caller, ModuleCall call) {
    calls.add(new Call(caller, call));
  }

  void runByTest() {
    runByTest = true;
  }

  /** Whether a test of the root runs it by itself, with variables of its own. */
  boolean isRunByTest() {
    return runByTest;
  }

  /** The root that it is seen from. */
  public RootValues root() {
    return root;
  }

  /** Its path in the checkout, links followed, as Terraform does before it calls a module. */
  public String path() {
    return module.path();
  }

  /** What {@code path.NAME} can be. */
  Possible path(String name) {
    String directory = root.path();
    return switch (name) {
      case "root" -> directory == null ? Possible.text(".") : root.paths();
      case "cwd" -> directory == null ? new Unknown("path.cwd") : above(directory);
      case "module" -> {
        if (directory == null || runByTest) {
          yield Possible.hole(Kind.MODULE_DIRECTORY, path());
        }
        Possible text = pathText;
        if (text == null) {
          pathText = Possible.hole(Kind.MODULE_DIRECTORY, path());
          text = isRoot() ? Possible.text(".") : pathByCalls();
          pathText = text;
        }
        yield text;
      }
      default -> Possible.nothing();
    };
  }

  /**
   * The directory that Terraform was started in: with {@code -chdir} it is another than the one
   * that it runs in, such as the top of the checkout.
   */
  private static Possible above(String directory) {
    List<Possible> options = new ArrayList<>();
    for (String at = directory; !at.equals("."); at = FilePath.parent(at)) {
      options.add(Possible.hole(Kind.ABSOLUTE_DIRECTORY, at));
    }
    options.add(Possible.hole(Kind.ABSOLUTE_DIRECTORY, "."));
    return Possible.anyOf(options);
  }

  /** What Terraform puts together of the sources on the way, which no link may be part of. */
  private Possible pathByCalls() {
    List<Possible> texts = new ArrayList<>();
    for (Call call : calls) {
      Optional<String> source = call.call.source();
      for (Possible caller : call.caller.path("module").options()) {
        Optional<String> from =
            caller instanceof Possible.Text text ? text.literal() : Optional.empty();
        if (source.isEmpty()
            || from.isEmpty()
            || !FilePath.joined(call.caller.path(), source.get())
                .equals(Optional.of(module.path()))) {
          return Possible.hole(Kind.MODULE_DIRECTORY, path());
        }
        texts.add(Possible.text(FilePath.cleaned(from.get() + "/" + source.get())));
      }
    }
    return texts.isEmpty() ? Possible.hole(Kind.MODULE_DIRECTORY, path()) : Possible.anyOf(texts);
  }

  /** The module, overrides applied. */
  public Module module() {
    return module;
  }

  /** The declaration of that type and name; empty where there is none. */
  Optional<Declaration> declaration(String type, String name) {
    for (Declaration declaration : module.declarations(type)) {
      if (declaration.block().label(0).equals(name)) {
        return Optional.of(declaration);
      }
    }
    return Optional.empty();
  }

  /** What {@code local.NAME} can be. */
  Possible local(String name, Budget budget) {
    return once(
        "local." + name,
        budget,
        own -> {
          Argument found = module.locals().get(name);
          return found == null
              ? new Unknown("local." + name + ", which is not declared,")
              : new Evaluation(this, FileCalls.NONE, own).value(found.value(), names(found));
        });
  }

  /** The names of the module, for an argument of it. */
  private Bindings names(Argument argument) {
    return names(Bindings.NONE, argument.file().hcl().source());
  }

  private Bindings names(Bindings names, Source source) {
    return root.isByCall() ? names.in(source) : names;
  }

  /** What {@code var.NAME} can be. */
  Possible variable(String name, Budget budget) {
    return once("var." + name, budget, own -> new VariableValues(this, own).of(name));
  }

  /** What the output NAME can be: outputs are attributes, whose names Terraform composes. */
  Possible output(String name, Budget budget) {
    String composed = Texts.composed(name);
    return once(
        "output." + composed,
        budget,
        own -> {
          List<Possible> values = new ArrayList<>();
          for (Declaration output : module.declarations("output")) {
            if (Texts.composed(output.block().label(0)).equals(composed)) {
              output
                  .argument("value")
                  .ifPresent(
                      value ->
                          values.add(
                              new Evaluation(this, FileCalls.NONE, own)
                                  .value(value.value(), names(value))));
            }
          }
          return Possible.anyOf(values);
        });
  }

  /** What all outputs can be, as the object that a reference to the whole module gives. */
  Possible outputs(Budget budget) {
    Map<String, Possible> outputs = new LinkedHashMap<>();
    for (Declaration output : module.declarations("output")) {
      String name = Texts.composed(output.block().label(0));
      outputs.put(name, output(name, budget));
    }
    return new Mapping(outputs);
  }

  /** Arguments that name a file, by the types that give them back as they are written. */
  private static final Map<String, String> FILES =
      Map.of(
          "archive_file", "output_path",
          "local_file", "filename",
          "local_sensitive_file", "filename");

  /**
   * What an argument of an object can be, where it is one that its provider gives back as it is
   * written; else empty.
   *
   * @param block {@code resource} or {@code data}
   */
  Optional<Possible> givenBack(
      String block, String type, String name, String argument, Budget budget) {
    if (!argument.equals(FILES.get(type)) || root.isAlone() || root.hasMocks()) {
      return Optional.empty();
    }
    String provider = ProviderAddress.impliedLocalName(type);
    List<Declaration> declared = module.declarations(block, type, name);
    boolean known =
        module.provider(provider).equals(ProviderAddress.parse("hashicorp/" + provider))
            && declared.stream()
                .allMatch(
                    each ->
                        each.argument("provider").isEmpty() && each.argument(argument).isPresent());
    if (declared.isEmpty() || !known) {
      return Optional.empty();
    }
    return Optional.of(
        once(
            String.join(".", block, type, name, argument),
            budget,
            own -> {
              List<Possible> values = new ArrayList<>();
              for (Declaration each : declared) {
                for (Bindings instance : instances(each, Bindings.NONE, own)) {
                  values.add(
                      new Evaluation(this, FileCalls.NONE, own)
                          .value(each.argument(argument).get().value(), instance));
                }
              }
              return Possible.anyOf(values);
            }));
  }

  private Possible once(String key, Budget budget, Function<Budget, Possible> compute) {
    Possible done = known.get(key);
    if (done != null) {
      return done;
    }
    if (!pending.add(key)) {
      return new Unknown(key + " depends on itself");
    }
    try {
      Possible value;
      try {
        value = compute.apply(budget.ofValue());
      } catch (Budget.ExhaustedException e) {
        value = new Unknown(key + " takes too much to follow, so it");
      }
      if (value.isLargerThan(LARGEST)) {
        // What refers to it twice would be twice as large, and so on.
        value = new Unknown("the value of " + key + " is too large to follow, so it");
      }
      known.put(key, value);
      return value;
    } finally {
      pending.remove(key);
    }
  }

  /** Whether it is a root, or may be one. */
  boolean isRoot() {
    return this == root.root();
  }

  /**
   * Collects the ways from the root to this module: for each module on the way, the call of it.
   *
   * @return whether there are no more than {@code most}, and no test runs one of these by itself
   */
  boolean ways(Map<String, ModuleCall> way, List<Map<String, ModuleCall>> found, int most) {
    if (isRoot()) {
      found.add(way);
      return found.size() <= most;
    }
    if (runByTest) {
      return false;
    }
    for (Call call : calls) {
      Map<String, ModuleCall> longer = new HashMap<>(way);
      if (longer.put(path(), call.call) != null || !call.caller.ways(longer, found, most)) {
        return false;
      }
    }
    return true;
  }

  /** What the calls pass for a variable; nothing where none of them passes it. */
  List<Possible> passed(String name, Budget budget) {
    List<Possible> values = new ArrayList<>();
    for (Call call : calls) {
      Optional<Argument> argument = call.call.declaration().argument(name);
      if (argument.isEmpty()) {
        values.add(Possible.nothing());
        continue;
      }
      for (Bindings instance :
          call.caller.instances(call.call.declaration(), Bindings.NONE, budget)) {
        values.add(
            new Evaluation(call.caller, FileCalls.NONE, budget)
                .value(
                    argument.get().value(),
                    call.caller.names(instance, argument.get().file().hcl().source())));
      }
    }
    return values;
  }

  /** The modules that a call of this module can lead to; none where one may not be known. */
  List<ModuleValues> called(String callName) {
    for (ModuleCall call : module.calls()) {
      if (call.name().equals(callName)
          && call.isComputed()
          && !root.callees(path(), call).complete()) {
        return List.of();
      }
    }
    List<ModuleValues> called = new ArrayList<>();
    for (ModuleValues each : root.modules()) {
      for (Call call : each.calls) {
        if (call.caller == this && call.call.name().equals(callName) && !called.contains(each)) {
          called.add(each);
        }
      }
    }
    return called;
  }

  /**
   * What {@code each} and {@code count} are in the instances of a block; at least one, for
   * Terraform validates a block that has none too: its names then stand for nothing.
   */
  List<Bindings> instances(Declaration block, Bindings outer, Budget budget) {
    if (outer != Bindings.NONE) {
      return instancesWithin(block, outer, budget);
    }
    List<Bindings> done = instances.get(block);
    if (done == null) {
      done = instancesWithin(block, outer, budget);
      instances.put(block, done);
    }
    return done;
  }

  private List<Bindings> instancesWithin(Declaration block, Bindings outer, Budget budget) {
    Optional<Argument> forEach = block.argument("for_each");
    Optional<Argument> count = block.argument("count");
    if (forEach.isPresent()) {
      Possible collection =
          new Evaluation(this, FileCalls.NONE, budget)
              .value(forEach.get().value(), names(outer, forEach.get().file().hcl().source()));
      return iterations(collection, "each", outer);
    }
    if (count.isPresent()) {
      return counted(
          new Evaluation(this, FileCalls.NONE, budget)
              .value(count.get().value(), names(outer, count.get().file().hcl().source())),
          outer);
    }
    return List.of(outer);
  }

  private static List<Bindings> counted(Possible count, Bindings outer) {
    int most = 0;
    for (Possible option : count.options()) {
      if (option.isPending()) {
        continue;
      }
      if (!(option instanceof Possible.Fixed(Constant.Numeric(var number)))
          || number.compareTo(BigDecimal.valueOf(MOST_INSTANCES)) > 0) {
        return List.of(outer.with("count", index(Possible.number("count.index"))));
      }
      most = Math.max(most, number.intValue());
    }
    List<Bindings> instances = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      instances.add(outer.with("count", index(Possible.of(i))));
    }
    return instances.isEmpty()
        ? List.of(outer.with("count", index(Possible.pending("count.index"))))
        : instances;
  }

  private static Possible index(Possible value) {
    return new Mapping(Map.of("index", value));
  }

  /** One set of names for each element of a collection, or one for all where they are many. */
  List<Bindings> iterations(Possible collection, String iterator, Bindings outer) {
    List<Bindings> instances = new ArrayList<>();
    List<Possible> keys = new ArrayList<>();
    List<Possible> values = new ArrayList<>();
    for (Possible option : collection.options()) {
      switch (option) {
        case Mapping(var attributes, var partial) ->
            attributes.forEach(
                (key, value) -> {
                  keys.add(Possible.text(key));
                  values.add(value);
                });
        case Sequence(var elements, var set) -> {
          for (int i = 0; i < elements.size(); i++) {
            keys.add(set ? elements.get(i) : Possible.of(i));
            values.add(elements.get(i));
          }
        }
        case Repeated(var key, var element) -> {
          keys.add(key);
          values.add(element);
        }
        case Unknown unknown -> {
          keys.add(unknown);
          values.add(unknown);
        }
        default -> {}
      }
    }
    if (keys.isEmpty()) {
      Possible nothing = Possible.pending(iterator + ".value");
      return List.of(bound(iterator, nothing, nothing, outer));
    }
    if (keys.size() > MOST_INSTANCES) {
      instances.add(bound(iterator, Possible.anyOf(keys), Possible.anyOf(values), outer));
      return instances;
    }
    for (int i = 0; i < keys.size(); i++) {
      instances.add(bound(iterator, keys.get(i), values.get(i), outer));
    }
    return instances;
  }

  private static Bindings bound(String iterator, Possible key, Possible value, Bindings outer) {
    Map<String, Possible> attributes = new HashMap<>();
    attributes.put("key", key);
    attributes.put("value", value);
    return outer.with(iterator, new Mapping(attributes));
  }

  /**
   * Follows every expression in a file of the module and tells {@code calls} of those that read
   * files. Where one takes too much to follow, {@code exhausted} is told.
   */
  public void follow(ParsedFile file, FileCalls calls, Consumer<Expression> exhausted) {
    new BodyWalk(this, calls, exhausted).walk(file);
  }

  /** What {@code var.NAME} can be; a choice of none where it has no value. */
  public Possible variable(String name) {
    try {
      return variable(name, root.budget());
    } catch (Budget.ExhaustedException e) {
      return new Unknown("the variable takes too much to follow");
    }
  }

  /** What an expression in a block of this module can be. */
  public Possible value(Expression expression) {
    try {
      return new Evaluation(this, FileCalls.NONE, root.budget()).value(expression, Bindings.NONE);
    } catch (Budget.ExhaustedException e) {
      return new Unknown("the expression takes too much to follow");
    }
  }

  /**
   * What an expression in the content of dynamic blocks can be, for any element of theirs.
   *
   * @param around from the outermost to the innermost
   */
  public Possible value(Expression expression, List<DynamicBlock> around) {
    try {
      Budget budget = root.budget();
      List<Bindings> instances = List.of(Bindings.NONE);
      for (DynamicBlock block : around) {
        List<Bindings> inner = new ArrayList<>();
        for (Bindings names : instances) {
          @Nullable Expression forEach = block.forEach();
          Possible collection =
              forEach == null
                  ? new Unknown("a dynamic block without for_each")
                  : new Evaluation(this, FileCalls.NONE, budget).value(forEach, names);
          inner.addAll(iterations(collection, block.iterator(), names));
        }
        instances = inner;
      }
      List<Possible> values = new ArrayList<>();
      for (Bindings names : instances) {
        values.add(new Evaluation(this, FileCalls.NONE, budget).value(expression, names));
      }
      return Possible.anyOf(values);
    } catch (Budget.ExhaustedException e) {
      return new Unknown("the expression takes too much to follow");
    }
  }

  /**
   * What {@code source} or {@code version} of a module call can be where Terraform (from 1.15 on)
   * or OpenTofu takes more than constants for it: variables, locals, paths and functions of them.
   * Each of these may be loaded; of what is not known, anything may.
   *
   * @return nothing where the argument is not written
   */
  public Possible sourceArgument(ModuleCall call, String name) {
    return call.declaration()
        .argument(name)
        .map(
            argument ->
                argument
                    .string()
                    .map(Possible::text)
                    .orElseGet(() -> Texts.of(value(argument.value()))))
        .orElse(Possible.nothing());
  }

  /** What an expression in a block of this module can be, in any of the block's instances. */
  public Possible value(Declaration block, Expression expression) {
    try {
      Budget budget = root.budget();
      List<Possible> values = new ArrayList<>();
      for (Bindings instance : instances(block, Bindings.NONE, budget)) {
        values.add(new Evaluation(this, FileCalls.NONE, budget).value(expression, instance));
      }
      return Possible.anyOf(values);
    } catch (Budget.ExhaustedException e) {
      return new Unknown("the expression takes too much to follow");
    }
  }

  /**
   * What an expression can be, with the names of an instance.
   *
   * @param source the file that it stands in
   */
  public Possible value(Expression expression, Source source, Bindings instance) {
    try {
      return new Evaluation(this, FileCalls.NONE, root.budget())
          .value(expression, names(instance, source));
    } catch (Budget.ExhaustedException e) {
      return new Unknown("an expression that takes too much to follow");
    }
  }

  /**
   * Instances of a block, or blocks that a {@code dynamic} block makes.
   *
   * @param each the names of each; at least one
   * @param number what decides how many there are; null where that is known
   */
  public record Instances(List<Bindings> each, @Nullable Possible number) {
    /** Copies the list. */
    public Instances {
      each = List.copyOf(each);
    }

    /** Whether there is certainly none. */
    public boolean isNone() {
      return number == null && each.isEmpty();
    }
  }

  /** The instances of a block. */
  public Instances instances(Declaration block) {
    Optional<Argument> forEach = block.argument("for_each");
    Optional<Argument> count = block.argument("count");
    if (forEach.isPresent()) {
      Possible collection =
          value(forEach.get().value(), forEach.get().file().hcl().source(), Bindings.NONE);
      return instances(collection, iterations(collection, "each", Bindings.NONE));
    }
    if (count.isPresent()) {
      Possible number =
          value(count.get().value(), count.get().file().hcl().source(), Bindings.NONE);
      boolean known = number instanceof Possible.Fixed(Constant.Numeric(var exact));
      return number.equals(Possible.of(0))
          ? new Instances(List.of(), null)
          : new Instances(counted(number, Bindings.NONE), known ? null : number);
    }
    return new Instances(List.of(Bindings.NONE), null);
  }

  private static Instances instances(Possible collection, List<Bindings> each) {
    return switch (collection) {
      case Sequence(var elements, var set) when elements.isEmpty() ->
          new Instances(List.of(), null);
      case Mapping(var attributes, var partial) when attributes.isEmpty() ->
          new Instances(List.of(), null);
      case Sequence(var elements, var set) when elements.size() <= MOST_INSTANCES ->
          new Instances(each, null);
      case Mapping(var attributes, var partial)
          when !partial && attributes.size() <= MOST_INSTANCES ->
          new Instances(each, null);
      default -> new Instances(each, collection);
    };
  }

  /** The names of a block whose instances are not told apart. */
  public Bindings together(Declaration block) {
    Instances instances = instances(block);
    if (instances.each().size() == 1) {
      return instances.each().getFirst();
    }
    Map<String, Possible> all = new HashMap<>();
    for (String iterator : List.of("each", "count")) {
      Map<String, Possible> parts = new HashMap<>();
      for (String part : List.of("key", "value", "index")) {
        List<Possible> values = new ArrayList<>();
        for (Bindings names : instances.each()) {
          if (names.get(iterator) instanceof Mapping bound
              && bound.attributes().containsKey(part)) {
            values.add(bound.attributes().get(part));
          }
        }
        parts.put(
            part, values.isEmpty() ? new Unknown(iterator + "." + part) : Possible.anyOf(values));
      }
      all.put(iterator, new Mapping(parts));
    }
    Bindings names = Bindings.NONE;
    for (Map.Entry<String, Possible> entry : all.entrySet()) {
      names = names.with(entry.getKey(), entry.getValue());
    }
    return names;
  }

  /** The blocks that a {@code dynamic} block makes. */
  public Instances generated(Block dynamic, Source source, Bindings outer) {
    String iterator =
        dynamic
            .body()
            .attribute("iterator")
            .map(attribute -> attribute.value() instanceof Expression.Variable v ? v.name() : "")
            .orElse(dynamic.label(0));
    Possible collection =
        dynamic
            .body()
            .attribute("for_each")
            .map(Attribute::value)
            .map(expression -> value(expression, source, outer))
            .orElse(new Unknown("a dynamic block without for_each"));
    return instances(collection, iterations(collection, iterator, outer));
  }
}

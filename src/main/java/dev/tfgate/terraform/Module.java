package dev.tfgate.terraform;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.ObjectValue;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.terraform.ConfigurationDirectory.Placed;
import dev.tfgate.terraform.ProviderRequirement.Value;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.text.VersionConstraints;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Terraform makes of the configuration files of one directory: override files are merged over
 * the others, in the order of their names. Where Terraform would reject the files, for a name that
 * is declared twice or an override of nothing, every block counts.
 */
public final class Module {
  private static final String FUNCTION_PREFIX = "provider::";

  private final String path;
  private final Engine program;
  private final ConfigurationDirectory directory;
  private final Map<String, List<Declaration>> declarations = new LinkedHashMap<>();
  private final Map<String, Map<String, List<Declaration>>> labelled = new HashMap<>(0);
  private final Map<String, Argument> locals = new LinkedHashMap<>();
  private final List<ProviderRequirement> requirements;
  private final List<Resource> resources = new ArrayList<>();
  private final List<ModuleCall> calls = new ArrayList<>();
  private final List<Placed> states = new ArrayList<>();
  private final List<ProviderRequest> requests;
  private final List<ProviderRequest> requestsOfTests = new ArrayList<>();

  /**
   * The module of a directory.
   *
   * @param profile of the program that runs here
   * @param tests the directory {@code tests} in it, whose tests run in it too
   */
  Module(
      ConfigurationDirectory directory, Profile profile, Optional<ConfigurationDirectory> tests) {
    this.path = directory.path();
    this.program = profile.program();
    this.directory = directory;
    List<ParsedFile> files = directory.files(FileKind.CONFIGURATION);
    Map<String, List<Declaration>> byIdentity = new LinkedHashMap<>();
    for (boolean override : new boolean[] {false, true}) {
      for (ParsedFile file : files) {
        if (file.isOverride() == override) {
          file.hcl().body().blocks().forEach(block -> declare(file, block, byIdentity));
        }
      }
    }
    byIdentity
        .values()
        .forEach(
            all ->
                declarations
                    .computeIfAbsent(all.getFirst().block().type(), type -> new ArrayList<>())
                    .addAll(all));
    requirements = requirements(files);
    for (String type : new String[] {"resource", "data", "ephemeral", "action"}) {
      Resource.Mode mode = Resource.Mode.of(type).orElseThrow();
      for (Declaration declaration : declarations(type)) {
        resources.add(resource(mode, declaration));
      }
    }
    for (Declaration check : declarations("check")) {
      for (Placed data : check.blocks("data")) {
        resources.add(
            resource(Resource.Mode.DATA, new Declaration(data.file(), data.block(), List.of())));
      }
    }
    for (Declaration call : declarations("module")) {
      Optional<Argument> source = call.argument("source");
      Optional<String> constant =
          source.flatMap(argument -> ConstantEvaluator.plainString(argument.value()));
      calls.add(
          new ModuleCall(
              call.block().label(0),
              call,
              false,
              constant,
              source.isPresent() && constant.isEmpty() && profile.has(Feature.COMPUTED_SOURCES)));
    }
    List<ParsedFile> testFiles =
        Stream.concat(Stream.of(directory), tests.stream())
            .flatMap(place -> place.files(FileKind.TEST).stream())
            .toList();
    testFiles.forEach(this::addTestCalls);
    if (profile.has(Feature.PROVIDERS_OF_TESTS)) {
      for (ParsedFile file : testFiles) {
        for (Block provider : file.hcl().body().blocks("provider")) {
          requestsOfTests.add(providerRequest(new Declaration(file, provider, List.of())));
        }
      }
    }
    requests = requests(profile.has(Feature.PROVIDERS_OF_IMPORTS));
  }

  /** The path of its directory, relative to the checkout; "." at the top. */
  public String path() {
    return path;
  }

  /** Its directory: the files as written. */
  public ConfigurationDirectory directory() {
    return directory;
  }

  /** The top-level blocks of that type, overrides applied. */
  public List<Declaration> declarations(String type) {
    return Collections.unmodifiableList(declarations.getOrDefault(type, List.of()));
  }

  /** Those of them whose first two labels are these. */
  public List<Declaration> declarations(String type, String first, String second) {
    return Collections.unmodifiableList(
        labelled
            .computeIfAbsent(type, this::byLabels)
            .getOrDefault(first + '\0' + second, List.of()));
  }

  private Map<String, List<Declaration>> byLabels(String type) {
    Map<String, List<Declaration>> found = new HashMap<>();
    for (Declaration declaration : declarations(type)) {
      Block block = declaration.block();
      found
          .computeIfAbsent(block.label(0) + '\0' + block.label(1), labels -> new ArrayList<>(1))
          .add(declaration);
    }
    return found;
  }

  /** The local values, overrides applied. */
  public Map<String, Argument> locals() {
    return Collections.unmodifiableMap(locals);
  }

  /** The entries of {@code required_providers} that count. */
  public List<ProviderRequirement> requirements() {
    return requirements;
  }

  /** The resources, data sources, ephemeral resources and actions. */
  public List<Resource> resources() {
    return Collections.unmodifiableList(resources);
  }

  /** The calls of modules, those of tests last. */
  public List<ModuleCall> calls() {
    return Collections.unmodifiableList(calls);
  }

  /** The {@code backend} or {@code cloud} blocks that count; Terraform rejects more than one. */
  public List<Placed> states() {
    return Collections.unmodifiableList(states);
  }

  /** Every place that makes Terraform request a provider, those of called modules apart. */
  public List<ProviderRequest> providerRequests() {
    return requests;
  }

  /** The provider blocks of its tests, which request providers where it is the root. */
  public List<ProviderRequest> providerRequestsOfTests() {
    return Collections.unmodifiableList(requestsOfTests);
  }

  /**
   * The provider that a local name stands for in this module; empty where its source is not known.
   */
  public Optional<ProviderAddress> provider(String localName) {
    for (ProviderRequirement requirement : requirements.reversed()) {
      if (requirement.localName().equals(localName)) {
        return requirement.address();
      }
    }
    return Optional.of(ProviderAddress.implied(localName, program));
  }

  /** The provider of a resource; empty where it is not known. */
  public Optional<ProviderAddress> provider(Resource resource) {
    return resource.providerArgument().isPresent()
        ? resource.providerReference().flatMap(reference -> provider(reference.localName()))
        : provider(ProviderAddress.impliedLocalName(resource.type()));
  }

  private void declare(ParsedFile file, Block block, Map<String, List<Declaration>> byIdentity) {
    switch (block.type()) {
      case "locals" -> {
        for (Attribute attribute : block.body().attributes()) {
          locals.put(attribute.name(), new Argument(file, attribute));
        }
      }
      case "terraform" -> {
        List<Placed> found = new ArrayList<>();
        for (Block nested : block.body().blocks()) {
          if (nested.type().equals("backend") || nested.type().equals("cloud")) {
            found.add(new Placed(file, nested));
          }
        }
        if (file.isOverride() && !found.isEmpty()) {
          states.clear();
        }
        states.addAll(found);
      }
      default -> {
        List<Declaration> known =
            byIdentity.computeIfAbsent(identity(block), identity -> new ArrayList<>());
        if (file.isOverride() && !known.isEmpty()) {
          Declaration base = known.removeLast();
          List<Placed> overrides = new ArrayList<>(base.overrides());
          overrides.add(new Placed(file, block));
          known.add(new Declaration(base.file(), base.block(), overrides));
        } else {
          known.add(new Declaration(file, block, List.of()));
        }
      }
    }
  }

  /** What makes two blocks the same object; blocks without labels are objects of their own. */
  private static String identity(Block block) {
    StringBuilder identity = new StringBuilder(block.type());
    block.labels().forEach(label -> identity.append('\0').append(label.value()));
    if (block.type().equals("provider")) {
      block
          .body()
          .attribute("alias")
          .ifPresent(
              alias ->
                  identity
                      .append('\0')
                      .append(ConstantEvaluator.string(alias.value()).orElse("\0")));
    }
    return identity.toString();
  }

  private static Resource resource(Resource.Mode mode, Declaration declaration) {
    Block block = declaration.block();
    return new Resource(mode, block.label(0), block.label(1), declaration);
  }

  private void addTestCalls(ParsedFile file) {
    for (Block run : file.hcl().body().blocks("run")) {
      for (Block module : run.body().blocks("module")) {
        Declaration call = new Declaration(file, module, List.of());
        // Of tests every version takes constants only.
        calls.add(
            new ModuleCall(
                run.label(0),
                call,
                true,
                call.argument("source").flatMap(Argument::string),
                false));
      }
    }
  }

  private List<ProviderRequirement> requirements(List<ParsedFile> files) {
    List<ProviderRequirement> base = new ArrayList<>();
    Map<String, ProviderRequirement> overrides = new LinkedHashMap<>();
    for (ParsedFile file : files) {
      for (Block terraform : file.hcl().body().blocks("terraform")) {
        for (Block block : terraform.body().blocks("required_providers")) {
          for (Attribute attribute : block.body().attributes()) {
            ProviderRequirement requirement = requirement(new Argument(file, attribute));
            if (file.isOverride()) {
              overrides.put(attribute.name(), requirement);
            } else {
              base.add(requirement);
            }
          }
        }
      }
    }
    base.removeIf(requirement -> overrides.containsKey(requirement.localName()));
    base.addAll(overrides.values());
    return List.copyOf(base);
  }

  private ProviderRequirement requirement(Argument entry) {
    String localName = entry.attribute().name();
    Expression expression = entry.value();
    Optional<Constant> constant = ConstantEvaluator.evaluate(expression);
    if (constant.isPresent() && !(constant.get() instanceof Constant.ObjectMap)) {
      Optional<String> version = ConstantEvaluator.plainString(expression);
      return new ProviderRequirement(
          localName,
          entry,
          null,
          new Value(version.orElse(null), expression),
          Optional.of(ProviderAddress.implied(localName, program)),
          version.isPresent() ? null : "it is neither an object nor a version");
    }
    Expression inner = expression;
    while (inner instanceof Expression.Parenthesized parenthesized) {
      inner = parenthesized.inner();
    }
    if (!(inner instanceof ObjectValue object)) {
      return new ProviderRequirement(
          localName,
          entry,
          new Value(null, expression),
          new Value(null, expression),
          Optional.empty(),
          "it is not a literal object, so its source is not certain");
    }
    @Nullable Value source = null;
    @Nullable Value version = null;
    @Nullable String problem = null;
    for (ObjectValue.Item item : object.items()) {
      Optional<String> key =
          switch (item.key()) {
            case ObjectValue.Key.Name name -> Optional.of(name.name());
            case ObjectValue.Key.Computed computed ->
                ConstantEvaluator.plainString(computed.expression());
          };
      if (key.isEmpty()) {
        problem = "a key of it is not constant, so it may name another source";
      } else if (key.get().equals("source")) {
        source = new Value(ConstantEvaluator.plainString(item.value()).orElse(null), item.value());
      } else if (key.get().equals("version")) {
        version = new Value(ConstantEvaluator.plainString(item.value()).orElse(null), item.value());
      }
    }
    Optional<ProviderAddress> address =
        source == null
            ? Optional.of(ProviderAddress.implied(localName, program))
            : Optional.ofNullable(source.text())
                .flatMap(text -> ProviderAddress.parse(text, program));
    if (source != null && source.text() == null) {
      problem = "its source is not a constant string, so any provider might be loaded";
    } else if (source != null && address.isEmpty()) {
      problem = "its source '" + source.text() + "' is not a provider address";
    }
    return new ProviderRequirement(
        localName, entry, source, version, problem == null ? address : Optional.empty(), problem);
  }

  /**
   * @param everyImport whether imports of what is declared count too
   */
  private List<ProviderRequest> requests(boolean everyImport) {
    List<ProviderRequest> found = new ArrayList<>();
    for (ProviderRequirement requirement : requirements) {
      found.add(
          request(
              requirement.address(),
              requirement.version(),
              requirement.entry().file(),
              requirement.entry().attribute().range(),
              "required_providers entry '" + requirement.localName() + "'",
              requirement.localName()));
    }
    for (Resource resource : resources) {
      Declaration declaration = resource.declaration();
      String localName =
          resource
              .providerReference()
              .map(Resource.ProviderReference::localName)
              .orElse(ProviderAddress.impliedLocalName(resource.type()));
      found.add(
          request(
              provider(resource),
              null,
              declaration.file(),
              declaration.block().range(),
              declaration.block().type() + " '" + resource.type() + "." + resource.name() + "'",
              localName));
    }
    for (Declaration provider : declarations("provider")) {
      found.add(providerRequest(provider));
    }
    for (Declaration declaration : declarations("import")) {
      importRequest(declaration, everyImport).ifPresent(found::add);
    }
    for (FunctionUse function : providerFunctions()) {
      found.add(
          request(
              provider(function.localName()),
              null,
              function.file(),
              function.range(),
              "function of provider '" + function.localName() + "'",
              function.localName()));
    }
    return List.copyOf(found);
  }

  private ProviderRequest providerRequest(Declaration provider) {
    String localName = provider.block().label(0);
    @Nullable Value version =
        provider
            .argument("version")
            .map(argument -> new Value(argument.string().orElse(null), argument.value()))
            .orElse(null);
    return request(
        provider(localName),
        version,
        provider.file(),
        provider.block().range(),
        "provider block '" + localName + "'",
        localName);
  }

  private static ProviderRequest request(
      Optional<ProviderAddress> address,
      @Nullable Value version,
      ParsedFile file,
      SourceRange range,
      String by,
      String localName) {
    Optional<VersionConstraints> constraints =
        version == null || version.text() == null
            ? Optional.empty()
            : VersionConstraints.parse(version.text());
    return new ProviderRequest(
        address,
        constraints.orElse(null),
        version != null && constraints.isEmpty(),
        file,
        range,
        by,
        localName);
  }

  /**
   * An {@code import} of a resource that no block declares requests the provider of the resource's
   * type, or the one that it names; into a module it requests nothing. For OpenTofu each does.
   */
  private Optional<ProviderRequest> importRequest(Declaration declaration, boolean everyImport) {
    Optional<Argument> to = declaration.argument("to");
    List<String> target = to.map(argument -> names(argument.value())).orElse(List.of());
    if (target.size() >= 2 && !everyImport) {
      String name = target.get(0) + "." + target.get(1);
      boolean declared =
          target.getFirst().equals("module")
              || resources.stream().anyMatch(resource -> resource.address().equals(name));
      if (declared) {
        return Optional.empty();
      }
    }
    int type = 0;
    while (type < target.size() && target.get(type).equals("module")) {
      type += 2;
    }
    Optional<Argument> provider = declaration.argument("provider");
    Optional<String> localName =
        provider.isPresent()
            ? provider
                .flatMap(argument -> Resource.ProviderReference.of(argument.value()))
                .map(Resource.ProviderReference::localName)
            : type + 1 < target.size()
                ? Optional.of(ProviderAddress.impliedLocalName(target.get(type)))
                : Optional.empty();
    return Optional.of(
        request(
            localName.flatMap(this::provider),
            null,
            declaration.file(),
            declaration.block().range(),
            "an import block",
            localName.orElse("")));
  }

  /** The names of a reference, without keys of instances; none where it isn't written plainly. */
  private static List<String> names(Expression expression) {
    if (Resource.unwrapped(expression)
        instanceof Expression.Traversal(Expression.Variable root, var steps, var range)) {
      List<String> names = new ArrayList<>(List.of(root.name()));
      for (Expression.Step step : steps) {
        if (step instanceof Expression.Step.Attribute attribute) {
          names.add(attribute.name());
        }
      }
      return names;
    }
    return ConstantEvaluator.string(expression)
        .map(
            text ->
                List.of(
                    text.replaceAll("\\[(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^\"\\]]*)\\]", "")
                        .split("[.]")))
        .filter(names -> names.stream().allMatch(name -> name.matches("[\\w-]+")))
        .orElse(List.of());
  }

  /** A call of a function that a provider offers: the provider must run for it. */
  private record FunctionUse(ParsedFile file, String localName, SourceRange range) {}

  private List<FunctionUse> providerFunctions() {
    List<FunctionUse> found = new ArrayList<>();
    for (ParsedFile file : directory.files(FileKind.CONFIGURATION)) {
      if (!file.hcl().mayCall(name -> name.startsWith(FUNCTION_PREFIX))) {
        continue;
      }
      for (Expression expression : file.hcl().body().expressions()) {
        expression.walk(
            inner -> {
              if (inner instanceof Expression.FunctionCall call
                  && call.name().startsWith(FUNCTION_PREFIX)) {
                String rest = call.name().substring(FUNCTION_PREFIX.length());
                int end = rest.indexOf("::");
                found.add(
                    new FunctionUse(file, end < 0 ? rest : rest.substring(0, end), call.range()));
              }
            });
      }
    }
    return found;
  }
}

package dev.tfgate.trust;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.tfgate.plugins.Manifest;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.Trust.AllowedArgument;
import dev.tfgate.trust.Trust.AllowedBackend;
import dev.tfgate.trust.Trust.CiConfig;
import dev.tfgate.trust.Trust.CiFile;
import dev.tfgate.trust.Trust.Limits;
import dev.tfgate.trust.Trust.ModuleSource;
import dev.tfgate.trust.Trust.Owners;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.ScalarType;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlObject;
import dev.tfgate.yaml.YamlParser;
import dev.tfgate.yaml.YamlValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads {@code gate.yaml}: every key, every problem in one go. */
final class GateFile {
  /** Begins a path of ci_config that lies beside gate.yaml, where that lies in the checkout. */
  static final String BESIDE = "./";

  private static final Pattern PRINTING = Pattern.compile("show|output");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern ARGUMENT =
      Pattern.compile("[a-z0-9][a-z0-9_-]*(\\.[A-Za-z_][A-Za-z0-9_-]*)+");
  private static final Pattern TYPE =
      Pattern.compile("((data|ephemeral|resource|action)\\.)?[A-Za-z_][A-Za-z0-9_-]*");
  private static final Pattern MEMBER = Pattern.compile("[A-Za-z]+:.+");

  private final TrustLocation location;
  private final Problems problems;
  private final KnownRules rules;
  private Map<String, Layer> knownRules = Map.of();

  GateFile(TrustLocation location, Problems problems, KnownRules rules) {
    this.location = location;
    this.problems = problems;
    this.rules = rules;
  }

  /**
   * Reads the file.
   *
   * @param name the file's name as the user knows it
   * @return the content without its manifest; empty where nothing could be read, with a problem
   */
  Optional<Trust> read(String name, byte[] bytes) {
    Optional<YamlNode> node = YamlParser.parse(name, bytes, problems);
    if (node.isEmpty()) {
      if (problems.isEmpty()) {
        problems.add(name, null, "the file is empty; expected at least \"version: 1\"");
      }
      return Optional.empty();
    }
    return new YamlValue(name, "", node.get(), problems)
        .object(
            "version",
            "roots",
            "terraform",
            "modules",
            "backends",
            "remote_state",
            "encryption",
            "provider_arguments",
            "types",
            "ci_config",
            "webhook",
            "dispatch",
            "owners",
            "rules",
            "exceptions",
            "policies",
            "limits",
            "identities",
            "contact",
            "programs")
        .map(this::trust);
  }

  private static Optional<String> passedVariable(YamlValue value) {
    Optional<String> name = value.text(VARIABLE, "a variable's name in full");
    if (name.filter(PassedVariables::isDenied).isPresent()) {
      value.problem(
          "%s is never passed, because it could redirect the program, a provider, git or the linker. Take it out"
              .formatted(name.get()));
      return Optional.empty();
    }
    return name;
  }

  private static Optional<String> printing(YamlValue value) {
    return value.text(PRINTING, "show or output");
  }

  private Trust trust(YamlObject top) {
    top.require("version", value -> value.integer(1, 1));
    Optional<YamlObject> terraform =
        top.get(
            "terraform",
            value -> value.object("plugin_dir", "manifest", "pass_env", "print_state"));
    Optional<YamlObject> modules = top.get("modules", value -> value.object("allow"));
    Optional<YamlObject> backends =
        top.get("backends", value -> value.object("allow", "config_files"));
    Optional<YamlObject> remoteState = top.get("remote_state", value -> value.object("allow"));
    Optional<YamlObject> arguments =
        top.get("provider_arguments", value -> value.object("deny", "allow"));
    Optional<YamlObject> types = top.get("types", value -> value.object("deny", "allow"));
    List<String> notes = new ArrayList<>();
    CiConfig ci = top.get("ci_config").map(this::ciConfig).orElse(CiConfig.NONE);
    if (ci.files().isEmpty()) {
      notes.add("no CI configuration is compared, because gate.yaml has no ci_config files");
    }
    List<Path> policies =
        top.list("policies", value -> value.nonEmptyText().flatMap(text -> path(value, text)));
    knownRules = rules.with(policies, problems);
    if (policies.isEmpty()) {
      notes.add("no policy runs, because gate.yaml names none");
    }
    ExceptionEntries exceptions =
        new ExceptionEntries(location.path(), knownRules, GateFile::checkoutGlob);
    top.get("exceptions").ifPresent(exceptions::read);
    return new Trust(
        location,
        top.get("roots").map(value -> ForRoots.of(value.items(GateFile::rootPattern))).orElse(null),
        terraform.flatMap(t -> t.get("plugin_dir", this::pluginDirectory)).orElse(null),
        Manifest.EMPTY,
        terraform
            .flatMap(t -> t.get("manifest", v -> v.nonEmptyText().flatMap(text -> path(v, text))))
            .orElse(null),
        top.list("programs", GateFile::program),
        new Trust.Run(
            list(terraform, "pass_env", GateFile::passedVariable),
            list(terraform, "print_state", GateFile::printing),
            list(backends, "allow", GateFile::backend).stream()
                .anyMatch(backend -> backend.type().equals("local"))),
        list(modules, "allow", GateFile::moduleSource),
        backends.isPresent() && backends.get().get("allow").isPresent()
            ? list(backends, "allow", GateFile::backend)
            : Trust.DEFAULT_BACKENDS,
        list(backends, "config_files", GateFile::checkoutGlob),
        remoteState.isPresent() && remoteState.get().get("allow").isPresent()
            ? list(remoteState, "allow", GateFile::backend)
            : Trust.DEFAULT_BACKENDS,
        list(top.get("encryption", value -> value.object("allow")), "allow", GateFile::keyProvider),
        list(arguments, "deny", GateFile::argument),
        list(arguments, "allow", GateFile::allowedArgument),
        list(types, "deny", GateFile::type),
        list(types, "allow", GateFile::allowedType),
        ci,
        top.get("webhook").flatMap(this::webhook).orElse(null),
        top.get("dispatch").flatMap(this::dispatch).orElse(null),
        top.get("owners", GateFile::owners).orElse(Owners.CREATOR),
        top.get("rules").map(this::rules).orElse(Map.of()),
        exceptions.entries(),
        exceptions.files(),
        policies,
        top.get("limits", GateFile::limits).orElse(Limits.DEFAULT),
        new Identities(top.list("identities", GateFile::identities)),
        top.get("contact", YamlValue::nonEmptyText).orElse(null),
        notes);
  }

  private Optional<WebhookSettings> webhook(YamlValue value) {
    return new WebhookSection(location.path(), GateFile::checkoutGlob).read(value);
  }

  private Optional<DispatchSettings> dispatch(YamlValue value) {
    return new DispatchSection(new WebhookSection(location.path(), GateFile::checkoutGlob))
        .read(value);
  }

  private static <T> List<T> list(
      Optional<YamlObject> object, String key, Function<YamlValue, Optional<T>> read) {
    return object.map(o -> o.list(key, read)).orElse(List.of());
  }

  private Optional<Path> path(YamlValue value, String text) {
    if (text.indexOf('\0') >= 0) {
      value.problem("expected a path, found one with a zero character");
      return Optional.empty();
    }
    return Optional.of(location.path().resolve(text).normalize());
  }

  private Optional<Path> pluginDirectory(YamlValue value) {
    Optional<Path> path = value.nonEmptyText().flatMap(text -> path(value, text));
    if (path.isPresent() && !value.text().map(text -> text.startsWith("/")).orElse(false)) {
      value.problem("expected an absolute path, found \"%s\"".formatted(value.text().orElse("")));
      return Optional.empty();
    }
    return path;
  }

  private static Optional<Glob> checkoutGlob(YamlValue value) {
    return glob(value, value.nonEmptyText());
  }

  private static Optional<Glob> glob(YamlValue value, Optional<String> text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String pattern = text.get();
    boolean outside = pattern.startsWith("/") || List.of(pattern.split("/")).contains("..");
    if (outside) {
      value.problem(
          "expected a path inside the checkout, relative and without \"..\", found \"%s\""
              .formatted(pattern));
      return Optional.empty();
    }
    String plain =
        pattern.startsWith("./") && pattern.length() > 2 ? pattern.substring(2) : pattern;
    return Optional.of(
        Glob.ofPaths(
            plain.length() > 1 && plain.endsWith("/")
                ? plain.substring(0, plain.length() - 1)
                : plain));
  }

  private static Optional<ProgramChoices.Choice> program(YamlValue value) {
    Optional<YamlObject> object = value.object("roots", "program", "version");
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<Glob>> roots =
        object.get().require("roots", v -> Optional.of(v.items(GateFile::checkoutGlob)));
    Optional<Engine> program =
        object.get().require("program", v -> v.oneOf("terraform", "tofu").flatMap(Engine::of));
    Optional<String> version = object.get().get("version", YamlValue::nonEmptyText);
    if (roots.isEmpty() || program.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ProgramChoices.Choice(
            roots.get(), program.get(), version.orElse(null), value.node().start()));
  }

  private static Optional<ModuleSource> moduleSource(YamlValue value) {
    Optional<YamlObject> object = value.object("source", "ref_regex", "version_regex", "roots");
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> source = object.get().require("source", YamlValue::nonEmptyText);
    Optional<YamlValue> refValue = object.get().get("ref_regex");
    Optional<Pattern> ref = refValue.flatMap(YamlValue::regex);
    Optional<YamlValue> versionValue = object.get().get("version_regex");
    Optional<Pattern> version = versionValue.flatMap(YamlValue::regex);
    if (source.isEmpty()
        || (refValue.isPresent() && ref.isEmpty())
        || (versionValue.isPresent() && version.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new ModuleSource(
            Glob.of(source.get()), ref.orElse(null), version.orElse(null), forRoots(object.get())));
  }

  private static Optional<AllowedBackend> keyProvider(YamlValue value) {
    Optional<AllowedBackend> provider = backend(value);
    if (provider.filter(allowed -> allowed.type().equals("external")).isPresent()) {
      value.problem(
          "the key provider \"external\" runs a program that a pull request chooses, so it is never allowed. Use one of a key service");
      return Optional.empty();
    }
    return provider;
  }

  private static Optional<AllowedBackend> backend(YamlValue value) {
    Optional<YamlObject> object = value.object("type", "arguments", "roots");
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> type = object.get().require("type", YamlValue::nonEmptyText);
    Map<String, String> arguments = new LinkedHashMap<>();
    object
        .get()
        .get("arguments")
        .ifPresent(
            all -> {
              for (YamlValue.Field field : all.fields()) {
                argument(field.name(), field.value(), arguments);
              }
            });
    ForRoots roots = forRoots(object.get());
    return type.map(name -> new AllowedBackend(name, arguments, roots, false));
  }

  /** Text, {@code {any: true}}, or the arguments of an object. */
  private static void argument(String name, YamlValue value, Map<String, String> arguments) {
    if (value.node() instanceof YamlNode.Mapping) {
      List<YamlValue.Field> fields = value.fields();
      if (fields.size() == 1 && fields.getFirst().name().equals("any")) {
        if (isAny(fields.getFirst().value())) {
          arguments.put(name, AllowedBackend.ANY);
        }
        return;
      }
      fields.forEach(field -> argument(name + "." + field.name(), field.value(), arguments));
    } else {
      scalar(value).ifPresent(text -> arguments.put(name, text));
    }
  }

  private static boolean isAny(YamlValue value) {
    Optional<Boolean> any = value.bool();
    if (any.isPresent() && !any.get()) {
      value.problem("expected true, found false. Leave the key out, and name the value instead");
    }
    return any.orElse(false);
  }

  private static ForRoots forRoots(YamlObject entry) {
    Optional<YamlValue> roots = entry.get("roots");
    if (roots.isEmpty()) {
      return ForRoots.ALL;
    }
    List<ForRoots.Pattern> patterns = roots.get().items(GateFile::rootPattern);
    if (patterns.isEmpty()
        && roots.get().node() instanceof YamlNode.Sequence sequence
        && sequence.items().isEmpty()) {
      roots
          .get()
          .problem(
              "expected at least one pattern, found none. Leave \"roots\" out to mean every root");
    }
    return ForRoots.of(patterns);
  }

  private static Optional<ForRoots.Pattern> rootPattern(YamlValue value) {
    Optional<String> text = value.nonEmptyText();
    boolean leavesOut = text.filter(pattern -> pattern.startsWith("!")).isPresent();
    return glob(value, text.map(pattern -> leavesOut ? pattern.substring(1) : pattern))
        .map(glob -> new ForRoots.Pattern(glob, leavesOut));
  }

  private static Optional<String> argument(YamlValue value) {
    return value.text(
        ARGUMENT,
        "a provider type, a dot and an argument, such as google.impersonate_service_account");
  }

  private static Optional<AllowedArgument> allowedArgument(YamlValue value) {
    Optional<YamlObject> object = value.object("argument", "value", "any", "roots");
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> argument = object.get().require("argument", GateFile::argument);
    Optional<YamlValue> any = object.get().get("any");
    if (any.isPresent() && object.get().get("value").isPresent()) {
      any.get()
          .problem(
              "\"any\" admits whatever the value is, so \"value\" says nothing. Keep one of them");
    }
    boolean whatever = any.filter(GateFile::isAny).isPresent();
    Optional<String> allowed =
        any.isPresent() ? Optional.empty() : object.get().require("value", GateFile::scalar);
    ForRoots roots = forRoots(object.get());
    if (argument.isEmpty() || (allowed.isEmpty() && !whatever)) {
      return Optional.empty();
    }
    return Optional.of(
        new AllowedArgument(argument.get(), allowed.map(Glob::of).orElse(null), roots));
  }

  /** Text, or what Terraform writes as such: a number, or whether something is so. */
  private static Optional<String> scalar(YamlValue value) {
    return value.node() instanceof YamlNode.Scalar scalar
            && (scalar.type() == ScalarType.BOOLEAN || scalar.type() == ScalarType.INTEGER)
        ? Optional.of(scalar.text())
        : value.text();
  }

  private static Optional<Trust.AllowedType> allowedType(YamlValue value) {
    if (!(value.node() instanceof YamlNode.Mapping)) {
      return type(value).map(name -> new Trust.AllowedType(name, ForRoots.ALL));
    }
    Optional<YamlObject> object = value.object("type", "roots");
    Optional<String> name = object.flatMap(entry -> entry.require("type", GateFile::type));
    ForRoots roots = object.map(GateFile::forRoots).orElse(ForRoots.ALL);
    return name.map(type -> new Trust.AllowedType(type, roots));
  }

  private static Optional<String> type(YamlValue value) {
    return value.text(TYPE, "a type such as data.archive_file, ephemeral.… or aws_instance");
  }

  private CiConfig ciConfig(YamlValue value) {
    if (value.node() instanceof YamlNode.Sequence) {
      return new CiConfig(false, value.items(this::ciFile));
    }
    if (!(value.node() instanceof YamlNode.Mapping)) {
      value.unexpected("a list of files, or a mapping with the keys running_build, files");
      return CiConfig.NONE;
    }
    return value
        .object("running_build", "files")
        .map(
            object ->
                new CiConfig(
                    object.get("running_build", YamlValue::bool).orElse(false),
                    object.list("files", this::ciFile)))
        .orElse(CiConfig.NONE);
  }

  private Optional<CiFile> ciFile(YamlValue value) {
    Optional<YamlObject> object = value.object("path", "trusted");
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<YamlValue> written = object.get().require("path");
    Optional<Glob> path = written.flatMap(GateFile::checkoutGlob);
    Optional<ObjectAddress> trusted = object.get().require("trusted", this::trustedCopy);
    if (path.isEmpty() || trusted.isEmpty()) {
      return Optional.empty();
    }
    boolean folder = written.flatMap(YamlValue::text).orElse("").endsWith("/");
    ObjectAddress copy = folder ? trusted.get().asFolder() : trusted.get();
    boolean beside = written.flatMap(YamlValue::text).orElse("").startsWith("./");
    return Optional.of(new CiFile((beside ? BESIDE : "") + path.get().pattern(), copy));
  }

  private Optional<ObjectAddress> trustedCopy(YamlValue value) {
    Optional<String> text = value.nonEmptyText();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String address = text.get();
    if (!address.contains("://") && !address.startsWith("file:")) {
      return path(value, address)
          .map(path -> new ObjectAddress.OnDisk(path.toAbsolutePath(), address.endsWith("/")));
    }
    try {
      return Optional.of(ObjectAddress.parse(address));
    } catch (IllegalArgumentException e) {
      value.problem(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<Owners> owners(YamlValue value) {
    Optional<YamlObject> object = value.object("strip", "keep", "other_admins");
    return object.map(
        o ->
            new Owners(
                o.get("strip").isPresent()
                    ? o.list("strip", GateFile::creatorOrMember)
                    : Owners.CREATOR.strip(),
                o.list("keep", GateFile::member),
                o.list("other_admins", GateFile::member)));
  }

  private static Optional<String> creatorOrMember(YamlValue value) {
    Optional<String> text = value.text();
    if (text.isPresent() && !text.get().equals("creator") && !MEMBER.matches(text.get())) {
      value.problem(
          "expected creator or a member such as \"serviceAccount:tf@acme.iam.gserviceaccount.com\","
              + " found \"%s\"".formatted(text.get()));
      return Optional.empty();
    }
    return text;
  }

  private static Optional<String> member(YamlValue value) {
    return value.text(MEMBER, "a member such as \"group:platform-admins@acme.example\"");
  }

  private static Optional<Identities.Entry> identities(YamlValue value) {
    Optional<YamlObject> found = value.object("roots", "google", "aws");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    YamlObject object = found.get();
    List<Glob> roots = object.list("roots", GateFile::checkoutGlob);
    if (object.require("roots").isPresent() && roots.isEmpty()) {
      value.problem("expected at least one pattern under \"roots\", found none");
    }
    int stars = roots.stream().mapToInt(Glob::stars).min().orElse(0);
    Map<Identities.Phase, String> google =
        object
            .get("google", accounts -> accounts.object("plan", "apply"))
            .map(
                accounts ->
                    byPhase(
                        accounts,
                        stars,
                        IdentityNames::isServiceAccount,
                        "the e-mail address of a service account, such as \"plan-{1}@acme-ci.iam.gserviceaccount.com\""))
            .orElse(Map.of());
    Optional<YamlObject> roles =
        object.get("aws", accounts -> accounts.object("plan", "apply", "audience"));
    Map<Identities.Phase, String> aws =
        roles
            .map(
                accounts ->
                    byPhase(
                        accounts,
                        stars,
                        IdentityNames::isRole,
                        "the ARN of a role, such as \"arn:aws:iam::111122223333:role/plan-{1}\""))
            .orElse(Map.of());
    String audience =
        roles
            .flatMap(accounts -> accounts.get("audience", YamlValue::nonEmptyText))
            .orElse("sts.amazonaws.com");
    return Optional.of(new Identities.Entry(roots, google, aws, audience));
  }

  private static Map<Identities.Phase, String> byPhase(
      YamlObject names, int stars, Predicate<String> valid, String expected) {
    Map<Identities.Phase, String> byPhase = new EnumMap<>(Identities.Phase.class);
    for (Identities.Phase phase : Identities.Phase.values()) {
      names
          .get(phase.word())
          .ifPresent(
              value ->
                  value
                      .nonEmptyText()
                      .ifPresent(
                          name -> {
                            Matcher placeholders = IdentityNames.PLACEHOLDER.matcher(name);
                            int highest = 0;
                            while (placeholders.find()) {
                              highest = Math.max(highest, Integer.parseInt(placeholders.group(1)));
                            }
                            if (!valid.test(placeholders.reset().replaceAll("x"))) {
                              value.problem("expected %s, found \"%s\"".formatted(expected, name));
                            } else if (highest > stars) {
                              value.problem(
                                  "\"{%d}\" stands for star %d of the pattern under \"roots\", which has %d"
                                      .formatted(highest, highest, stars));
                            } else {
                              byPhase.put(phase, name);
                            }
                          }));
    }
    return byPhase;
  }

  private Map<String, Enforcement> rules(YamlValue value) {
    Map<String, Enforcement> rules = new LinkedHashMap<>();
    for (YamlValue.Field field : value.fields()) {
      Optional<String> id = ExceptionEntries.rule(field.key(), knownRules);
      Optional<Enforcement> enforcement =
          field
              .value()
              .object("enforcement")
              .flatMap(
                  o ->
                      o.require("enforcement", v -> v.oneOf("mandatory", "advisory", "off"))
                          .flatMap(Enforcement::of));
      if (id.isPresent() && enforcement.isPresent()) {
        rules.put(id.get(), enforcement.get());
      }
    }
    return rules;
  }

  private static Optional<Limits> limits(YamlValue value) {
    return value
        .object("file_bytes", "nesting", "seconds", "rule_seconds")
        .map(
            o ->
                new Limits(
                    o.get("file_bytes", v -> v.integer(1024, 256L * 1024 * 1024))
                        .map(Math::toIntExact)
                        .orElse(Limits.DEFAULT.fileBytes()),
                    o.get("nesting", v -> v.integer(10, 1000))
                        .map(Math::toIntExact)
                        .orElse(Limits.DEFAULT.nesting()),
                    o.get("seconds", v -> v.integer(1, 86_400))
                        .map(Math::toIntExact)
                        .orElse(Limits.DEFAULT.seconds()),
                    o.get("rule_seconds", v -> v.integer(1, 86_400))
                        .map(Math::toIntExact)
                        .orElse(Limits.DEFAULT.ruleSeconds())));
  }
}

package dev.tfgate.policy.file;

import com.google.re2j.Pattern;
import dev.tfgate.report.Enforcement;
import dev.tfgate.text.Glob;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlNode.Scalar;
import dev.tfgate.yaml.YamlObject;
import dev.tfgate.yaml.YamlParser;
import dev.tfgate.yaml.YamlValue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a file of policies; every problem of it is reported in one run. */
public final class PolicyFile {
  static final List<String> KINDS =
      List.of("resource", "data", "ephemeral", "action", "module", "provider");
  private static final List<String> ACTIONS =
      List.of("create", "update", "replace", "delete", "read", "no-op", "forget", "invoke");
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");

  private PolicyFile() {}

  /**
   * What a file holds.
   *
   * @param parameters values for parameters, by policy and name
   */
  public record Content(List<Policy> policies, Map<String, Map<String, Given>> parameters) {
    /** A file without policies. */
    public static final Content NONE = new Content(List.of(), Map.of());
  }

  /** A value for a parameter, and where it stands. */
  public record Given(@Nullable Object value, YamlValue place) {}

  /** Reads a policy file; the result only counts where {@code problems} stays empty. */
  public static Content read(String file, byte[] bytes, Problems problems) {
    Optional<YamlNode> root = YamlParser.parse(file, bytes, problems);
    if (root.isEmpty()) {
      if (problems.isEmpty()) {
        problems.add(file, null, "the file is empty: expected version and policies");
      }
      return Content.NONE;
    }
    YamlValue top = new YamlValue(file, "", root.get(), problems);
    Optional<YamlObject> object = top.object("version", "policies", "parameters");
    if (object.isEmpty()) {
      return Content.NONE;
    }
    object.get().require("version", version -> version.integer(1, 1));
    if (object.get().get("policies").isEmpty() && object.get().get("parameters").isEmpty()) {
      top.problem("the key \"policies\" is missing");
    }
    List<Policy> policies = object.get().list("policies", PolicyFile::policy);
    return new Content(policies, parameters(object.get()));
  }

  private static Map<String, Map<String, Given>> parameters(YamlObject object) {
    Map<String, Map<String, Given>> all = new LinkedHashMap<>();
    object
        .get("parameters")
        .ifPresent(
            given -> {
              for (YamlValue.Field policy : given.fields()) {
                Map<String, Given> values = new LinkedHashMap<>();
                for (YamlValue.Field value : policy.value().fields()) {
                  values.put(
                      value.name(), new Given(YamlData.of(value.value().node()), value.value()));
                }
                all.put(policy.name(), values);
              }
            });
    return all;
  }

  private static Optional<Policy> policy(YamlValue value) {
    Optional<YamlObject> found =
        value.object(
            "id",
            "title",
            "enforcement",
            "on",
            "match",
            "deny",
            "unknown",
            "message",
            "why",
            "fix",
            "parameters",
            "tests");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    YamlObject object = found.get();
    Optional<String> id =
        object.require("id", v -> v.text(ID, "an id in kebab-case, such as no-owner-grant"));
    Optional<String> title = object.require("title", YamlValue::nonEmptyText);
    Optional<Enforcement> enforcement =
        object
            .get("enforcement", v -> v.oneOf("mandatory", "advisory", "off"))
            .flatMap(Enforcement::of);
    Set<Target> targets = EnumSet.noneOf(Target.class);
    targets.addAll(object.list("on", PolicyFile::target));
    if (object.get("on").isEmpty()) {
      value.problem(
          "the key \"on\" is missing: one or more of config, plan, module, root, ci_config");
    } else if (targets.isEmpty() && value.problems().isEmpty()) {
      value.problem("on: expected at least one of config, plan, module, root, ci_config");
    }
    Match match = object.get("match").map(v -> match(v, targets)).orElse(Match.ALL);
    boolean blocks = targets.contains(Target.CONFIG) || targets.contains(Target.PLAN);
    if (blocks && match.types().isEmpty() && object.get("match").isEmpty()) {
      value.problem(
          "match is missing: a policy on blocks or planned changes names their types, such as"
              + " {resource: [\"google_project\"]}");
    }
    Optional<Written> deny = object.require("deny", v -> expression(v, "deny"));
    Optional<Written> message = object.get("message", v -> expression(v, "message"));
    Map<Target, UnknownVerdict> unknown = new EnumMap<>(Target.class);
    for (Target target : Target.values()) {
      unknown.put(target, UnknownVerdict.DENY);
    }
    object.get("unknown").ifPresent(v -> unknown(v, unknown));
    Map<String, @Nullable Object> parameters =
        object.get("parameters").map(PolicyFile::values).orElse(Map.of());
    List<PolicyTest> tests = object.list("tests", v -> test(v, parameters.keySet()));
    if (id.isEmpty() || title.isEmpty() || deny.isEmpty() || targets.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Policy(
            id.get(),
            title.get(),
            enforcement.orElse(Enforcement.MANDATORY),
            targets,
            match,
            deny.get(),
            unknown,
            message.orElse(null),
            object.get("why", YamlValue::text).orElse(""),
            object.get("fix", YamlValue::text).orElse(""),
            parameters,
            tests,
            value.file(),
            value.node().start()));
  }

  private static Optional<Target> target(YamlValue value) {
    return value.oneOf("config", "plan", "module", "root", "ci_config").flatMap(Target::of);
  }

  private static Match match(YamlValue value, Set<Target> targets) {
    Optional<YamlObject> object =
        value.object(
            "resource", "data", "ephemeral", "action", "module", "provider", "path", "actions");
    if (object.isEmpty()) {
      return Match.ALL;
    }
    Map<String, List<Glob>> types = new LinkedHashMap<>();
    for (String kind : KINDS) {
      object.get().get(kind).ifPresent(globs -> types.put(kind, globs.items(PolicyFile::glob)));
    }
    boolean blocks = targets.contains(Target.CONFIG) || targets.contains(Target.PLAN);
    if (blocks && KINDS.stream().noneMatch(kind -> object.get().get(kind).isPresent())) {
      value.problem(
          "no types: a policy on blocks or planned changes names some under "
              + String.join(", ", KINDS));
    }
    Set<String> actions = new LinkedHashSet<>();
    object
        .get()
        .get("actions")
        .ifPresent(
            list -> {
              actions.addAll(list.items(v -> v.oneOf(ACTIONS.toArray(new String[0]))));
              if (!targets.contains(Target.PLAN)) {
                list.problem("actions are planned: they need \"plan\" in on");
              }
            });
    return new Match(types, object.get().list("path", PolicyFile::glob), actions);
  }

  private static Optional<Glob> glob(YamlValue value) {
    return value.nonEmptyText().map(Glob::of);
  }

  private static Optional<Written> expression(YamlValue value, String key) {
    if (value.node() instanceof Scalar scalar) {
      boolean literal = scalar.text().equals("true") || scalar.text().equals("false");
      if (!scalar.text().isBlank() && (literal || value.text().isPresent())) {
        return Optional.of(new Written(value.file(), key, scalar));
      }
      if (scalar.text().isBlank()) {
        value.problem("expected an expression in CEL, found nothing");
      }
      return Optional.empty();
    }
    value.problem(
        "expected an expression in CEL, found %s; write it in quotes or as a block (|)"
            .formatted(value.node().description()));
    return Optional.empty();
  }

  private static void unknown(YamlValue value, Map<Target, UnknownVerdict> unknown) {
    if (value.node() instanceof YamlNode.Mapping) {
      value
          .object("config", "plan", "module", "root", "ci_config")
          .ifPresent(
              object -> {
                for (Target target : Target.values()) {
                  object
                      .get(target.word(), PolicyFile::verdict)
                      .ifPresent(verdict -> unknown.put(target, verdict));
                }
              });
    } else {
      verdict(value)
          .ifPresent(
              verdict -> {
                for (Target target : Target.values()) {
                  unknown.put(target, verdict);
                }
              });
    }
  }

  private static Optional<UnknownVerdict> verdict(YamlValue value) {
    return value
        .oneOf("deny", "advise", "allow")
        .map(word -> UnknownVerdict.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  private static Map<String, @Nullable Object> values(YamlValue value) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (YamlValue.Field field : value.fields()) {
      field.key().text(NAME, "a name in snake_case");
      values.put(field.name(), YamlData.of(field.value().node()));
    }
    return values;
  }

  private static Optional<PolicyTest> test(YamlValue value, Set<String> parameters) {
    Optional<YamlObject> found =
        value.object("name", "deny", "unknown", "parameters", "hcl", "files", "plan", "ci_config");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    YamlObject object = found.get();
    Optional<String> name = object.require("name", YamlValue::nonEmptyText);
    object
        .get("parameters")
        .ifPresent(
            given -> {
              for (YamlValue.Field field : given.fields()) {
                if (!parameters.contains(field.name())) {
                  field.key().problem("the policy has no such parameter");
                }
              }
            });
    Optional<PolicyTest.Expected> expected = expected(value, object);
    List<PolicyTest.Fixture> fixtures = new ArrayList<>();
    object
        .get("hcl", YamlValue::text)
        .ifPresent(hcl -> fixtures.add(new PolicyTest.Hcl(Map.of("main.tf", hcl))));
    object.get("files").ifPresent(files -> fixtures.add(files(files)));
    object.get("plan").ifPresent(plan -> fixtures.add(plan(plan)));
    object
        .get("ci_config", YamlValue::text)
        .ifPresent(content -> fixtures.add(new PolicyTest.CiConfig("cloudbuild.yaml", content)));
    if (fixtures.size() != 1) {
      value.problem(
          "a test has one of hcl, files, plan, ci_config: what the policy is asked about");
      return Optional.empty();
    }
    if (name.isEmpty() || expected.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PolicyTest(
            name.get(),
            expected.get(),
            fixtures.getFirst(),
            object.get("parameters").map(PolicyFile::values).orElse(Map.of()),
            value.file(),
            value.node().start()));
  }

  private static Optional<PolicyTest.Expected> expected(YamlValue value, YamlObject object) {
    Optional<Boolean> deny = object.get("deny", YamlValue::bool);
    Optional<Boolean> unknown = object.get("unknown", YamlValue::bool);
    if (object.get("deny").isPresent() == object.get("unknown").isPresent()) {
      value.problem(
          "a test says what it expects by one of \"deny: true\", \"deny: false\" and"
              + " \"unknown: true\"");
      return Optional.empty();
    }
    if (unknown.isPresent() && !unknown.get()) {
      value.problem("\"unknown: false\" says nothing: write \"deny: true\" or \"deny: false\"");
      return Optional.empty();
    }
    return unknown.isPresent()
        ? Optional.of(PolicyTest.Expected.UNKNOWN)
        : deny.map(denies -> denies ? PolicyTest.Expected.DENY : PolicyTest.Expected.PASS);
  }

  private static PolicyTest.Fixture files(YamlValue value) {
    Map<String, String> files = new LinkedHashMap<>();
    for (YamlValue.Field field : value.fields()) {
      field.value().text().ifPresent(content -> files.put(field.name(), content));
    }
    if (files.isEmpty()) {
      value.problem("expected at least one file: its path and its content");
      files.put("main.tf", "");
    }
    return new PolicyTest.Hcl(files);
  }

  private static PolicyTest.Fixture plan(YamlValue value) {
    List<YamlValue> items =
        value.node() instanceof YamlNode.Sequence ? value.items() : List.of(value);
    List<Map<String, @Nullable Object>> changes = new ArrayList<>();
    for (YamlValue item : items) {
      item.object(
              "address",
              "module_address",
              "mode",
              "type",
              "name",
              "provider_name",
              "actions",
              "importing",
              "before",
              "after",
              "after_unknown",
              "before_sensitive",
              "after_sensitive")
          .ifPresent(
              object -> {
                object.require("type", YamlValue::nonEmptyText);
                if (YamlData.of(object.mapping()) instanceof Map<?, ?> map) {
                  Map<String, @Nullable Object> change = new LinkedHashMap<>();
                  map.forEach((key, field) -> change.put(String.valueOf(key), field));
                  changes.add(change);
                }
              });
    }
    return new PolicyTest.Plan(changes);
  }
}

package dev.tfgate.trust;

import com.google.re2j.Pattern;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.WebhookSettings.Build;
import dev.tfgate.trust.WebhookSettings.Job;
import dev.tfgate.trust.WebhookSettings.Push;
import dev.tfgate.trust.WebhookSettings.SecretAddress;
import dev.tfgate.trust.WebhookSettings.Start;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlObject;
import dev.tfgate.yaml.YamlValue;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code webhook} of {@code gate.yaml}. */
final class WebhookSection {
  private static final Pattern REPOSITORY =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
  private static final Pattern BRANCH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}");
  private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9.:-]{0,99}");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern ACCOUNT =
      Pattern.compile("[a-z0-9-]{1,63}@[a-z0-9.-]{1,100}\\.gserviceaccount\\.com");
  private static final Pattern IMAGE =
      Pattern.compile("[a-z0-9][A-Za-z0-9._/:-]{0,300}@sha256:[0-9a-f]{64}");
  private static final Pattern SUBSTITUTION = Pattern.compile("_[A-Z0-9_]{1,99}");
  private static final Pattern SOURCE =
      Pattern.compile(
          "projects/[a-z0-9.:-]+/locations/[a-z0-9-]+/connections/[a-z0-9-]+/repositories/"
              + "([A-Za-z0-9._-]|\\{owner\\}|\\{name\\})+");
  private static final Pattern VERSION =
      Pattern.compile("projects/[a-z0-9.:-]+/secrets/[A-Za-z0-9_-]{1,255}/versions/[1-9][0-9]*");
  private static final Pattern COMMAND = Pattern.compile("/[a-z0-9-]+( [a-z0-9-]+)*");
  private static final Pattern URL =
      Pattern.compile("https://[a-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?");

  /** What the webhook gives itself. */
  private static final Set<String> OWN =
      Set.of("_IMAGE", "_BASE_BRANCH", "_BASE_SHA", "_PR_NUMBER");

  private final Path folder;
  private final Function<YamlValue, Optional<Glob>> glob;

  /**
   * @param folder the trust directory, which relative paths start from
   * @param glob reads a pattern of paths in the checkout
   */
  WebhookSection(Path folder, Function<YamlValue, Optional<Glob>> glob) {
    this.folder = folder;
    this.glob = glob;
  }

  /** Returns the settings; empty, with problems, where something is missing or wrong. */
  Optional<WebhookSettings> read(YamlValue value) {
    Optional<YamlObject> found =
        value.object(
            "repositories",
            "base_branches",
            "paths",
            "plan",
            "apply",
            "build",
            "start",
            "secret",
            "token",
            "state",
            "report",
            "push",
            "api");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    YamlObject top = found.get();
    List<String> repositories = named(top, "repositories", WebhookSection::repository);
    List<String> branches = named(top, "base_branches", WebhookSection::branch);
    List<Glob> paths = top.list("paths", glob);
    Optional<Job> plan = top.require("plan", this::job);
    Optional<Job> apply = top.get("apply", this::job);
    refuseOneIdentity(value, plan, apply);
    Optional<Build> build =
        top.require(
            "build",
            v ->
                build(
                    v,
                    OWN,
                    SOURCE,
                    "a connected repository, projects/P/locations/R/connections/C/repositories/N"
                        + " with {owner} and {name}"));
    Start start = top.get("start", WebhookSection::start).orElse(Start.DEFAULT);
    List<SecretAddress> secrets = top.require("secret", this::secrets).orElse(List.of());
    Optional<SecretAddress> token = top.require("token", this::secret);
    Optional<ObjectAddress> state = top.require("state", this::address);
    @Nullable String report = top.get("report", WebhookSection::report).orElse(null);
    @Nullable Push push = top.get("push", WebhookSection::push).orElse(null);
    URI api =
        top.get("api", v -> v.text(URL, "an https:// address, such as https://HOST/api/v3"))
            .map(URI::create)
            .orElse(WebhookSettings.GITHUB);
    if (plan.isEmpty() || build.isEmpty() || token.isEmpty() || state.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new WebhookSettings(
            repositories,
            branches,
            paths,
            plan.get(),
            apply.orElse(null),
            build.get(),
            start,
            secrets,
            token.get(),
            state.get().asFolder(),
            report,
            push,
            api));
  }

  private static List<String> named(
      YamlObject object, String key, Function<YamlValue, Optional<String>> read) {
    Optional<YamlValue> list = object.require(key);
    if (list.isEmpty()) {
      return List.of();
    }
    if (list.get().node() instanceof YamlNode.Sequence sequence && sequence.items().isEmpty()) {
      list.get().problem("expected at least one, found an empty list");
    }
    return list.get().items(read);
  }

  private static Optional<String> repository(YamlValue value) {
    return value.text(REPOSITORY, "a repository such as acme/infra, without patterns");
  }

  private static Optional<String> branch(YamlValue value) {
    Optional<String> name =
        value.text(
            BRANCH,
            "the name of a branch in full, because anyone with push access could make a branch that a pattern fits");
    if (name.isPresent() && (name.get().contains("..") || name.get().endsWith("/"))) {
      return value.unexpected("the name of a branch");
    }
    return name;
  }

  static void refuseOneIdentity(YamlValue value, Optional<Job> plan, Optional<Job> apply) {
    if (plan.isPresent()
        && apply.isPresent()
        && plan.get().serviceAccount().equals(apply.get().serviceAccount())) {
      value.problem(
          "plan and apply have the same service_account, %s, so a pull request would run as the"
                  .formatted(plan.get().serviceAccount())
              + " identity that may change everything. Give each its own");
    }
  }

  Optional<Job> job(YamlValue value) {
    Optional<YamlObject> object = value.object("configuration", "service_account");
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<ObjectAddress> configuration = object.get().require("configuration", this::address);
    Optional<String> account = object.get().require("service_account", WebhookSection::account);
    if (configuration.isPresent() && configuration.get().isFolder()) {
      value.problem("configuration: expected one file, found a folder");
      return Optional.empty();
    }
    return configuration.isEmpty() || account.isEmpty()
        ? Optional.empty()
        : Optional.of(new Job(configuration.get(), account.get()));
  }

  private static Optional<String> account(YamlValue value) {
    return value.text(
        ACCOUNT, "a service account such as terraform-plan@acme-ci.iam.gserviceaccount.com");
  }

  /**
   * Reads what every build has.
   *
   * @param own substitutions that tfgate itself gives
   * @param sources what a source must match
   * @param expected says that in words
   */
  static Optional<Build> build(YamlValue value, Set<String> own, Pattern sources, String expected) {
    Optional<YamlObject> found =
        value.object("project", "region", "image", "substitutions", "source");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    YamlObject object = found.get();
    Optional<String> project = object.require("project", v -> v.text(PROJECT, "a project's id"));
    Optional<String> region =
        object.require("region", v -> v.text(REGION, "a region such as europe-west1"));
    Optional<String> image =
        object.get(
            "image",
            v ->
                v.text(
                    IMAGE, "an image by digest, NAME@sha256:…, as a tag can be moved meanwhile"));
    Map<String, String> substitutions = new LinkedHashMap<>();
    object
        .get("substitutions")
        .ifPresent(
            all -> {
              for (YamlValue.Field field : all.fields()) {
                substitution(field, own).ifPresent(text -> substitutions.put(field.name(), text));
              }
            });
    Optional<String> source = object.get("source", v -> v.text(sources, expected));
    return project.isEmpty() || region.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Build(
                project.get(),
                region.get(),
                image.orElse(null),
                substitutions,
                source.orElse(null)));
  }

  private static Optional<String> substitution(YamlValue.Field field, Set<String> own) {
    Optional<String> name = field.key().text(SUBSTITUTION, "a substitution's name, such as _ROOT");
    if (name.isPresent() && own.contains(name.get())) {
      field.key().problem("tfgate itself sets " + name.get());
      return Optional.empty();
    }
    return field.value().text();
  }

  private static Optional<Start> start(YamlValue value) {
    Optional<YamlObject> object = value.object("associations", "drafts", "command");
    return object.map(
        o ->
            new Start(
                o.get("associations").isPresent()
                    ? o.list(
                        "associations",
                        v ->
                            v.oneOf(
                                "OWNER",
                                "MEMBER",
                                "COLLABORATOR",
                                "CONTRIBUTOR",
                                "FIRST_TIME_CONTRIBUTOR",
                                "FIRST_TIMER",
                                "MANNEQUIN",
                                "NONE"))
                    : Start.DEFAULT.associations(),
                o.get("drafts", YamlValue::bool).orElse(Start.DEFAULT.drafts()),
                o.get("command", v -> v.text(COMMAND, "a command such as \"/tfgate plan\""))
                    .orElse(Start.DEFAULT.command())));
  }

  private Optional<List<SecretAddress>> secrets(YamlValue value) {
    if (!(value.node() instanceof YamlNode.Sequence sequence)) {
      return secret(value).map(List::of);
    }
    int count = sequence.items().size();
    if (count == 0 || count > 2) {
      value.problem(
          "expected one secret, or two while it is rotated, found a list of %d".formatted(count));
    }
    return Optional.of(value.items(this::secret));
  }

  private Optional<SecretAddress> secret(YamlValue value) {
    Optional<String> text = value.nonEmptyText();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String address = text.get();
    if (address.startsWith("sm://")) {
      String name = address.substring("sm://".length());
      if (VERSION.matches(name)) {
        return Optional.of(new SecretAddress.Version(name));
      }
      value.problem(
          "expected sm://projects/P/secrets/S/versions/N with the number of a version, found \"%s\""
              .formatted(address));
      return Optional.empty();
    }
    return address(value)
        .flatMap(
            place ->
                place instanceof ObjectAddress.OnDisk file && !file.isFolder()
                    ? Optional.of(new SecretAddress.InFile(file.path()))
                    : value.unexpected(
                        "a version in Secret Manager, sm://…, or a file: a bucket is no place for a"
                            + " secret"));
  }

  /** An address, or a path that starts from the trust directory. */
  Optional<ObjectAddress> address(YamlValue value) {
    Optional<String> text = value.nonEmptyText();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String address = text.get();
    try {
      return Optional.of(
          address.contains("://") || address.startsWith("file:") || address.indexOf('\0') >= 0
              ? ObjectAddress.parse(address)
              : new ObjectAddress.OnDisk(
                  folder.resolve(address).toAbsolutePath().normalize(), address.endsWith("/")));
    } catch (IllegalArgumentException e) {
      value.problem(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<String> report(YamlValue value) {
    Optional<String> text = value.nonEmptyText();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String plain = text.get().replace("{build}", "x");
    if (plain.equals(text.get()) || plain.contains("{")) {
      value.problem(
          "expected an address with {build}, which stands for the build's id, found \"%s\""
              .formatted(text.get()));
      return Optional.empty();
    }
    try {
      if (!ObjectAddress.parse(plain).isFolder()) {
        return text;
      }
      value.problem("expected one object, found a folder");
    } catch (IllegalArgumentException e) {
      value.problem(String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private static Optional<Push> push(YamlValue value) {
    Optional<YamlObject> object = value.object("audience", "service_account");
    if (object.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> audience =
        object
            .get()
            .require(
                "audience", v -> v.text(URL, "the https:// address that the tokens are made for"));
    Optional<String> account = object.get().require("service_account", WebhookSection::account);
    return audience.isEmpty() || account.isEmpty()
        ? Optional.empty()
        : Optional.of(new Push(audience.get(), account.get()));
  }
}

package dev.tfgate.ciconfig;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.tfgate.google.JsonTree;
import dev.tfgate.store.Content;
import dev.tfgate.yaml.PlainReadings;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where a build of Cloud Build differs from a configuration, with substitutions applied. */
final class BuildDifferences {
  private static final int MOST = 40;

  /** What the service adds to a build or a step, and the request can't set. */
  private static final Set<String> OF_THE_SERVICE =
      Set.of(
          "approval",
          "buildTriggerId",
          "createTime",
          "exitCode",
          "failureInfo",
          "finishTime",
          "id",
          "logUrl",
          "name",
          "projectId",
          "pullTiming",
          "results",
          "source",
          "sourceProvenance",
          "startTime",
          "status",
          "statusDetail",
          "tags",
          "timing",
          "warnings");

  /** Keys of the service that a step sets itself. */
  private static final Set<String> OF_A_STEP = Set.of("id", "name");

  /** What the service fills in where the configuration is silent. */
  private static final Map<String, Set<String>> DEFAULTS =
      Map.of(
          "timeout", Set.of("600s", "3600s"),
          "queueTtl", Set.of("3600s"),
          "options.logging", Set.of("LEGACY"),
          "options.substitutionOption", Set.of("ALLOW_LOOSE"),
          "options.dynamicSubstitutions", Set.of("true"));

  /** Values of enumerations that the service leaves out of its answers. */
  private static final Pattern UNSET =
      Pattern.compile("MUST_MATCH|NOT_VERIFIED|UNSPECIFIED|STREAM_DEFAULT|[A-Z_]+_UNSPECIFIED");

  /** What triggers set, whatever the file says. */
  private static final Map<String, String> OF_TRIGGERS =
      Map.of("options.substitutionOption", "ALLOW_LOOSE", "options.dynamicSubstitutions", "true");

  private static final Pattern DEFAULT_ACCOUNT =
      Pattern.compile(
          "projects/([^/]+)/serviceAccounts/([0-9]+)(?:@cloudbuild|-compute@developer)\\.gserviceaccount\\.com");
  private static final Pattern DEFAULT_LOGS =
      Pattern.compile("gs://([0-9]+)\\.cloudbuild-logs\\.googleusercontent\\.com");
  private static final Pattern ACCOUNT =
      Pattern.compile(
          "(?:(?://iam\\.googleapis\\.com/)?projects/([^/]+)/serviceAccounts/)?([^/]+)");
  private static final Pattern REGIONAL_LOGS =
      Pattern.compile("gs://([0-9]+)-[a-z]+-[a-z]+[0-9]+-cloudbuild-logs");
  private static final Pattern UNIQUE_ID = Pattern.compile("[0-9]{5,}");
  private static final Pattern TIME =
      Pattern.compile("(?:[0-9]{1,9}(?:\\.[0-9]{1,9})?(?:h|ms|m|us|ns|s))+|[0-9]{1,9}");
  private static final Pattern TIME_PART =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(h|ms|m|us|ns|s|$)");
  private static final Set<String> BOOLEANS =
      Set.of(
          "allowFailure",
          "automapSubstitutions",
          "dynamicSubstitutions",
          "empty",
          "enableStructuredLogging");

  private static final Set<String> ENUMERATIONS =
      Set.of(
          "options.defaultLogsBucketBehavior",
          "options.logStreamingOption",
          "options.logging",
          "options.machineType",
          "options.requestedVerifyOption",
          "options.substitutionOption");

  private final Substitutions substitutions;
  private final BuildOwner owner;
  private final boolean triggered;
  private final boolean regionalLogs;
  private final List<String> differences = new ArrayList<>();
  private final List<String> unclear = new ArrayList<>();

  private BuildDifferences(
      Substitutions substitutions, YamlNode.Mapping wanted, JsonTree.Fields build) {
    this.regionalLogs =
        wanted.get("options").orElse(null) instanceof YamlNode.Mapping options
            && options.get("defaultLogsBucketBehavior").orElse(null)
                instanceof YamlNode.Scalar behavior
            && behavior.text().equals("REGIONAL_USER_OWNED_BUCKET");
    this.substitutions = substitutions;
    this.owner = BuildOwner.of(build);
    this.triggered = build.text("buildTriggerId").isPresent();
  }

  /**
   * How a build stands to a configuration.
   *
   * @param differences what differs, one phrase each
   * @param unclear what can't be followed, one phrase each: it may be equal or not
   */
  record Result(List<String> differences, List<String> unclear) {
    Result {
      differences = shortened(differences);
      unclear = shortened(unclear);
    }

    private static List<String> shortened(List<String> all) {
      return all.size() <= MOST ? List.copyOf(all) : List.copyOf(all.subList(0, MOST));
    }

    /** Whether this build is nearer to its configuration than another. */
    boolean isNearerThan(Result other) {
      return differences.size() != other.differences.size()
          ? differences.size() < other.differences.size()
          : unclear.size() < other.unclear.size();
    }
  }

  /**
   * Compares a build with a configuration.
   *
   * @param name of the trusted copy, for messages
   * @param region that was asked
   * @return empty where the trusted copy is no Cloud Build configuration
   */
  static Optional<Result> between(
      String name, Content trusted, JsonTree.Fields build, String region) {
    Problems problems = new Problems();
    Optional<BuildConfiguration> configuration =
        BuildConfiguration.read(name, trusted.bytes(), problems, new Problems());
    if (!problems.isEmpty()) {
      String problem = problems.sorted().getFirst().toString();
      return Optional.of(new Result(List.of(), List.of("can't be followed: " + problem)));
    }
    if (configuration.isEmpty()) {
      return Optional.empty();
    }
    YamlNode.Mapping wanted = withPool(withImages(configuration.get().top()));
    BuildDifferences differences =
        new BuildDifferences(new Substitutions(wanted, build, region), wanted, build);
    differences.compareSubstitutions();
    boolean images = wanted.get("artifacts").flatMap(BuildDifferences::images).isPresent();
    differences.compareFields(
        "", wanted, withPool(images ? withImages(build) : build), Set.of("substitutions", "tags"));
    return Optional.of(new Result(differences.differences, differences.unclear));
  }

  /** The configuration with its images where the service has them, in the artifacts. */
  private static YamlNode.Mapping withImages(YamlNode.Mapping build) {
    if (!(build.get("images").orElse(null) instanceof YamlNode.Sequence images)) {
      return build;
    }
    Set<YamlNode> all = new LinkedHashSet<>(images.items());
    List<YamlNode.Entry> artifacts = new ArrayList<>();
    if (build.get("artifacts").orElse(null) instanceof YamlNode.Mapping mapping) {
      mapping.get("images").ifPresent(more -> all.addAll(items(more)));
      mapping.entries().stream()
          .filter(entry -> !entry.key().text().equals("images"))
          .forEach(artifacts::add);
    }
    YamlNode.Entry entry =
        build.entries().stream().filter(e -> e.key().text().equals("images")).findFirst().get();
    artifacts.add(
        new YamlNode.Entry(
            entry.key(), new YamlNode.Sequence(List.copyOf(all), images.start(), images.end())));
    List<YamlNode.Entry> entries = new ArrayList<>();
    for (YamlNode.Entry each : build.entries()) {
      if (!Set.of("images", "artifacts").contains(each.key().text())) {
        entries.add(each);
      }
    }
    YamlNode.Scalar key = entry.key();
    entries.add(
        new YamlNode.Entry(
            new YamlNode.Scalar("artifacts", key.style(), 0, key.start(), key.end()),
            new YamlNode.Mapping(artifacts, images.start(), images.end())));
    return new YamlNode.Mapping(entries, build.start(), build.end());
  }

  /** The configuration with its pool of workers where the service has it since some years. */
  private static YamlNode.Mapping withPool(YamlNode.Mapping build) {
    if (!(build.get("options").orElse(null) instanceof YamlNode.Mapping options)
        || !(options.get("workerPool").orElse(null) instanceof YamlNode.Scalar pool)
        || options.get("pool").filter(other -> !isPool(other, pool)).isPresent()) {
      return build;
    }
    YamlNode.Mapping named =
        new YamlNode.Mapping(
            List.of(new YamlNode.Entry(key("name", pool), pool)), pool.start(), pool.end());
    return with(build, "options", with(with(options, "workerPool", null), "pool", named));
  }

  private static boolean isPool(YamlNode node, YamlNode.Scalar pool) {
    return node instanceof YamlNode.Mapping mapping
        && mapping
            .get("name")
            .filter(name -> name instanceof YamlNode.Scalar same && same.text().equals(pool.text()))
            .isPresent();
  }

  private static YamlNode.Scalar key(String name, YamlNode place) {
    return new YamlNode.Scalar(name, YamlNode.Style.PLAIN, 0, place.start(), place.end());
  }

  /** A mapping with a key that has another value; without it where that is null. */
  private static YamlNode.Mapping with(
      YamlNode.Mapping mapping, String key, @Nullable YamlNode value) {
    List<YamlNode.Entry> entries = new ArrayList<>();
    for (YamlNode.Entry entry : mapping.entries()) {
      if (!entry.key().text().equals(key)) {
        entries.add(entry);
      }
    }
    if (value != null) {
      entries.add(new YamlNode.Entry(key(key, value), value));
    }
    return new YamlNode.Mapping(entries, mapping.start(), mapping.end());
  }

  private static JsonTree.Fields withPool(JsonTree.Fields build) {
    if (!(build.of().get("options") instanceof JsonTree.Fields options)) {
      return build;
    }
    Optional<String> pool = options.text("workerPool");
    Optional<String> name =
        options.of().get("pool") instanceof JsonTree.Fields fields
            ? fields.text("name")
            : Optional.empty();
    if (pool.isEmpty() || (name.isPresent() && !name.equals(pool))) {
      return build;
    }
    Map<String, JsonTree> members = new LinkedHashMap<>(options.of());
    members.remove("workerPool");
    members.put("pool", new JsonTree.Fields(Map.of("name", JsonTree.Text.of(pool.get()))));
    return build.with("options", new JsonTree.Fields(members));
  }

  private static Optional<YamlNode> images(YamlNode artifacts) {
    return artifacts instanceof YamlNode.Mapping mapping ? mapping.get("images") : Optional.empty();
  }

  private static List<YamlNode> items(YamlNode node) {
    return node instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(node);
  }

  private static JsonTree.Fields withImages(JsonTree.Fields build) {
    if (!(build.of().get("images") instanceof JsonTree.Items images)) {
      return build;
    }
    JsonTree.Fields artifacts =
        build.of().get("artifacts") instanceof JsonTree.Fields fields
            ? fields
            : new JsonTree.Fields(Map.of());
    List<JsonTree> all = new ArrayList<>(images.of());
    for (JsonTree image : artifacts.items("images")) {
      if (all.stream().noneMatch(other -> text(other).equals(text(image)))) {
        all.add(image);
      }
    }
    Map<String, JsonTree> members = new LinkedHashMap<>(build.of());
    members.remove("images");
    members.put("artifacts", artifacts.with("images", new JsonTree.Items(all)));
    return new JsonTree.Fields(members);
  }

  private void compareSubstitutions() {
    substitutions
        .standings()
        .forEach(
            (name, standing) -> {
              switch (standing) {
                case SAME -> {}
                case DIFFERENT ->
                    differences.add("the substitution %s has another value".formatted(name));
                case UNCLEAR ->
                    unclear.add("the substitution %s can't be followed".formatted(name));
              }
            });
  }

  private void compareFields(
      String label, YamlNode.Mapping wanted, JsonTree.Fields found, Set<String> apart) {
    Set<String> keys = new TreeSet<>();
    wanted.entries().forEach(entry -> keys.add(entry.key().text()));
    keys.addAll(found.of().keySet());
    keys.removeAll(apart);
    boolean step = label.startsWith("step ") && label.indexOf('.') == label.length() - 1;
    for (String key : keys) {
      @Nullable YamlNode here = wanted.get(key).orElse(null);
      @Nullable JsonTree there = found.of().get(key);
      boolean service =
          ((label.isEmpty() || step)
                  && OF_THE_SERVICE.contains(key)
                  && !(step && OF_A_STEP.contains(key)))
              || (label.equals("artifacts.objects.") && key.equals("timing"));
      if (here == null && service) {
        continue;
      }
      compare(label + key, here, there);
    }
  }

  private void compare(String label, @Nullable YamlNode wanted, @Nullable JsonTree found) {
    switch (label) {
      case "serviceAccount" -> compareAccount(wanted, found);
      case "logsBucket" -> compareLogs(wanted, found);
      default -> {
        if (found == null) {
          if (wanted != null && !isEmpty(label, wanted)) {
            differences.add(label + " is missing");
          }
        } else if (wanted == null) {
          if (!isDefault(label, found)) {
            differences.add(label + " is not in the trusted copy");
          }
        } else if (!isEmpty(label, wanted) || !isEmpty(label, found)) {
          comparePresent(label, wanted, found);
        }
      }
    }
  }

  private void comparePresent(String label, YamlNode wanted, JsonTree found) {
    switch (wanted) {
      case YamlNode.Mapping mapping when found instanceof JsonTree.Fields fields ->
          compareFields(label + ".", mapping, fields, Set.of());
      case YamlNode.Sequence sequence when found instanceof JsonTree.Items items ->
          compareItems(label, sequence.items(), items.of());
      // gcloud makes a list of what stands alone where a list is due.
      case YamlNode.Scalar scalar when found instanceof JsonTree.Items items ->
          compareItems(label, List.of(scalar), items.of());
      case YamlNode.Mapping mapping when found instanceof JsonTree.Items items ->
          compareItems(label, List.of(mapping), items.of());
      case YamlNode.Scalar scalar when found instanceof JsonTree.Plain plain ->
          comparePlain(label, scalar, plain.source());
      case YamlNode.Scalar scalar when found instanceof JsonTree.Text ->
          compareText(label, scalar, text(found));
      default -> differences.add(label + " differs");
    }
  }

  private void compareItems(String label, List<YamlNode> wanted, List<JsonTree> found) {
    if (wanted.size() != found.size()) {
      differences.add(
          "%s: %d in the build, %d in the trusted copy"
              .formatted(label, found.size(), wanted.size()));
    }
    for (int i = 0; i < Math.min(wanted.size(), found.size()); i++) {
      String item = label.equals("steps") ? "step " + (i + 1) : "%s[%d]".formatted(label, i);
      comparePresent(item, wanted.get(i), found.get(i));
    }
  }

  private void compareText(String label, YamlNode.Scalar scalar, String found) {
    String wanted = scalar.text();
    if (label.endsWith(".script")) {
      // The service replaces nothing in scripts.
      if (!wanted.equals(found)) {
        add(substitutions.expand(wanted).equals(Optional.of(found)), label);
      }
      return;
    }
    if (isTime(label)) {
      compareTime(label, wanted, found);
      return;
    }
    if ((triggered && found.equals(OF_TRIGGERS.get(label)))
        || (ENUMERATIONS.contains(label) && sameName(wanted, found))
        || (label.equals("options.diskSizeGb") && isNumber(scalar, found))) {
      return;
    }
    Optional<String> meant = substitutions.expand(wanted);
    if (meant.isEmpty()) {
      if (!substitutions.asBash(wanted).equals(Optional.of(found))) {
        unclear.add("%s can't be followed: its substitutions".formatted(label));
      }
    } else if (!meant.get().equals(found) && PlainReadings.mayMean(scalar, found)) {
      unclear.add(
          "%s can't be followed: %s without quotes is not the same to all readers of YAML"
              .formatted(label, wanted));
    } else if (!meant.get().equals(found)) {
      add(wanted.equals(found), label);
    } else if (!substitutions.expand(found).equals(meant)) {
      add(true, label);
    }
  }

  private void comparePlain(String label, YamlNode.Scalar scalar, String found) {
    if ((triggered && found.equals(OF_TRIGGERS.get(label))) || scalar.text().equals(found)) {
      return;
    }
    List<@Nullable Object> readings =
        scalar.style() == YamlNode.Style.PLAIN ? PlainReadings.of(scalar.text()) : List.of();
    long same = readings.stream().filter(reading -> PlainReadings.isSame(reading, found)).count();
    long values = readings.stream().filter(reading -> !(reading instanceof String)).count();
    if (same == 0) {
      compareText(label, scalar, found);
    } else if (same < values) {
      unclear.add(
          "%s can't be followed: %s without quotes is not the same to all readers of YAML"
              .formatted(label, scalar.text()));
    }
  }

  /** Whether a number of the file is one that the service tells as text. */
  private static boolean isNumber(YamlNode.Scalar scalar, String found) {
    List<@Nullable Object> readings =
        scalar.style() == YamlNode.Style.PLAIN ? PlainReadings.of(scalar.text()) : List.of();
    return !readings.isEmpty()
        && readings.stream()
            .allMatch(reading -> reading instanceof String || PlainReadings.isSame(reading, found))
        && readings.stream().anyMatch(reading -> reading instanceof Long);
  }

  /** Names of an enumeration, however they are written; one has two names. */
  private static boolean sameName(String wanted, String found) {
    String here = wanted.toUpperCase(Locale.ROOT).replace('-', '_');
    return here.equals(found)
        || (here.equals("STACKDRIVER_ONLY") && found.equals("CLOUD_LOGGING_ONLY"));
  }

  private static boolean isTime(String label) {
    return label.equals("queueTtl") || label.equals("timeout") || label.endsWith(".timeout");
  }

  private void compareTime(String label, String wanted, String found) {
    Optional<BigDecimal> meant =
        seconds(wanted).or(() -> substitutions.expand(wanted).flatMap(BuildDifferences::seconds));
    Optional<BigDecimal> told = seconds(found);
    if (meant.isEmpty() || told.isEmpty()) {
      if (!substitutions.expand(wanted).equals(Optional.of(found))) {
        unclear.add("%s can't be followed: how long '%s' is".formatted(label, wanted));
      }
    } else if (meant.get().compareTo(told.get()) != 0) {
      differences.add(label + " differs");
    }
  }

  /** Notes what differs; or, where it does so in one reading only, that it is not known. */
  private void add(boolean twoReadings, String label) {
    if (twoReadings) {
      unclear.add(
          label
              + " can't be followed: its $ reads one way as it stands, and another once replaced");
    } else {
      differences.add(label + " differs");
    }
  }

  private void compareAccount(@Nullable YamlNode wanted, @Nullable JsonTree found) {
    String label = "serviceAccount";
    String account = found == null ? "" : text(found);
    if (wanted instanceof YamlNode.Scalar scalar && !scalar.text().isEmpty()) {
      Optional<String> meant = substitutions.expand(scalar.text());
      if (meant.isEmpty()) {
        unclear.add(label + " can't be followed: its substitutions");
      } else if (found == null) {
        differences.add(label + " is missing");
      } else if (isUniqueId(meant.get()) != isUniqueId(account)) {
        unclear.add(
            "serviceAccount can't be followed: '%s' and '%s' name it in two ways, by its number and by its address"
                .formatted(meant.get(), account));
      } else if (!sameAccount(meant.get(), account)) {
        differences.add(label + " differs");
      }
      return;
    }
    Matcher usual = DEFAULT_ACCOUNT.matcher(account);
    if (wanted != null && !isEmpty(label, wanted)) {
      differences.add(label + " differs");
    } else if (!account.isEmpty() && !usual.matches()) {
      differences.add(label + " is not in the trusted copy");
    } else if (!account.isEmpty() && !isOurs(usual.group(1), usual.group(2))) {
      differences.add(
          "%s is the default account of another project (%s), and not in the trusted copy"
              .formatted(label, usual.group(2)));
    }
  }

  private boolean isOurs(String project, String number) {
    return owner.is(project) && (owner.number().isEmpty() || owner.is(number));
  }

  private static boolean isUniqueId(String account) {
    return UNIQUE_ID.matches(account.substring(account.lastIndexOf('/') + 1));
  }

  /** A short name has the service fill in the project. */
  private boolean sameAccount(String wanted, String found) {
    Matcher here = ACCOUNT.matcher(wanted);
    Matcher there = ACCOUNT.matcher(found);
    if (!here.matches() || !there.matches() || !here.group(2).equals(there.group(2))) {
      return false;
    }
    @Nullable String project = here.group(1);
    @Nullable String told = there.group(1);
    boolean any = project == null || project.equals("-");
    return told == null
        || told.equals("-")
        || (any
            ? owner.is(told) || found.endsWith("@%s.iam.gserviceaccount.com".formatted(told))
            : told.equals(project) || (owner.is(told) && owner.is(project)));
  }

  private void compareLogs(@Nullable YamlNode wanted, @Nullable JsonTree found) {
    String label = "logsBucket";
    if (wanted != null && !isEmpty(label, wanted)) {
      if (found == null) {
        differences.add(label + " is missing");
      } else if (!(wanted instanceof YamlNode.Scalar scalar)
          || !substitutions
              .expand(scalar.text())
              .map(BuildDifferences::bucket)
              .equals(Optional.of(bucket(text(found))))) {
        comparePresent(label, wanted, found);
      }
      return;
    }
    String bucket = found == null ? "" : text(found);
    if (bucket.isEmpty()) {
      return;
    }
    Matcher regional = REGIONAL_LOGS.matcher(bucket);
    Matcher usual = regionalLogs && regional.matches() ? regional : DEFAULT_LOGS.matcher(bucket);
    if (!usual.matches() && regionalLogs) {
      unclear.add(
          "logsBucket can't be followed: whether %s is the bucket that the service made is not"
                  .formatted(bucket)
              + " known, so name logsBucket in the file");
    } else if (!usual.matches()) {
      differences.add("logsBucket is not in the trusted copy");
    } else if (owner.number().isEmpty()) {
      unclear.add(
          "logsBucket can't be followed: the answer has no number of the project, so the owner of"
              + " bucket %s is not known, so name logsBucket in the file".formatted(bucket));
    } else if (!owner.is(usual.group(1))) {
      differences.add(
          "logsBucket is the default bucket of another project (%s), and not in the trusted copy"
              .formatted(usual.group(1)));
    }
  }

  /** The name of a bucket, however it is written. */
  private static String bucket(String address) {
    String name = address.startsWith("gs://") ? address.substring("gs://".length()) : address;
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private static boolean isDefault(String label, JsonTree found) {
    if (isEmpty(label, found)) {
      return true;
    }
    if (found instanceof JsonTree.Fields fields) {
      return label.equals("options")
          && fields.of().entrySet().stream()
              .allMatch(option -> isDefault("options." + option.getKey(), option.getValue()));
    }
    return DEFAULTS.getOrDefault(label, Set.of()).contains(text(found));
  }

  /** Whether a value is one that the service leaves out of its answers. */
  private boolean isEmpty(String label, YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping mapping ->
          mapping.entries().stream()
              .allMatch(entry -> isEmpty(label + "." + entry.key().text(), entry.value()));
      case YamlNode.Sequence sequence -> sequence.items().isEmpty();
      case YamlNode.Scalar scalar ->
          isUnset(label, scalar.text())
              || (scalar.style() == YamlNode.Style.PLAIN
                  && BOOLEANS.contains(label.substring(label.lastIndexOf('.') + 1))
                  && PlainReadings.of(scalar.text()).contains(false))
              || substitutions.expand(scalar.text()).equals(Optional.of(""));
      case YamlNode.Alias _, YamlNode.Tagged _ -> false;
    };
  }

  private static boolean isEmpty(String label, JsonTree found) {
    return switch (found) {
      case JsonTree.Fields fields ->
          fields.of().entrySet().stream()
              .allMatch(member -> isEmpty(label + "." + member.getKey(), member.getValue()));
      case JsonTree.Items items -> items.of().isEmpty();
      case JsonTree.Text text -> isUnset(label, text.value());
      case JsonTree.Plain plain -> Set.of("false", "null", "0").contains(plain.source());
    };
  }

  private static boolean isUnset(String label, String text) {
    return text.isEmpty()
        || (label.startsWith("options.") && (text.equals("0") || UNSET.matches(text)));
  }

  private static String text(JsonTree value) {
    return value instanceof JsonTree.Text text ? text.value() : value.toJson();
  }

  private static Optional<BigDecimal> seconds(String duration) {
    if (!TIME.matches(duration)) {
      return Optional.empty();
    }
    BigDecimal seconds = BigDecimal.ZERO;
    Matcher parts = TIME_PART.matcher(duration);
    while (parts.find()) {
      BigDecimal unit =
          switch (parts.group(2)) {
            case "h" -> new BigDecimal(3600);
            case "m" -> new BigDecimal(60);
            case "ms" -> new BigDecimal("0.001");
            case "us" -> new BigDecimal("0.000001");
            case "ns" -> new BigDecimal("0.000000001");
            default -> BigDecimal.ONE;
          };
      seconds = seconds.add(new BigDecimal(parts.group(1)).multiply(unit));
    }
    return Optional.of(seconds);
  }
}

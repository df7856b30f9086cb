package dev.tfgate.dispatch.cloud;

import dev.tfgate.ciconfig.BuildRequest;
import dev.tfgate.ciconfig.BuildTemplate;
import dev.tfgate.ciconfig.UnusableConfigurationException;
import dev.tfgate.google.CloudBuilds.Build;
import dev.tfgate.google.JsonTree;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.StoredObject;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.DispatchSettings;
import dev.tfgate.trust.WebhookSettings.Job;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests of one dispatch. The configuration is read once, in one generation: its bytes are
 * what every build runs, whatever is published meanwhile.
 */
final class Requests {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int LARGEST = 1024 * 1024;
  private static final int LONGEST_VALUE = 4000;
  private static final String ROOT = "_ROOT";
  private static final String COMMIT = "_COMMIT";
  private static final String REPORT = "_REPORT";

  private final DispatchSettings settings;
  private final Job job;
  private final Order order;
  private final String configuration;
  private final BuildTemplate template;

  private Requests(
      DispatchSettings settings,
      Job job,
      Order order,
      StoredObject object,
      BuildTemplate template) {
    this.settings = settings;
    this.job = job;
    this.order = order;
    this.configuration = object.address().toString();
    this.template = template;
  }

  /**
   * Reads the configuration.
   *
   * @throws StoreException where it can't be read
   * @throws UnusableConfigurationException where it is none, or would do the same for every root
   */
  static Requests read(DispatchSettings settings, Job job, Order order, Stores stores)
      throws StoreException, UnusableConfigurationException {
    StoredObject object = stores.within(Deadline.in(LIMIT)).read(job.configuration(), LARGEST);
    BuildTemplate template = BuildRequest.template(object);
    if (!template.wanted().contains(ROOT)) {
      throw new UnusableConfigurationException(
          "%s doesn't use ${_ROOT}, so every build would do the same. Give it to the steps, as in args: [terraform, --root, \"${_ROOT}\", --, plan]"
              .formatted(object.address()));
    }
    if (template.wanted().contains(REPORT) != (settings.reports() != null)) {
      throw new UnusableConfigurationException(
          settings.reports() == null
              ? "%s uses ${_REPORT}, and gate.yaml has no dispatch.reports, which says where reports lie. Add it, as in reports: gs://BUCKET/reports/"
                  .formatted(object.address())
              : "%s doesn't use ${_REPORT}, so no build would write the report that dispatch.reports of gate.yaml promises. Give it to the last step, as in args: [terraform, --root, \"${_ROOT}\", --report, \"json=${_REPORT}\", --, plan]"
                  .formatted(object.address()));
    }
    Requests requests = new Requests(settings, job, order, object, template);
    // What is missing is missing for every root, and known before the first one starts.
    JsonTree.Fields _ = requests.of("root", "tfgate-b-" + "0".repeat(32));
    return requests;
  }

  /** Returns address and generation of the configuration. */
  String configuration() {
    return configuration;
  }

  /** Returns the tag that all builds of this commit, phase and attempt have. */
  String runTag() {
    return "tfgate-d-" + id("run");
  }

  /** Returns the name of a root's claim: the same for every dispatcher. */
  String claim(String root) {
    return id("root", root);
  }

  /** Returns the folder of the claims, below that of gate.yaml. */
  String folder() {
    return "%s-%s-%d-%s/".formatted(order.commit(), order.phase().word(), order.attempt(), id());
  }

  /** Returns where a root's build writes its report; empty where none does. */
  Optional<ObjectAddress> report(String root) {
    ObjectAddress.Gcs folder = settings.reports();
    return folder == null
        ? Optional.empty()
        : Optional.of(folder.child(folder() + claim(root) + ".json"));
  }

  /**
   * Returns why a root's path can't be the value of a substitution; empty where it can. What a
   * shell, Cloud Build or an option parser could take for something else is not handed on.
   */
  static Optional<String> unfit(String root) {
    if (root.length() > LONGEST_VALUE) {
      return Optional.of("its path is longer than the value of a substitution may be");
    }
    if (root.startsWith("-")) {
      return Optional.of("its path begins with '-', which a command would take for an option");
    }
    for (int i = 0; i < root.length(); i = root.offsetByCodePoints(i, 1)) {
      int c = root.codePointAt(i);
      if (!Character.isLetterOrDigit(c) && "/._-+@,=:".indexOf(c) < 0) {
        return Optional.of(
            "its path holds '%s', which Cloud Build or a shell could take for more than text"
                .formatted(Character.toString(c)));
      }
    }
    return Optional.empty();
  }

  /** Returns the body of the request for a root's build. */
  JsonTree.Fields of(String root, String tag) throws UnusableConfigurationException {
    Map<String, String> offered = new LinkedHashMap<>(settings.build().substitutions());
    if (settings.build().image() != null) {
      offered.put("_IMAGE", settings.build().image());
    }
    offered.put(ROOT, root);
    offered.put(COMMIT, order.commit());
    report(root).ifPresent(address -> offered.put(REPORT, address.toString()));
    return new BuildRequest(
            template,
            BuildRequest.source(settings.source(), order.commit()),
            offered,
            Map.of(
                "COMMIT_SHA",
                order.commit(),
                "REVISION_ID",
                order.commit(),
                "SHORT_SHA",
                order.commit().substring(0, 7)),
            List.of("tfgate-dispatch", "tfgate-" + order.phase().word(), runTag(), tag),
            settings.build().project(),
            job.serviceAccount(),
            "dispatch.build.substitutions")
        .toJson();
  }

  /** Whether a build is the one that a root and a tag stand for, by what the service tells. */
  boolean isOf(Build build, String root, String tag) {
    return build.tags().contains(tag)
        && build.substitution(ROOT).equals(Optional.of(root))
        && build.substitution("COMMIT_SHA").equals(Optional.of(order.commit()));
  }

  private String id(String... parts) {
    StringBuilder text = new StringBuilder();
    for (String part :
        List.of(
            settings.build().project(),
            settings.build().region(),
            settings.source(),
            order.commit(),
            order.phase().word(),
            Integer.toString(order.attempt()),
            String.join("\0", parts))) {
      text.append(part).append('\0');
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)),
              0,
              16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

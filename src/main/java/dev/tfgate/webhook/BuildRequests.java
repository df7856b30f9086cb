package dev.tfgate.webhook;

import dev.tfgate.ciconfig.BuildTemplate;
import dev.tfgate.google.JsonTree;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.StoredObject;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.WebhookSettings;
import dev.tfgate.trust.WebhookSettings.Job;
import dev.tfgate.yaml.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the request for a build: the steps of the trusted configuration over a commit. Nothing that
 * a pull request's author wrote gets in, but for the hash of the commit.
 */
final class BuildRequests {
  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final int LARGEST = 1024 * 1024;

  private final WebhookSettings settings;
  private final Stores stores;
  private final RepositoryHost host;

  /** The configuration can't become a build, whenever it is tried. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /**
   * What a build is for.
   *
   * @param number of the pull request, or 0 for a push
   * @param baseCommit what the commit is compared with
   */
  record Wanted(
      Job job, String repository, long number, String commit, String base, String baseCommit) {}

  BuildRequests(WebhookSettings settings, Stores stores, RepositoryHost host) {
    this.settings = settings;
    this.stores = stores;
    this.host = host;
  }

  /**
   * Returns the body of the request.
   *
   * @param tags of the build, beside those of the configuration
   * @throws UnusableException where the configuration is none, or asks for what is not given
   * @throws StoreException where it can't be read
   */
  JsonTree.Fields make(Wanted wanted, List<String> tags) throws StoreException, UnusableException {
    ObjectAddress address = wanted.job().configuration();
    StoredObject object = stores.within(Deadline.in(LIMIT)).read(address, LARGEST);
    Problems problems = new Problems();
    Optional<BuildTemplate> template =
        BuildTemplate.read(address.toString(), object.content(), problems);
    if (template.isEmpty()) {
      throw new UnusableException(
          "the trusted configuration can't be used: " + problems.sorted().getFirst());
    }
    Map<String, JsonTree> build = new LinkedHashMap<>(template.get().build().of());
    build.put("source", source(wanted));
    build.put("substitutions", substitutions(wanted, template.get()));
    List<JsonTree> all = new ArrayList<>(template.get().build().items("tags"));
    tags.forEach(tag -> all.add(JsonTree.Text.of(tag)));
    build.put("tags", new JsonTree.Items(all));
    build.put("serviceAccount", JsonTree.Text.of(identity(wanted.job(), template.get())));
    return new JsonTree.Fields(build);
  }

  private String identity(Job job, BuildTemplate template) throws UnusableException {
    Optional<String> own = template.build().text("serviceAccount");
    if (own.isPresent()
        && !own.get().endsWith("/" + substituted(job.serviceAccount(), own.get()))) {
      throw new UnusableException(
          "the trusted configuration names the service account %s, gate.yaml %s: make them one"
              .formatted(own.get(), job.serviceAccount()));
    }
    return "projects/%s/serviceAccounts/%s"
        .formatted(settings.build().project(), job.serviceAccount());
  }

  /** The account as the configuration would write it, where that speaks of the project. */
  private String substituted(String account, String own) {
    return own.contains("@${PROJECT_ID}.") || own.contains("@$PROJECT_ID.")
        ? account.replace(
            "@" + settings.build().project() + ".",
            own.contains("@${PROJECT_ID}.") ? "@${PROJECT_ID}." : "@$PROJECT_ID.")
        : account;
  }

  private JsonTree source(Wanted wanted) {
    @Nullable String connected = settings.build().source();
    String[] names = wanted.repository().split("/", 2);
    Map<String, JsonTree> source = new LinkedHashMap<>();
    if (connected == null) {
      source.put("url", JsonTree.Text.of(host.cloneUrl(wanted.repository())));
    } else {
      source.put(
          "repository",
          JsonTree.Text.of(connected.replace("{owner}", names[0]).replace("{name}", names[1])));
    }
    source.put("revision", JsonTree.Text.of(wanted.commit()));
    return new JsonTree.Fields(
        Map.of(
            connected == null ? "gitSource" : "connectedRepository", new JsonTree.Fields(source)));
  }

  private JsonTree substitutions(Wanted wanted, BuildTemplate template) throws UnusableException {
    Map<String, String> values = new LinkedHashMap<>(template.substitutions());
    Set<String> asked = template.wanted();
    Map<String, String> given = new LinkedHashMap<>(settings.build().substitutions());
    if (settings.build().image() != null) {
      given.put("_IMAGE", settings.build().image());
    }
    given.put("_BASE_BRANCH", wanted.base());
    given.put("_BASE_SHA", wanted.baseCommit());
    given.put("_PR_NUMBER", wanted.number() == 0 ? "" : Long.toString(wanted.number()));
    // MUST_MATCH refuses a substitution that nothing asks for.
    given.forEach(
        (name, value) -> {
          if (asked.contains(name)) {
            values.put(name, value);
          }
        });
    Set<String> missing = new TreeSet<>(asked);
    missing.removeAll(values.keySet());
    if (!missing.isEmpty()) {
      throw new UnusableException(
          "the trusted configuration uses %s, which gets no value: give it in webhook.build.substitutions"
              .formatted(String.join(", ", missing)));
    }
    values.put("COMMIT_SHA", wanted.commit());
    values.put("REVISION_ID", wanted.commit());
    values.put("SHORT_SHA", wanted.commit().substring(0, 7));
    values.put("REPO_NAME", wanted.repository().split("/", 2)[1]);
    if (wanted.number() == 0) {
      values.put("BRANCH_NAME", wanted.base());
    }
    Map<String, JsonTree> json = new LinkedHashMap<>();
    values.forEach((name, value) -> json.put(name, JsonTree.Text.of(value)));
    return new JsonTree.Fields(json);
  }
}

package dev.tfgate.webhook;

import dev.tfgate.ciconfig.BuildRequest;
import dev.tfgate.ciconfig.BuildTemplate;
import dev.tfgate.ciconfig.UnusableConfigurationException;
import dev.tfgate.google.JsonTree;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.WebhookSettings;
import dev.tfgate.trust.WebhookSettings.Job;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * @throws UnusableConfigurationException where the configuration is none, or asks for what is not
   *     given
   * @throws StoreException where it can't be read
   */
  JsonTree.Fields make(Wanted wanted, List<String> tags)
      throws StoreException, UnusableConfigurationException {
    BuildTemplate template =
        BuildRequest.template(
            stores.within(Deadline.in(LIMIT)).read(wanted.job().configuration(), LARGEST));
    return new BuildRequest(
            template,
            BuildRequest.source(repository(wanted), wanted.commit()),
            offered(wanted),
            builtIn(wanted),
            tags,
            settings.build().project(),
            wanted.job().serviceAccount(),
            "webhook.build.substitutions")
        .toJson();
  }

  private String repository(Wanted wanted) {
    @Nullable String connected = settings.build().source();
    String[] names = wanted.repository().split("/", 2);
    return connected == null
        ? host.cloneUrl(wanted.repository())
        : connected.replace("{owner}", names[0]).replace("{name}", names[1]);
  }

  private Map<String, String> offered(Wanted wanted) {
    Map<String, String> offered = new LinkedHashMap<>(settings.build().substitutions());
    if (settings.build().image() != null) {
      offered.put("_IMAGE", settings.build().image());
    }
    offered.put("_BASE_BRANCH", wanted.base());
    offered.put("_BASE_SHA", wanted.baseCommit());
    offered.put("_PR_NUMBER", wanted.number() == 0 ? "" : Long.toString(wanted.number()));
    return offered;
  }

  private static Map<String, String> builtIn(Wanted wanted) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("COMMIT_SHA", wanted.commit());
    values.put("REVISION_ID", wanted.commit());
    values.put("SHORT_SHA", wanted.commit().substring(0, 7));
    values.put("REPO_NAME", wanted.repository().split("/", 2)[1]);
    if (wanted.number() == 0) {
      values.put("BRANCH_NAME", wanted.base());
    }
    return values;
  }
}

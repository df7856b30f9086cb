package dev.tfgate.trust;

import dev.tfgate.store.ObjectAddress;
import dev.tfgate.text.Glob;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code webhook} in {@code gate.yaml} says: which events of the repository host become which
 * builds.
 *
 * @param repositories {@code owner/name}, as GitHub spells them
 * @param baseBranches branches that pull requests are planned for and pushes are applied from
 * @param paths a change that touches none of them is not built; empty for every change
 * @param plan the build of a pull request
 * @param apply the build of a push to a base branch, or null for none
 * @param build where and of what
 * @param start who may start a plan
 * @param secrets of the webhook: one, or two while it is rotated
 * @param token for the API of the repository host
 * @param state the folder where claims and builds are written down
 * @param report where a build puts its Markdown report, with {@code {build}}, or null for nowhere
 * @param push who may bring news of builds, or null for nobody
 * @param api the repository host's API
 */
public record WebhookSettings(
    List<String> repositories,
    List<String> baseBranches,
    List<Glob> paths,
    Job plan,
    @Nullable Job apply,
    Build build,
    Start start,
    List<SecretAddress> secrets,
    SecretAddress token,
    ObjectAddress state,
    @Nullable String report,
    @Nullable Push push,
    URI api) {
  /** GitHub itself. */
  public static final URI GITHUB = URI.create("https://api.github.com");

  public WebhookSettings {
    repositories = List.copyOf(repositories);
    baseBranches = List.copyOf(baseBranches);
    paths = List.copyOf(paths);
    secrets = List.copyOf(secrets);
  }

  /** Returns where the report of a build lies. */
  public Optional<ObjectAddress> reportOf(String buildId) {
    return report == null
        ? Optional.empty()
        : Optional.of(ObjectAddress.parse(report.replace("{build}", buildId)));
  }

  /**
   * One kind of build.
   *
   * @param configuration the trusted Cloud Build configuration
   * @param serviceAccount the e-mail address of the identity that it runs as
   */
  public record Job(ObjectAddress configuration, String serviceAccount) {}

  /**
   * What every build has.
   *
   * @param project where it runs
   * @param region such as {@code europe-west1}
   * @param image the value of {@code _IMAGE}, by digest, or null for none
   * @param substitutions further ones
   * @param source the connected repository of Cloud Build, with {@code {owner}} and {@code {name}},
   *     or null to fetch over HTTPS without credentials
   */
  public record Build(
      String project,
      String region,
      @Nullable String image,
      Map<String, String> substitutions,
      @Nullable String source) {
    public Build {
      substitutions = Collections.unmodifiableMap(new LinkedHashMap<>(substitutions));
    }
  }

  /**
   * Who may start a plan.
   *
   * @param associations of authors whose pull requests are planned by themselves
   * @param drafts whether drafts are planned
   * @param command what somebody who may write comments to start a plan
   */
  public record Start(List<String> associations, boolean drafts, String command) {
    /** Those who belong to the repository; no drafts. */
    public static final Start DEFAULT =
        new Start(List.of("OWNER", "MEMBER", "COLLABORATOR"), false, "/tfgate plan");

    public Start {
      associations = List.copyOf(associations);
    }
  }

  /**
   * Who brings news of builds.
   *
   * @param audience what its identity tokens are made for
   * @param serviceAccount the e-mail address that they are about
   */
  public record Push(String audience, String serviceAccount) {}

  /** Where a secret lies. */
  public sealed interface SecretAddress {
    /** A version in Secret Manager: {@code projects/P/secrets/S/versions/N}. */
    record Version(String name) implements SecretAddress {
      @Override
      public String toString() {
        return "sm://" + name;
      }
    }

    /** A file. */
    record InFile(Path path) implements SecretAddress {
      @Override
      public String toString() {
        return path.toString();
      }
    }
  }
}

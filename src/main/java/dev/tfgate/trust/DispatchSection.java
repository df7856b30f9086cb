package dev.tfgate.trust;

import com.google.re2j.Pattern;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.trust.WebhookSettings.Build;
import dev.tfgate.trust.WebhookSettings.Job;
import dev.tfgate.yaml.YamlObject;
import dev.tfgate.yaml.YamlValue;
import java.util.Optional;
import java.util.Set;

/** Reads {@code dispatch} of {@code gate.yaml}. */
final class DispatchSection {
  private static final Pattern SOURCE =
      Pattern.compile(
          "projects/[a-z0-9.:-]+/locations/[a-z0-9-]+/connections/[a-z0-9-]+/repositories/[A-Za-z0-9._-]+"
              + "|https://[a-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~/-]+");

  /** What each dispatch gives itself. */
  private static final Set<String> OWN = Set.of("_COMMIT", "_IMAGE", "_REPORT", "_ROOT");

  private final WebhookSection builds;

  /**
   * @param builds reads what both have: builds and places
   */
  DispatchSection(WebhookSection builds) {
    this.builds = builds;
  }

  /** Returns the settings; empty, with problems, where something is missing or wrong. */
  Optional<DispatchSettings> read(YamlValue value) {
    Optional<YamlObject> found = value.object("plan", "apply", "build", "state", "reports");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    YamlObject top = found.get();
    Optional<Job> plan = top.require("plan", builds::job);
    Optional<Job> apply = top.get("apply", builds::job);
    WebhookSection.refuseOneIdentity(value, plan, apply);
    Optional<YamlValue> place = top.require("build");
    Optional<Build> build =
        place.flatMap(
            all ->
                WebhookSection.build(
                    all,
                    OWN,
                    SOURCE,
                    "a connected repository, projects/P/locations/R/connections/C/repositories/N,"
                        + " or https://HOST/PATH.git"));
    Optional<ObjectAddress> state = top.require("state", builds::address);
    Optional<ObjectAddress.Gcs> reports = top.get("reports", this::reports);
    if (build.isPresent() && build.get().source() == null) {
      place.get().problem("\"source\" is missing: it says where each build gets the commit from");
    }
    if (plan.isEmpty() || build.isEmpty() || build.get().source() == null || state.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DispatchSettings(
            plan.get(),
            apply.orElse(null),
            build.get(),
            build.get().source(),
            state.get().asFolder(),
            reports.orElse(null)));
  }

  /** What builds write to is no file of the machine that starts them. */
  private Optional<ObjectAddress.Gcs> reports(YamlValue value) {
    return builds
        .address(value)
        .flatMap(
            place ->
                place instanceof ObjectAddress.Gcs folder && folder.generation() == null
                    ? Optional.of(folder.asFolder())
                    : value.unexpected("gs://BUCKET/FOLDER/, to which the builds can write"));
  }
}

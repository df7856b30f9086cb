package dev.tfgate.trust;

import dev.tfgate.store.ObjectAddress;
import dev.tfgate.trust.WebhookSettings.Build;
import dev.tfgate.trust.WebhookSettings.Job;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dispatch} in {@code gate.yaml} says: the build that each root gets.
 *
 * @param plan the build that plans a root
 * @param apply the build that applies a root, or null for none
 * @param build where and of what; its substitutions are neither {@code _ROOT} nor {@code _COMMIT}
 * @param source where a commit is fetched from: a connected repository of Cloud Build, or {@code
 *     https://…}
 * @param state the folder in which is written down which build was started for which root
 * @param reports the folder into which each build writes its report, or null where none does
 */
public record DispatchSettings(
    Job plan,
    @Nullable Job apply,
    Build build,
    String source,
    ObjectAddress state,
    ObjectAddress.@Nullable Gcs reports) {
  /** Returns the build of a phase, or null where there is none. */
  public @Nullable Job job(Identities.Phase phase) {
    return phase == Identities.Phase.PLAN ? plan : apply;
  }
}

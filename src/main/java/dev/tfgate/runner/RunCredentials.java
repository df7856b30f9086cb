package dev.tfgate.runner;

import dev.tfgate.identity.RootIdentity;
import dev.tfgate.trust.Identities;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whose credentials a run has: where gate.yaml gives identities, those of the root, or none. */
final class RunCredentials implements AutoCloseable {
  private final Map<String, String> environment;
  private final List<String> secrets;
  private final @Nullable AwsConfiguration aws;
  private final Optional<String> creator;

  private RunCredentials(
      Map<String, String> environment,
      List<String> secrets,
      @Nullable AwsConfiguration aws,
      Optional<String> creator) {
    this.environment = Map.copyOf(environment);
    this.secrets = List.copyOf(secrets);
    this.aws = aws;
    this.creator = creator;
  }

  /**
   * Has them.
   *
   * @param environment of the run, without them
   * @throws dev.tfgate.report.ExitException where the root's can't be had
   */
  static RunCredentials of(
      Setting setting, Ground ground, BuildDirectory directory, Map<String, String> environment)
      throws IOException {
    Identities identities = setting.trust().identities();
    if (identities.isEmpty()) {
      return new RunCredentials(environment, List.of(), null, Optional.empty());
    }
    Optional<String> creator =
        RootIdentity.of(
                identities,
                setting.place().path(),
                Identities.Phase.APPLY,
                setting.request().google())
            .map(identity -> identity.identity().serviceAccount());
    Identities.Phase phase =
        setting.subcommand().equals("apply") ? Identities.Phase.APPLY : Identities.Phase.PLAN;
    String path = setting.place().path();
    Optional<RootIdentity> identity =
        RootIdentity.of(identities, path, phase, setting.request().google());
    if (identity.isEmpty()) {
      setting
          .console()
          .say(
              "'%s' runs without credentials, because no entry of identities in gate.yaml names it"
                  .formatted(path));
      return new RunCredentials(
          ChildEnvironment.withCredentials(environment, Map.of()), List.of(), null, creator);
    }
    ground.requireOwnIdentity(path, phase);
    Map<String, String> credentials = new TreeMap<>(identity.get().googleEnvironment());
    List<String> secrets = new ArrayList<>(credentials.values());
    AwsConfiguration aws = null;
    if (identity.get().identity().role() != null) {
      // An apply may take longer than keys last; asked for once here, so that a refusal is plain.
      Map<String, String> keys = identity.get().awsEnvironment();
      if (phase == Identities.Phase.APPLY) {
        aws = AwsConfiguration.write(setting, directory, phase);
        credentials.putAll(aws.environment());
      } else {
        credentials.putAll(keys);
        secrets.addAll(keys.values());
      }
    }
    return new RunCredentials(
        ChildEnvironment.withCredentials(environment, credentials), secrets, aws, creator);
  }

  /** The environment of the run, with them. */
  Map<String, String> environment() {
    return environment;
  }

  /** What of it must not be printed. */
  List<String> secrets() {
    return secrets;
  }

  /** The Google service account that creates projects, where it is one of gate.yaml's. */
  Optional<String> creator() {
    return creator;
  }

  /** Takes away what lies on the disk for them. */
  @Override
  public void close() throws IOException {
    if (aws != null) {
      for (var file : aws.files()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

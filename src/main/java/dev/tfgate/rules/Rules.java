package dev.tfgate.rules;

import java.util.List;
import java.util.Optional;

/** The catalogue of the built-in rules. */
public final class Rules {
  private Rules() {}

  /** Returns every rule, layer by layer. */
  public static List<Rule> all() {
    return List.of(
        // path
        new CliConfigurationFile(),
        new GitRepositoryInside(),
        new LinkOutsideCheckout(),
        new NamesDifferByCase(),
        new OtherRunnerFile(),
        new PlanInCheckout(),
        new PluginInCheckout(),
        new StateInCheckout(),
        new TerraformDataDir(),
        new TerraformEnvironment(),
        new TerraformVersionFile(),
        new UndecodableName(),
        // code
        new AccessToken(),
        new BackendArgument(),
        new ModuleSource(),
        new RemoteState(),
        new DeniedType(),
        new ExternalData(),
        new HttpData(),
        new PlanTimeCall(),
        new Provisioner(),
        new SecretOrFileRead(),
        new SyntaxError(),
        new TestApplies(),
        new TlsCertificateHost(),
        new UnknownBlock());
  }

  /** Returns the rule of that id, or empty where there is none. */
  public static Optional<Rule> find(String id) {
    return all().stream().filter(rule -> rule.description().id().equals(id)).findFirst();
  }
}

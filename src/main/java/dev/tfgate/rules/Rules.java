package dev.tfgate.rules;

import dev.tfgate.report.Layer;
import dev.tfgate.rules.ci.CiAllowFailure;
import dev.tfgate.rules.ci.CiAmbiguousYaml;
import dev.tfgate.rules.ci.CiCheckoutScript;
import dev.tfgate.rules.ci.CiConfigDrift;
import dev.tfgate.rules.ci.CiConfigNotVerified;
import dev.tfgate.rules.ci.CiConfigUnlisted;
import dev.tfgate.rules.ci.CiDangerousEnvironment;
import dev.tfgate.rules.ci.CiImageTag;
import dev.tfgate.rules.ci.CiUserSubstitution;
import dev.tfgate.rules.code.AccessToken;
import dev.tfgate.rules.code.ActionCall;
import dev.tfgate.rules.code.DeniedType;
import dev.tfgate.rules.code.ExternalData;
import dev.tfgate.rules.code.FileOutsideCheckout;
import dev.tfgate.rules.code.FilePathUnproven;
import dev.tfgate.rules.code.HttpData;
import dev.tfgate.rules.code.LocationNamesHost;
import dev.tfgate.rules.code.PlanTimeCall;
import dev.tfgate.rules.code.Provisioner;
import dev.tfgate.rules.code.SecretOrFileRead;
import dev.tfgate.rules.code.SyntaxError;
import dev.tfgate.rules.code.TerraformVersionUnverified;
import dev.tfgate.rules.code.TestApplies;
import dev.tfgate.rules.code.TlsCertificateHost;
import dev.tfgate.rules.code.UnknownBlock;
import dev.tfgate.rules.lock.LockFileInvalid;
import dev.tfgate.rules.lock.LockNotPinned;
import dev.tfgate.rules.lock.LockUnusedProvider;
import dev.tfgate.rules.lock.LockWithoutPackageHash;
import dev.tfgate.rules.module.ModuleContentUnverified;
import dev.tfgate.rules.module.ModuleSource;
import dev.tfgate.rules.path.CliConfigurationFile;
import dev.tfgate.rules.path.GitRepositoryInside;
import dev.tfgate.rules.path.LinkOutsideCheckout;
import dev.tfgate.rules.path.NamesDifferByCase;
import dev.tfgate.rules.path.OtherRunnerFile;
import dev.tfgate.rules.path.PlanInCheckout;
import dev.tfgate.rules.path.PluginInCheckout;
import dev.tfgate.rules.path.StateInCheckout;
import dev.tfgate.rules.path.TerraformDataDir;
import dev.tfgate.rules.path.TerraformEnvironment;
import dev.tfgate.rules.path.TerraformVersionFile;
import dev.tfgate.rules.path.UndecodableName;
import dev.tfgate.rules.plan.OwnerGrant;
import dev.tfgate.rules.plan.PlanProvider;
import dev.tfgate.rules.plan.PlanTerraform;
import dev.tfgate.rules.plan.ProjectCreation;
import dev.tfgate.rules.provider.ProviderArgument;
import dev.tfgate.rules.provider.ProviderNotPinned;
import dev.tfgate.rules.provider.ProviderUnclear;
import dev.tfgate.rules.provider.ProviderVersionNotPinned;
import dev.tfgate.rules.state.BackendArgument;
import dev.tfgate.rules.state.RemoteState;
import dev.tfgate.rules.state.StateEncryption;
import dev.tfgate.rules.view.Rule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The catalogue of the built-in rules. */
public final class Rules {
  private static final List<Rule> ALL =
      List.of(
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
          // provider
          new ProviderNotPinned(),
          new ProviderUnclear(),
          new ProviderVersionNotPinned(),
          // lock
          new LockFileInvalid(),
          new LockNotPinned(),
          new LockUnusedProvider(),
          new LockWithoutPackageHash(),
          // code
          new AccessToken(),
          new ActionCall(),
          new BackendArgument(),
          new ModuleContentUnverified(),
          new ModuleSource(),
          new RemoteState(),
          new DeniedType(),
          new ExternalData(),
          new FileOutsideCheckout(),
          new FilePathUnproven(),
          new HttpData(),
          new LocationNamesHost(),
          new PlanTimeCall(),
          new ProviderArgument(),
          new Provisioner(),
          new SecretOrFileRead(),
          new StateEncryption(),
          new SyntaxError(),
          new TerraformVersionUnverified(),
          new TestApplies(),
          new TlsCertificateHost(),
          new UnknownBlock(),
          // plan
          new OwnerGrant(),
          new PlanProvider(),
          new PlanTerraform(),
          new ProjectCreation(),
          // ci
          new CiAllowFailure(),
          new CiAmbiguousYaml(),
          new CiConfigDrift(),
          new CiConfigNotVerified(),
          new CiConfigUnlisted(),
          new CiCheckoutScript(),
          new CiDangerousEnvironment(),
          new CiImageTag(),
          new CiUserSubstitution());

  private static final Map<String, Rule> BY_ID = byId();
  private static final Map<String, Layer> LAYERS = ofLayers();

  private Rules() {}

  /** Returns every rule, layer by layer. */
  public static List<Rule> all() {
    return ALL;
  }

  /** Returns the layer of every rule, by id. */
  public static Map<String, Layer> layers() {
    return LAYERS;
  }

  /** Returns the rule of that id, or empty where there is none. */
  public static Optional<Rule> find(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  private static Map<String, Rule> byId() {
    Map<String, Rule> rules = new TreeMap<>();
    ALL.forEach(rule -> rules.put(rule.description().id(), rule));
    return Collections.unmodifiableMap(rules);
  }

  private static Map<String, Layer> ofLayers() {
    Map<String, Layer> layers = new TreeMap<>();
    BY_ID.forEach((id, rule) -> layers.put(id, rule.description().layer()));
    return Collections.unmodifiableMap(layers);
  }
}

package dev.tfgate.rules.state;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.FileValues;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.GateEntry;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.rules.view.Wanted;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.ConfigurationDirectory.Placed;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.trust.Trust.AllowedBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Encryption of OpenTofu's state with keys that the platform team did not allow. */
public final class StateEncryption implements ModuleRule {
  /** So many entries stand in one message. */
  private static final int MOST = 2;

  private static final Set<String> METHODS = Set.of("aes_gcm", "unencrypted");
  private static final Set<String> PARTS =
      Set.of("state", "plan", "remote_state_data_sources", "method", "key_provider");

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "state-encryption",
        "Encryption that is not allowed",
        Enforcement.MANDATORY,
        Layer.STATE,
        "An encryption block of OpenTofu whose keys come from a program, or from where gate.yaml"
            + " does not allow. It acts before any backend or provider, and in nearly every"
            + " subcommand.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    if (!scope.profile().has(Feature.ENCRYPTION)) {
      return;
    }
    for (Placed terraform : directory.blocks("terraform")) {
      for (Block encryption : terraform.block().body().blocks("encryption")) {
        check(new Placed(terraform.file(), encryption), directory.path(), scope, findings);
      }
    }
  }

  private static void check(Placed encryption, String root, Scope scope, Findings findings) {
    FileValues values = new FileValues(encryption.file(), scope);
    List<AllowedBackend> allowed = scope.trust().encryption();
    Block block = encryption.block();
    if (allowed.isEmpty()) {
      findings.add(
          encryption.file(),
          block.range(),
          "The encryption block makes OpenTofu run a program or ask a host for keys, at init and in"
              + " nearly every other subcommand, before any backend or provider. "
              + advice(block, values));
      for (Block inner : block.body().blocks("key_provider")) {
        wants(inner, values, root, findings);
      }
      return;
    }
    for (Attribute argument : block.body().attributes()) {
      findings.add(
          encryption.file(),
          argument.range(),
          "The gate does not know the argument '%s' of the encryption block. Remove it."
              .formatted(argument.name()));
    }
    for (Block inner : block.body().blocks()) {
      problem(inner, values, root, allowed)
          .ifPresent(why -> findings.add(encryption.file(), inner.range(), why));
    }
  }

  /** What to do about a block where no key provider is allowed. */
  private static String advice(Block encryption, FileValues values) {
    List<Block> providers = encryption.body().blocks("key_provider");
    List<String> entries = new ArrayList<>();
    for (Block provider : providers) {
      List<Map<String, String>> keys = StateArguments.patterns(arguments(provider, values));
      if (isExpressible(provider) && keys.size() == 1) {
        GateEntry.state(provider.label(0), keys.getFirst()).ifPresent(entries::add);
      }
    }
    if (providers.stream().anyMatch(provider -> !isExpressible(provider))) {
      return "Remove it, or use a key provider that runs no program and holds no blocks, such as gcp_kms or aws_kms.";
    }
    return "Remove it, or ask the platform team to add %s under encryption.allow in gate.yaml."
        .formatted(
            entries.isEmpty() || entries.size() < providers.size() || entries.size() > MOST
                ? "its key providers"
                : String.join(" and ", entries));
  }

  /** Whether an entry can admit it. */
  private static boolean isExpressible(Block provider) {
    return !provider.labels().isEmpty()
        && !provider.label(0).equals("external")
        && provider.body().blocks().isEmpty();
  }

  private static void wants(Block provider, FileValues values, String root, Findings findings) {
    if (!isExpressible(provider)) {
      return;
    }
    StateArguments.patterns(arguments(provider, values))
        .forEach(
            keys ->
                findings.admittedBy(Wanted.List.ENCRYPTION, provider.label(0), keys, root, false));
  }

  private static Map<String, Possible> arguments(Block provider, FileValues values) {
    Map<String, Possible> arguments = new TreeMap<>();
    for (Attribute argument : provider.body().attributes()) {
      StateArguments.add(
          argument.name(),
          ConstantEvaluator.string(argument.value())
              .map(Possible::text)
              .orElseGet(() -> values.of(argument.value())),
          arguments);
    }
    return arguments;
  }

  private static Optional<String> problem(
      Block inner, FileValues values, String root, List<AllowedBackend> allowed) {
    String type = inner.labels().isEmpty() ? "" : inner.label(0);
    if (!PARTS.contains(inner.type())) {
      return Optional.of(
          "The gate does not know the block '%s' of the encryption block, so it can't judge it. Remove it."
              .formatted(inner.type()));
    }
    if (inner.type().equals("method")) {
      return METHODS.contains(type)
          ? Optional.empty()
          : Optional.of(
              "The encryption method '%s' runs a program, or is not known to the gate. Use aes_gcm."
                  .formatted(type));
    }
    if (!inner.type().equals("key_provider")) {
      return Optional.empty();
    }
    if (type.equals("external")) {
      return Optional.of(
          "The key provider 'external' runs a program, so no entry of encryption.allow admits it. Use one that is allowed in gate.yaml.");
    }
    if (!inner.body().blocks().isEmpty()) {
      return Optional.of(
          "The key provider holds the block '%s', which no entry of encryption.allow admits. Write its arguments alone."
              .formatted(inner.body().blocks().getFirst().type()));
    }
    return StateArguments.refusal("encryption.allow", allowed, type, arguments(inner, values), root)
        .map(why -> why.of("The key provider"));
  }
}

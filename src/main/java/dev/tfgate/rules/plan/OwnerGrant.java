package dev.tfgate.rules.plan;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.facts.Facts;
import dev.tfgate.google.JsonTree;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.PlanFindings;
import dev.tfgate.rules.view.PlanRule;
import dev.tfgate.rules.view.PlanScope;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.PlanHeader;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.ResourceAddress;
import dev.tfgate.terraform.ResourceChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A plan grants Owner, or a role that nobody knows yet. */
public final class OwnerGrant implements PlanRule {
  private static final String OWNER = "roles/owner";
  private static final String ROLE = "role";
  private static final String POLICY_DATA = "policy_data";

  /** What an unknown role may come from: the id of a custom role is never that of Owner. */
  private static final Set<String> CUSTOM_ROLES =
      Set.of("google_project_iam_custom_role", "google_organization_iam_custom_role");

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "owner-grant",
        "Grant of Owner",
        Enforcement.MANDATORY,
        Layer.PLAN,
        "roles/owner may change every permission, so that it undoes every other limit of a project,"
            + " folder or organization.");
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new Listener(scope.facts(), findings);
  }

  private static final class Listener implements PlanListener {
    private final Facts facts;
    private final PlanFindings findings;

    /** Prefixes of types → whether any of their provider's types grants roles. */
    private final Map<String, Boolean> granting = new HashMap<>();

    /** Addresses without instance keys → the argument whose value is unknown. */
    private final Map<String, String> unknown = new HashMap<>();

    Listener(Facts facts, PlanFindings findings) {
      this.facts = facts;
      this.findings = findings;
    }

    @Override
    public void resourceChange(ResourceChange change) {
      // The values come last: to ask for them is to read them.
      if (change.isNoOp()
          || change.actions().equals(List.of("forget"))
          || !grantsAny(change.type())
          || !(change.after() instanceof Map<?, ?> after)) {
        return;
      }
      Optional<Effect> grant = grant(change.mode(), change.type());
      List<String> roles = new ArrayList<>();
      if (grant.isPresent() || change.mode().equals("managed")) {
        collectRoles(after, roles);
      }
      if (after.get(POLICY_DATA) instanceof String policy
          && grant.isPresent()
          && !collectRoles(policy, roles)) {
        findings.add(
            change.address(),
            "The policy_data is not an IAM policy in JSON, or it has a key twice, so the roles that it grants are not certain. Write it with data \"google_iam_policy\".");
      }
      if (roles.contains(OWNER)) {
        findings.add(
            change.address(),
            "Grants roles/owner, which may change every other grant and so lifts every limit of the project. Grant a narrower role.");
      }
      String argument = grant.isPresent() ? unknownRole(change) : null;
      if (argument != null) {
        unknown.put(ResourceAddress.withoutKeys(change.address()), argument);
      }
    }

    /** Whether the provider of a type grants roles by any of its types. */
    private boolean grantsAny(String type) {
      int end = type.indexOf('_');
      return granting.computeIfAbsent(
          end < 0 ? type : type.substring(0, end),
          prefix ->
              facts.provider(prefix).own().stream().map(Fact::effect).anyMatch(Listener::grants));
    }

    private static boolean grants(Effect effect) {
      return effect == Effect.GRANTS || effect == Effect.GRANTS_POLICY;
    }

    private Optional<Effect> grant(String mode, String type) {
      return FactSubject.ofType(mode)
          .flatMap(subject -> facts.ofType(type).of(subject, type))
          .map(Fact::effect)
          .filter(Listener::grants);
    }

    @Override
    public void configuredResource(ConfiguredResource resource) {
      String argument = unknown.get(resource.address());
      if (argument == null) {
        return;
      }
      List<Object> references = new ArrayList<>();
      collectReferences(resource.expressions().get(argument), argument, argument, references);
      if (!references.isEmpty()
          && references.stream().allMatch(reference -> harmless(argument, reference))) {
        unknown.remove(resource.address());
      }
    }

    /** What the role refers to, which may stand in blocks below the argument. */
    private static void collectReferences(
        @Nullable Object expression, String name, String argument, List<Object> references) {
      if (expression instanceof List<?> blocks) {
        blocks.forEach(block -> collectReferences(block, name, argument, references));
      } else if (expression instanceof Map<?, ?> map) {
        if (map.get("references") instanceof List<?> own
            && (name.equals(ROLE) || name.equals(argument))) {
          references.addAll(own);
        }
        map.forEach(
            (key, inner) -> collectReferences(inner, String.valueOf(key), argument, references));
      }
    }

    @Override
    public void end(PlanHeader header) {
      unknown.forEach(
          (address, argument) ->
              findings.add(
                  address,
                  "The %s is not known before the apply, so it could be roles/owner. Write it as a constant, or as the id of a custom role."
                      .formatted(argument)));
    }

    /** The data source of policies is judged by itself. */
    private static boolean harmless(String argument, @Nullable Object reference) {
      if (!(reference instanceof String text)) {
        return false;
      }
      return argument.equals(POLICY_DATA)
          ? text.startsWith("data.google_iam_policy.")
          : CUSTOM_ROLES.contains(text.substring(0, Math.max(0, text.indexOf('.'))));
    }

    private @Nullable String unknownRole(ResourceChange change) {
      if (!(change.afterUnknown() instanceof Map<?, ?> arguments)) {
        return null;
      }
      if (Boolean.TRUE.equals(arguments.get(POLICY_DATA)) && !arguments.containsKey("binding")) {
        return POLICY_DATA;
      }
      List<String> names = new ArrayList<>(List.of(ROLE, "binding"));
      FactSubject.ofType(change.mode())
          .ifPresent(
              subject ->
                  facts.ofType(change.type()).argumentsOf(subject, change.type()).stream()
                      .filter(fact -> grants(fact.effect()))
                      .forEach(fact -> names.add(fact.argument())));
      for (String name : names) {
        if (holdsUnknownRole(arguments.get(name))) {
          return name;
        }
      }
      return null;
    }

    /** Whether a role, a block that has one, or all of them, are unknown. */
    private static boolean holdsUnknownRole(@Nullable Object value) {
      return switch (value) {
        case Boolean unknown -> unknown;
        case List<?> list -> list.stream().anyMatch(Listener::holdsUnknownRole);
        case Map<?, ?> map ->
            Boolean.TRUE.equals(map.get(ROLE))
                || map.values().stream()
                    .anyMatch(inner -> inner instanceof List<?> && holdsUnknownRole(inner));
        case null, default -> false;
      };
    }

    /** Roles at any depth: those of bindings, and of whatever else holds some. */
    private static void collectRoles(@Nullable Object value, List<String> roles) {
      if (value instanceof List<?> list) {
        list.forEach(element -> collectRoles(element, roles));
      } else if (value instanceof Map<?, ?> map) {
        map.forEach(
            (key, inner) -> {
              if (inner instanceof String role && ROLE.equals(key)) {
                roles.add(normal(role));
              }
              collectRoles(inner, roles);
            });
      }
    }

    /** Returns false where the text is no policy. */
    private static boolean collectRoles(String policy, List<String> roles) {
      try {
        if (!(JsonTree.parse(policy).asPolicy() instanceof JsonTree.Fields document)) {
          return false;
        }
        for (JsonTree binding : document.items("bindings")) {
          if (binding instanceof JsonTree.Fields fields) {
            fields.text(ROLE).ifPresent(role -> roles.add(normal(role)));
          }
        }
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    private static String normal(String role) {
      return role.strip().toLowerCase(Locale.ROOT);
    }
  }
}

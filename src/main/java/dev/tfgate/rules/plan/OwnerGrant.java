package dev.tfgate.rules.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A plan grants Owner, or a role that nobody knows yet. */
public final class OwnerGrant implements PlanRule {
  private static final String OWNER = "roles/owner";
  private static final String POLICY_DATA = "google_iam_policy";
  private static final Pattern GRANT = Pattern.compile("google_\\w*iam_(member|binding|policy)");

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
        "roles/owner may change who may do what, so that it undoes every other limit of a project,"
            + " folder or organization.");
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    return new Listener(findings);
  }

  private static final class Listener implements PlanListener {
    private final PlanFindings findings;

    /** Addresses without instance keys → the argument whose value is unknown. */
    private final Map<String, String> unknown = new HashMap<>();

    Listener(PlanFindings findings) {
      this.findings = findings;
    }

    @Override
    public void resourceChange(ResourceChange change) {
      boolean grants =
          GRANT.matcher(change.type()).matches() && change.mode().equals("managed")
              || change.type().equals(POLICY_DATA) && change.mode().equals("data");
      if (!grants
          || !(change.after() instanceof Map<?, ?> after)
          || change.isNoOp()
          || change.actions().equals(List.of("forget"))) {
        return;
      }
      List<String> roles = new ArrayList<>();
      collectRoles(after, roles);
      if (after.get("policy_data") instanceof String policy && !collectRoles(policy, roles)) {
        findings.add(
            change.address(),
            "The policy_data is no IAM policy in JSON, so the roles that it grants can't be told."
                + " Write it with data \"google_iam_policy\".");
      }
      if (roles.contains(OWNER)) {
        findings.add(
            change.address(),
            "Grants roles/owner, which may change every other grant, so that all limits of the"
                + " project end here. Grant a narrower role.");
      }
      String argument = unknownRole(change.afterUnknown());
      if (argument != null) {
        unknown.put(ResourceAddress.withoutKeys(change.address()), argument);
      }
    }

    @Override
    public void configuredResource(ConfiguredResource resource) {
      String argument = unknown.get(resource.address());
      if (argument != null
          && resource.expressions().get(argument) instanceof Map<?, ?> expression
          && expression.get("references") instanceof List<?> references
          && !references.isEmpty()
          && references.stream().allMatch(reference -> harmless(argument, reference))) {
        unknown.remove(resource.address());
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
      return argument.equals("policy_data")
          ? text.startsWith("data." + POLICY_DATA + ".")
          : CUSTOM_ROLES.contains(text.substring(0, Math.max(0, text.indexOf('.'))));
    }

    private static @Nullable String unknownRole(@Nullable Object afterUnknown) {
      if (!(afterUnknown instanceof Map<?, ?> arguments)) {
        return null;
      }
      if (Boolean.TRUE.equals(arguments.get("policy_data")) && !arguments.containsKey("binding")) {
        return "policy_data";
      }
      if (Boolean.TRUE.equals(arguments.get("role"))) {
        return "role";
      }
      Object bindings = arguments.get("binding");
      boolean unknown =
          Boolean.TRUE.equals(bindings)
              || bindings instanceof List<?> list
                  && list.stream()
                      .anyMatch(
                          binding ->
                              Boolean.TRUE.equals(binding)
                                  || binding instanceof Map<?, ?> map
                                      && Boolean.TRUE.equals(map.get("role")));
      return unknown ? "binding" : null;
    }

    private static void collectRoles(Map<?, ?> arguments, List<String> roles) {
      if (arguments.get("role") instanceof String role) {
        roles.add(normal(role));
      }
      if (arguments.get("binding") instanceof List<?> bindings) {
        for (Object binding : bindings) {
          if (binding instanceof Map<?, ?> map && map.get("role") instanceof String role) {
            roles.add(normal(role));
          }
        }
      }
    }

    /** Returns false where the text is no JSON. */
    private static boolean collectRoles(String policy, List<String> roles) {
      try (JsonParser json = new JsonFactory().createParser(policy)) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
          return false;
        }
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
          if (token == JsonToken.VALUE_STRING && "role".equals(json.currentName())) {
            roles.add(normal(json.getText()));
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

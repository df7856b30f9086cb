package dev.tfgate.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.google.JsonTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of the edits, over policies as odd as a server may send them. */
class OwnerEditPropertiesTest {
  private static final String OWNER = "roles/owner";
  private static final List<String> MEMBERS =
      List.of(
          "serviceAccount:tf@acme.iam.gserviceaccount.com",
          "serviceAccount:TF@acme.iam.gserviceaccount.com",
          "serviceAccount:tf@other.iam.gserviceaccount.com",
          "serviceAccount:acme.svc.id.goog[ns/tf]",
          "serviceAccount:acme.svc.id.goog[ns/TF]",
          "user:tf@acme.iam.gserviceaccount.com",
          "user:ann@acme.example",
          "group:admins@acme.example",
          "domain:acme.example",
          "deleted:serviceAccount:tf@acme.iam.gserviceaccount.com?uid=1",
          "principal://iam.googleapis.com/locations/global/workforcePools/p/subject/Ann",
          "principal://iam.googleapis.com/locations/global/workforcePools/p/subject/ann",
          "somethingNew:x\\u00e9\\ud83d\\ude00");

  @Property(tries = 3000)
  void aStripTakesTheMembersFromUnconditionalOwnerAndNothingElse(
      @ForAll("policies") String json, @ForAll("someMembers") List<String> members)
      throws Exception {
    IamPolicy before = policy(json);
    IamPolicy after = OwnerEdit.strip(before, members, List.of());

    assertThat(withoutBindings(after)).isEqualTo(withoutBindings(before));
    List<Binding> expected = new ArrayList<>();
    for (Binding binding : before.bindings()) {
      boolean owner = binding.role().equals(OWNER) && !binding.conditional();
      if (!owner || binding.members().stream().noneMatch(m -> named(members, m))) {
        expected.add(binding);
        continue;
      }
      List<String> left = binding.members().stream().filter(m -> !named(members, m)).toList();
      if (!left.isEmpty()) {
        Binding result = after.bindings().get(expected.size());
        assertThat(result.members()).isEqualTo(left);
        assertThat(withoutMembers(result)).isEqualTo(withoutMembers(binding));
        expected.add(result);
      }
    }
    assertThat(after.bindings()).isEqualTo(expected);
    assertThat(after.document().toJson()).isEqualTo(reread(after).document().toJson());
  }

  @Property(tries = 1000)
  void stripIsIdempotentAndSaysSoByTheSamePolicy(
      @ForAll("policies") String json, @ForAll("someMembers") List<String> members)
      throws Exception {
    IamPolicy once = OwnerEdit.strip(policy(json), members, List.of("roles/viewer"));
    assertThat(OwnerEdit.strip(once, members, List.of("roles/viewer"))).isSameAs(once);
  }

  @Property(tries = 1000)
  void restoreAfterStripGivesTheSameGrants(
      @ForAll("policies") String json, @ForAll("someMembers") List<String> members)
      throws Exception {
    IamPolicy before = policy(json);
    List<String> removed =
        OwnerEdit.owners(before).stream().filter(m -> Members.contains(members, m)).toList();
    IamPolicy stripped = OwnerEdit.strip(before, members, List.of());
    IamPolicy restored = OwnerEdit.restore(stripped, removed);
    assertThat(grants(restored)).isEqualTo(grants(before));
    assertThat(withoutBindings(restored)).isEqualTo(withoutBindings(before));
    assertThat(OwnerEdit.restore(restored, removed)).isSameAs(restored);
  }

  @Property(tries = 1000)
  void replacementsGoToThoseWhoLostOwnerAndToNobodyElse(
      @ForAll("policies") String json, @ForAll("someMembers") List<String> members)
      throws Exception {
    IamPolicy before = policy(json);
    List<String> removed =
        OwnerEdit.owners(before).stream().filter(m -> Members.contains(members, m)).toList();
    IamPolicy after = OwnerEdit.strip(before, members, List.of("roles/viewer"));
    Set<String> gained = new HashSet<>(grants(after));
    gained.removeAll(grants(before));
    for (String grant : gained) {
      assertThat(removed).anyMatch(m -> grant.equals("roles/viewer false " + key(m)));
    }
    for (String member : removed) {
      assertThat(grants(after)).contains("roles/viewer false " + key(member));
    }
  }

  @Property(tries = 1000)
  void aPolicyIsWrittenAsItWasRead(@ForAll("policies") String json) throws Exception {
    assertThat(policy(json).document().toJson()).isEqualTo(json);
  }

  @Provide
  Arbitrary<List<String>> someMembers() {
    return Arbitraries.of(MEMBERS.subList(0, MEMBERS.size() - 1)).list().ofMinSize(1).ofMaxSize(3);
  }

  @Provide
  Arbitrary<String> policies() {
    Arbitrary<String> members =
        Arbitraries.of(MEMBERS)
            .list()
            .ofMaxSize(5)
            .map(
                list ->
                    "[" + String.join(",", list.stream().map(m -> '"' + m + '"').toList()) + "]");
    Arbitrary<String> roles =
        Arbitraries.of(
            OWNER, OWNER, OWNER, "roles/viewer", "roles/Owner", "organizations/1/roles/x");
    Arbitrary<String> extras =
        Arbitraries.of(
            "",
            "",
            "",
            ",\"condition\":{\"title\":\"t\",\"expression\":\"request.time <"
                + " timestamp(\\\"2027-01-01T00:00:00Z\\\")\"}",
            ",\"condition\":{}",
            ",\"condition\":null",
            ",\"bindingId\":\"\\u0061b\",\"weight\":1.50,\"flags\":[true,null,{}]");
    Arbitrary<String> binding =
        Combinators.combine(roles, members, extras)
            .as(
                (role, list, extra) ->
                    "{\"role\":\"" + role + "\",\"members\":" + list + extra + "}");
    Arbitrary<String> rest =
        Arbitraries.of(
            ",\"etag\":\"BwX=\",\"version\":1",
            ",\"version\":3,\"etag\":\"BwX/\\/=\",\"auditConfigs\":[{\"service\":\"allServices\",\"auditLogConfigs\":[{\"logType\":\"DATA_READ\",\"exemptedMembers\":[\"user:a@b.c\"]}]}]",
            ",\"etag\":\"BwX=\",\"future\":{\"n\":12345678901234567890.10,\"s\":\"\\ud83d\\ude00"
                + " é\"}");
    return Combinators.combine(binding.list().ofMaxSize(6), rest)
        .as((bindings, tail) -> "{\"bindings\":[" + String.join(",", bindings) + "]" + tail + "}");
  }

  /** The comparison again, written another way. */
  private static boolean named(List<String> members, String member) {
    return members.stream().anyMatch(m -> key(m).equals(key(member)));
  }

  private static String key(String member) {
    int colon = member.indexOf(':');
    String kind = member.substring(0, Math.max(0, colon));
    return List.of("user", "serviceAccount", "group").contains(kind) && member.contains("@")
        ? kind + member.substring(colon).toLowerCase(Locale.ROOT)
        : member;
  }

  private static Set<String> grants(IamPolicy policy) {
    Set<String> grants = new HashSet<>();
    for (Binding binding : policy.bindings()) {
      for (String member : binding.members()) {
        String condition =
            binding.conditional()
                ? new JsonTree.Items(List.of(binding.source().of().get("condition"))).toJson()
                : "false";
        grants.add(binding.role() + " " + condition + " " + key(member));
      }
    }
    return grants;
  }

  private static Map<String, JsonTree> withoutBindings(IamPolicy policy) {
    Map<String, JsonTree> rest = new LinkedHashMap<>(policy.document().of());
    rest.remove("bindings");
    return rest;
  }

  private static Map<String, JsonTree> withoutMembers(Binding binding) {
    Map<String, JsonTree> rest = new LinkedHashMap<>(binding.source().of());
    rest.remove("members");
    return rest;
  }

  private static IamPolicy reread(IamPolicy policy) throws Exception {
    return policy(policy.document().toJson());
  }

  private static IamPolicy policy(String json) throws Exception {
    return IamPolicy.of(JsonTree.parse(json));
  }
}

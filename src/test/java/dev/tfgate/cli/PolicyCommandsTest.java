package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies from end to end: tested, trusted, and run over a checkout and over a plan. */
class PolicyCommandsTest {
  private static final String POLICY =
      """
      version: 1
      policies:
      - id: no-owner-grant
        title: Owner is never granted
        on: [config, plan]
        match: {resource: ["google_project_iam_*"]}
        deny: resource.role == "roles/owner"
        unknown: {config: advise, plan: deny}
        message: "'Owner for ' + (has(resource.member) ? resource.member : 'several members')"
        why: Owner can do everything.
        fix: Grant a narrower role.
        tests:
        - {name: owner, deny: true, hcl: 'resource "google_project_iam_member" "x" { role = "roles/owner" }'}
        - {name: viewer, deny: false, hcl: 'resource "google_project_iam_member" "x" { role = "roles/viewer" }'}
      """;

  @TempDir private Path world;
  private Path trust;
  private Path checkout;

  @BeforeEach
  void world() throws Exception {
    trust = Files.createDirectories(world.resolve("trust"));
    checkout = Files.createDirectories(world.resolve("checkout"));
    Files.createDirectories(trust.resolve("policies"));
    gate("");
    Files.writeString(trust.resolve("policies/iam.yaml"), POLICY);
  }

  private void gate(String more) throws Exception {
    Files.writeString(
        trust.resolve("gate.yaml"),
        "version: 1\npolicies: [policies]\nrules:\n  provider-not-pinned: {enforcement: off}\n"
            + more);
  }

  private CommandRun.Result run(String... arguments) {
    return new CommandRun(Map.of(), checkout, "").run(arguments);
  }

  private CommandRun.Result check() {
    return run("check", "-v", "--mode", "local", "--trust", trust.toString(), checkout.toString());
  }

  @Test
  void aPolicyIsTested() {
    CommandRun.Result result = run("policy", "test", trust.resolve("policies").toString());
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("ok  no-owner-grant  2 tests")
        .contains("2 tests of 1 policy: none failed");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aTestThatFailsShowsWhatTheConditionSaw() throws Exception {
    Files.writeString(
        trust.resolve("policies/iam.yaml"),
        POLICY.replace("\"roles/owner\"\n", "\"roles/ownr\"\n"));
    CommandRun.Result result = run("policy", "test", trust.resolve("policies").toString());
    assertThat(result.out())
        .contains("\"owner\": expected deny, got pass (config)")
        .contains("iam.yaml:13:5")
        .contains("resource.role = \"roles/owner\"");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void coverageNamesPoliciesWithoutADenyingOrAPassingTest() throws Exception {
    Files.writeString(
        trust.resolve("policies/iam.yaml"),
        POLICY.substring(0, POLICY.indexOf("  - {name: viewer")));
    String policies = trust.resolve("policies").toString();
    assertThat(run("policy", "test", policies).code()).isEqualTo(ExitCode.PASSED);
    CommandRun.Result result = run("policy", "test", "--coverage", policies);
    assertThat(result.out()).contains("no-owner-grant  1 test, no passing one");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void checkReportsWhereTheArgumentStands() throws Exception {
    Files.writeString(
        checkout.resolve("main.tf"),
        """
        resource "google_project_iam_member" "a" {
          project = "p"
          role    = "roles/owner"
          member  = "user:a@example.com"
        }
        variable "role" {}
        resource "google_project_iam_member" "b" {
          role = var.role
        }
        """);
    CommandRun.Result result = check();
    assertThat(result.out())
        .contains("main.tf")
        .contains("3:3")
        .contains("Owner for user:a@example.com. Owner can do everything. Grant a narrower")
        .contains("depends on var.role, which is not known before a");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(
            run("check", "--mode", "local", "--trust", trust.toString(), "--format", "json").out())
        .contains("\"mandatory\": 1")
        .contains("\"advisory\": 1");
  }

  @Test
  void aModuleThatIsReadAfterItsRootIsJudgedToo() throws Exception {
    Files.createDirectories(checkout.resolve("a"));
    Files.createDirectories(checkout.resolve("z"));
    Files.writeString(
        checkout.resolve("a/main.tf"),
        """
        terraform {
          backend "local" {}
        }
        module "z" {
          source = "../z"
          role   = "roles/owner"
        }
        """);
    Files.writeString(
        checkout.resolve("z/main.tf"),
        """
        variable "role" {}
        resource "google_project_iam_member" "a" {
          role = var.role
        }
        """);
    CommandRun.Result result = check();
    assertThat(result.out()).contains("z/main.tf").contains("Owner for several members");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void aMessageNamesWhatIsNotKnown() throws Exception {
    Files.writeString(
        checkout.resolve("main.tf"),
        """
        resource "google_project_iam_member" "a" {
          role   = "roles/owner"
          member = "serviceAccount:${google_service_account.ci.email}"
        }
        """);
    assertThat(
            run("check", "--mode", "local", "--trust", trust.toString(), "--format", "json").out())
        .contains(
            "Owner for serviceAccount:${google_service_account.ci.email}. Owner can do everything. Grant");
  }

  @Test
  void aCompiledPolicySaysTheSame() throws Exception {
    Files.writeString(
        checkout.resolve("main.tf"),
        "resource \"google_project_iam_member\" \"a\" {\n  role = \"roles/owner\"\n}\n");
    String before = check().out();
    CommandRun.Result compiled = run("policy", "compile", trust.resolve("policies").toString());
    assertThat(compiled.out()).contains("1 policy compiled into");
    assertThat(trust.resolve("policies/.tfgate-compiled")).isRegularFile();
    assertThat(check().out()).isEqualTo(before).contains("Owner for several members");
    Files.writeString(
        trust.resolve("policies/iam.yaml"),
        POLICY.replace("\"roles/owner\"\n", "\"roles/viewer\"\n"));
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
    Files.write(trust.resolve("policies/.tfgate-compiled"), new byte[] {1, 2, 3});
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void expressionsAreTriedOutAndPoliciesListed() throws Exception {
    Files.writeString(
        checkout.resolve("main.tf"),
        "resource \"google_project_iam_member\" \"a\" {\n  role = \"roles/owner\"\n}\n");
    assertThat(run("policy", "eval", "-e", "resource.role.split('/')[1]").out())
        .isEqualTo("main.tf:1 google_project_iam_member.a  \"owner\"\n");
    CommandRun.Result wrong = run("policy", "eval", "-e", "resource.role ==");
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("ends too early").contains("^");
    assertThat(run("policy", "list", trust.resolve("policies").toString()).out())
        .contains("mandatory  no-owner-grant  Owner is never granted");
  }

  @Test
  void anExceptionAndTheRulesOfGateYamlHoldForPoliciesToo() throws Exception {
    Files.writeString(
        checkout.resolve("main.tf"),
        "resource \"google_project_iam_member\" \"a\" {\n  role = \"roles/owner\"\n}\n");
    gate(
        """
        exceptions:
        - {rule: no-owner-grant, path: "main.tf", reason: "being moved", expires: 2999-01-01}
        """);
    CommandRun.Result excepted = check();
    assertThat(excepted.code()).isEqualTo(ExitCode.PASSED);
    assertThat(excepted.out()).contains("being moved");
    gate("  no-owner-grant: {enforcement: advisory}\n");
    assertThat(check().code()).isEqualTo(ExitCode.PASSED);
    gate("  no-owner-grnt: {enforcement: advisory}\n");
    CommandRun.Result misspelled = check();
    assertThat(misspelled.code()).isEqualTo(ExitCode.USAGE);
    assertThat(misspelled.err()).contains("did you mean \"no-owner-grant\"?");
  }

  @Test
  void nothingInTheCheckoutSwitchesAPolicyOff() throws Exception {
    Files.createDirectories(checkout.resolve("policies"));
    Files.writeString(
        checkout.resolve("policies/iam.yaml"), POLICY.replace("id: ", "enforcement: off\n  id: "));
    Files.writeString(checkout.resolve("gate.yaml"), "version: 1\n");
    Files.writeString(
        checkout.resolve("main.tf"),
        """
        # tfgate:ignore no-owner-grant
        resource "google_project_iam_member" "a" { # nosec
          role = "roles/owner"
        }
        """);
    assertThat(check().code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void aPolicyThatCanNotBeDecidedIsNoPass() throws Exception {
    Files.writeString(
        trust.resolve("policies/iam.yaml"),
        POLICY.replace("deny: resource.role ==", "deny: resource.weight > 3 && resource.role =="));
    Files.writeString(
        checkout.resolve("main.tf"),
        "resource \"google_project_iam_member\" \"a\" {\n  role = \"roles/owner\"\n}\n");
    CommandRun.Result result = check();
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out())
        .contains("no-owner-grant can't be decided for google_project_iam_member.a")
        .contains("policies/iam.yaml:7:25");
  }

  @Test
  void aBrokenPolicyEndsTheCheckAndIsToldWithItsPlace() throws Exception {
    Files.writeString(
        trust.resolve("policies/iam.yaml"), POLICY.replace("resource.role", "resorce.role"));
    Files.writeString(
        checkout.resolve("main.tf"),
        "resource \"google_project_iam_member\" \"a\" {\n  role = \"roles/owner\"\n}\n");
    CommandRun.Result result = check();
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("policies/iam.yaml:7:9: no-owner-grant: deny: \"resorce\"");
  }

  @Test
  void theReportNamesTheCallThatExplainsAPolicy() throws Exception {
    Files.writeString(
        checkout.resolve("main.tf"),
        "resource \"google_project_iam_member\" \"x\" {\n  role = \"roles/owner\"\n}\n");
    String report =
        run("check", "--mode", "local", "--trust", trust.toString(), checkout.toString()).out();
    String call = report.lines().filter(line -> line.startsWith("More about")).findFirst().get();
    String[] words = call.substring(call.indexOf("explain")).split(" ");
    assertThat(run(words).out()).contains("Owner can do everything.");
    assertThat(run("explain", "no-owner-grant").err()).contains("--trust DIR");
  }

  @Test
  void aMessageThatFailsIsSaidBesideTheAnswer() throws Exception {
    Files.writeString(
        trust.resolve("policies/iam.yaml"),
        POLICY.replace(
            "'Owner for ' + (has(resource.member) ? resource.member : 'several members')",
            "'a ' + string(1 / (resource.role == 'x' ? 1 : 0))"));
    CommandRun.Result result = run("policy", "test", "--trust", trust.toString());
    assertThat(result.out()).contains("expected deny, got deny and an error (");
  }

  @Test
  void explainShowsThePageOfAPolicy() {
    CommandRun.Result result = run("explain", "--trust", trust.toString(), "no-owner-grant");
    assertThat(result.out())
        .contains("Owner is never granted")
        .contains("Owner can do everything.")
        .contains("Grant a narrower role.")
        .contains("resource.role == \"roles/owner\"");
  }

  @Test
  void aPlanIsJudgedWithUnknownAndSensitiveValues() throws Exception {
    Path plan = world.resolve("plan.json");
    Files.writeString(
        plan,
        """
        {"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[
          %s,
          %s,
          %s],
         "configuration":{"root_module":{}}}
        """
            .formatted(
                change(
                    "a",
                    "\"role\":\"roles/owner\",\"member\":\"user:hunter2\"",
                    "{}",
                    "{\"member\":true}"),
                change("b", "\"member\":\"user:b\"", "{\"role\":true}", "{}"),
                change("c", "\"role\":\"roles/viewer\"", "{}", "{}")));
    CommandRun.Result result =
        run("plan", "check", plan.toString(), "--mode", "local", "--trust", trust.toString());
    assertThat(result.out())
        .contains("google_project_iam_member.a: Owner for (sensitive value)")
        .contains("google_project_iam_member.b keeps to it, because it depends on role,")
        .doesNotContain("hunter2")
        .doesNotContain("google_project_iam_member.c");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
  }

  private static String change(String name, String after, String unknown, String sensitive) {
    return """
    {"address":"google_project_iam_member.%s","mode":"managed","type":"google_project_iam_member",
     "name":"%s","provider_name":"registry.terraform.io/hashicorp/google",
     "change":{"actions":["create"],"before":null,"after":{%s},"after_unknown":%s,
               "before_sensitive":false,"after_sensitive":%s}}\
    """
        .formatted(name, name, after, unknown, sensitive);
  }
}

package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the source says of values that a plan doesn't know yet. */
class PlanSourceTest {
  @TempDir private Path world;
  private Path trust;
  private Path checkout;

  @BeforeEach
  void world() throws Exception {
    trust = Files.createDirectories(world.resolve("trust"));
    checkout = Files.createDirectories(world.resolve("checkout"));
    Files.createDirectories(trust.resolve("policies"));
    Files.writeString(
        trust.resolve("gate.yaml"),
        """
        version: 1
        policies: [policies]
        rules: {plan-provider-not-pinned: {enforcement: off}}
        """);
    Files.writeString(
        trust.resolve("policies/p.yaml"),
        """
        version: 1
        policies:
        - id: not-public
          title: Not public
          on: [plan]
          match: {resource: [google_storage_bucket_iam_*]}
          deny: |
            resource.member == "allUsers" || "allUsers" in as_list(resource.members)
          unknown: deny
        """);
  }

  private CommandRun.Result check(String change, String source, String... more) throws Exception {
    Path plan = world.resolve("plan.json");
    Files.writeString(
        plan,
        """
        {"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[
        {"address":"module.m.google_storage_bucket_iam_member.a[\\"k\\"]","module_address":"module.m","mode":"managed",
         "type":"google_storage_bucket_iam_member","name":"a","index":"k",
         "provider_name":"registry.terraform.io/hashicorp/google",
         "change":{"actions":["create"],"before":null,%s}}],"configuration":{"root_module":{}}}
        """
            .formatted(change));
    Files.writeString(
        checkout.resolve("main.tf"),
        """
        module "m" {
          source = "./m"
          who    = terraform_data.x.output
        }
        variable "v" {}
        """);
    Files.createDirectories(checkout.resolve("m"));
    Files.writeString(
        checkout.resolve("m/main.tf"),
        """
        variable "who" {}
        resource "google_storage_bucket_iam_member" "a" {
          %s
        }
        """
            .formatted(source));
    String[] arguments =
        new String[] {
          "plan", "check", "--mode", "local", "--trust", trust.toString(), plan.toString()
        };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return new CommandRun(Map.of(), checkout, "").run(all);
  }

  private static final String MEMBER = "\"after\":{},\"after_unknown\":{\"member\":true}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "member = \"serviceAccount:${google_service_account.x.email}\"~PASSED",
        "member = \"serviceAccount:${var.who}\"~PASSED",
        "member = join(\":\", [\"serviceAccount\", var.who])~PASSED",
        "member = google_service_account.x.member~FINDINGS",
        "member = var.who~FINDINGS",
        "member = replace(\"serviceAccount:${var.who}\", \"/.*/\", \"allUsers\")~FINDINGS",
        "member = true ? var.who : \"serviceAccount:${var.who}\"~FINDINGS",
      })
  void theStartOfATextDecides(String source, ExitCode expected) throws Exception {
    assertThat(check(MEMBER, source, "--root", checkout.toString()).code()).isEqualTo(expected);
  }

  @Test
  void onlyARootThatIsNamedIsBelieved() throws Exception {
    String source = "member = \"serviceAccount:${google_service_account.x.email}\"";
    assertThat(check(MEMBER, source).code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(check(MEMBER, source, "--root", ".").code()).isEqualTo(ExitCode.PASSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "[\"user:b\", \"serviceAccount:${var.who}\"]~PASSED",
        "[\"user:b\", var.who]~FINDINGS",
        "concat([\"serviceAccount:${var.who}\"], var.v)~FINDINGS",
      })
  void eachElementThatIsNotKnownIsOneOfTheSource(String source, ExitCode expected)
      throws Exception {
    String change =
        "\"after\":{\"members\":[\"user:b\",null]},\"after_unknown\":{\"members\":[false,true]}";
    assertThat(check(change, "members = " + source, "--root", ".").code()).isEqualTo(expected);
    String whole = "\"after\":{},\"after_unknown\":{\"members\":true}";
    assertThat(check(whole, "members = " + source, "--root", ".").code()).isEqualTo(expected);
  }

  @Test
  void whatThePlanKnowsIsNotOverruled() throws Exception {
    String change = "\"after\":{\"member\":\"allUsers\"},\"after_unknown\":{}";
    String source = "member = \"serviceAccount:${google_service_account.x.email}\"";
    assertThat(check(change, source, "--root", ".").code()).isEqualTo(ExitCode.FINDINGS);
  }
}

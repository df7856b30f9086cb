package dev.tfgate.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports that the tests of the formats share. */
final class SampleReports {
  static final List<String> HOSTILE_TEXTS =
      List.of(
          "\u001b[31mred\u001b]8;;http://evil.example\u0007link",
          "line\nfeed\r\n::error file=x::pwned\n##[error]pwned",
          "]]><script>alert(1)</script><!-- --> &amp; \" '",
          "::error::pwned %0A::set-output name=x::y, a:b",
          "[click](http://evil.example) `code` **bold** @everyone #1 | cell |",
          "right\u202eto\u202cleft \u2028 sep \u0000 nul \u009b31m c1 \uffff",
          "\ud800 lone \udc00 surrogates",
          "##vso[task.setvariable]x ##teamcity[x] " + "y".repeat(37) + "::error::x ::warning::y",
          "../../etc/passwd {0} ${x} %s %n \\n");

  private static final Map<String, List<String>> SOURCES =
      Map.of(
          "svc/dev/main.tf",
          List.of(
              "terraform {",
              "  required_providers {",
              "\taws = { source = \"evilcorp/aws\" }",
              "    x = { source = \"例え/模块\" } # 説明",
              "    e = { source = \"e\u0301vil/corp\" }"),
          "svc/dev/wide.tf.json",
          List.of("{" + "\"a\": 1, ".repeat(40) + "\"data\": {\"external\": {}}, \"b\": 2}"));

  private static final Map<String, RuleDescription> RULES =
      Map.of(
          "provider-outside-image",
          new RuleDescription(
              "provider-outside-image",
              "Provider outside the image",
              Enforcement.MANDATORY,
              Layer.PROVIDER,
              "A root requests a provider or a version that the plugin manifest does not list."),
          "data-reads-secret",
          new RuleDescription(
              "data-reads-secret",
              "Data source that reads a secret",
              Enforcement.ADVISORY,
              Layer.CODE,
              "The value ends up in the plan and in the state."));

  static final Rendering RENDERING =
      new Rendering(
          (path, line) -> {
            List<String> lines = SOURCES.getOrDefault(path, List.of());
            return line <= lines.size() ? Optional.of(lines.get(line - 1)) : Optional.empty();
          },
          id -> Optional.ofNullable(RULES.get(id)),
          false,
          80,
          false,
          false,
          "#platform on Slack");

  private SampleReports() {}

  static Rendering colored() {
    return new Rendering(RENDERING.lines(), RENDERING.rules(), true, 80, false, false, null);
  }

  /** One of everything. */
  static Report sample() {
    List<Finding> findings =
        List.of(
            Finding.of(
                "provider-outside-image",
                Enforcement.MANDATORY,
                "svc/dev/main.tf",
                new Region(3, 19, 3, 33),
                "svc/dev",
                "Provider registry.terraform.io/evilcorp/aws is not pinned, so Terraform would load"
                    + " a binary that the platform team has not seen. Required by svc/dev. Ask the"
                    + " platform team to add it to the image, or use hashicorp/aws 5.100.0.",
                "source = \"evilcorp/aws\""),
            Finding.of(
                "provider-outside-image",
                Enforcement.MANDATORY,
                "svc/dev/main.tf",
                new Region(4, 20, 4, 27),
                "svc/dev",
                "Provider source is not a valid address.",
                "source = \"例え/模块\""),
            Finding.of(
                "provider-outside-image",
                Enforcement.MANDATORY,
                "svc/dev/main.tf",
                new Region(5, 20, 5, 30),
                "svc/dev",
                "Provider source is not a valid address.",
                "source = \"évil/corp\""),
            Finding.of(
                    "starts-a-program",
                    Enforcement.MANDATORY,
                    "legacy/main.tf",
                    new Region(7, 3, 9, 4),
                    "legacy",
                    "Provisioner local-exec runs a program of the checkout.",
                    "starts-a-program")
                .liftedBy(new Finding.Lifted("migrating, ticket 812", LocalDate.of(2027, 1, 31))),
            Finding.of(
                "data-reads-secret",
                Enforcement.ADVISORY,
                "svc/dev/wide.tf.json",
                new Region(1, 322, 1, 345),
                "svc/dev",
                "Data source reads a secret.",
                "external"),
            Finding.of(
                "folder-in-the-way",
                Enforcement.MANDATORY,
                "svc/dev/.terraform",
                null,
                null,
                "A committed .terraform decides which provider binaries run. Remove it from git.",
                ".terraform"));
    return new Report(
        "0.1.0",
        Mode.CI,
        findings,
        List.of(
            new Undecided("svc/x.tf", "unreadable", "The file can't be read: permission denied.")),
        List.of(
            new RootSummary(
                "svc/dev",
                "terraform",
                "1.16.4",
                List.of(
                    new RootSummary.Provider(
                        "registry.terraform.io/hashicorp/aws", List.of("~> 5.0"), "5.100.0"),
                    new RootSummary.Provider(
                        "registry.terraform.io/evilcorp/aws", List.of(), null)))),
        () -> "sha256:0000000000000000000000000000000000000000000000000000000000000000",
        12,
        List.of("Mode is ci because BUILD_ID is set."));
  }

  /** No finding at all. */
  static Report empty() {
    return new Report(
        "0.1.0",
        Mode.LOCAL,
        List.of(),
        List.of(),
        List.of(),
        () -> "sha256:" + "0".repeat(64),
        0,
        List.of());
  }

  /** {@code count} findings whose every text is an attack on whoever prints it. */
  static Report hostile(int count) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = HOSTILE_TEXTS.get(i % HOSTILE_TEXTS.size());
      Finding finding =
          Finding.of(
              "provider-outside-image",
              i % 3 == 0 ? Enforcement.ADVISORY : Enforcement.MANDATORY,
              "dir" + (i % 97) + "/" + text,
              i % 5 == 0 ? null : new Region(1 + i, 1, 1 + i, 5),
              "dir/" + text,
              text + " " + i,
              text);
      findings.add(
          i % 7 == 0
              ? finding.liftedBy(new Finding.Lifted(text, LocalDate.of(2027, 1, 31)))
              : finding);
    }
    List<Undecided> undecided = new ArrayList<>();
    for (String text : HOSTILE_TEXTS) {
      undecided.add(new Undecided(text, "unreadable", text));
    }
    return new Report(
        "0.1.0",
        Mode.CI,
        findings,
        undecided,
        List.of(
            new RootSummary(
                HOSTILE_TEXTS.getFirst(),
                null,
                null,
                List.of(
                    new RootSummary.Provider(
                        HOSTILE_TEXTS.get(1), List.of(HOSTILE_TEXTS.get(2)), null)))),
        () -> "sha256:" + "0".repeat(64),
        count,
        HOSTILE_TEXTS);
  }
}

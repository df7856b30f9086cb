package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code check} looks at in a git checkout. */
class CheckExtentTest {
  private static final String HARMLESS = "variable \"x\" {}\n";
  private static final String PROVISIONER =
      """
      resource "terraform_data" "x" {
        provisioner "local-exec" {
          command = "id"
        }
      }
      """;

  private static final String BACKEND = "terraform {\n  backend \"local\" {}\n}\n";

  @TempDir Path folder;
  private Path checkout = Path.of("");

  @BeforeEach
  void repository() throws Exception {
    checkout = Files.createDirectory(folder.resolve("checkout"));
    git("init", "-q");
    write("old/main.tf", PROVISIONER);
    write("new/main.tf", HARMLESS);
    write(".gitignore", ".terraform/\n*.auto.tfvars\n");
    git("add", "-A");
    git("commit", "-q", "-m", "first");
    write("new/main.tf", PROVISIONER);
  }

  @Test
  void onlyWhatChangedIsReported() {
    CommandRun.Result result = tfgate("check", "--mode", "local", "--changed-since", "HEAD");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out())
        .contains("new/main.tf", "note: 1 file changed since HEAD. Only")
        .doesNotContain("old/main.tf");
    assertThat(tfgate("check", "--mode", "local").out()).contains("new/main.tf", "old/main.tf");
  }

  @Test
  void whatIsARootSinceItsCallerWentIsChecked() throws Exception {
    write("lib/main.tf", "resource \"aws_vpc\" \"x\" {\n}\n");
    write("caller/main.tf", "module \"lib\" {\n  source = \"../lib\"\n}\n");
    commitAll();
    write("caller/main.tf", HARMLESS);
    CommandRun.Result json =
        tfgate("check", "--mode", "local", "--changed-since", "HEAD", "--format", "json");
    assertThat(json.out()).contains("\"path\": \"lib\"").doesNotContain("\"path\": \"old\"");
  }

  @Test
  void pathRulesCoverTheWholeCheckoutWhateverChanged() throws IOException {
    write("elsewhere/terraform.rc", "");
    CommandRun.Result result = tfgate("check", "--mode", "local", "--changed-since", "HEAD");
    assertThat(result.out()).contains("elsewhere/terraform.rc");
    assertThat(tfgate("check", "--mode", "local", "--files", "new/main.tf").out())
        .contains("new/main.tf")
        .doesNotContain("elsewhere", "old/main.tf");
  }

  @Test
  void whatSaysNothingAboutAnyFileIsRefused() throws IOException {
    for (String[] options :
        new String[][] {
          {"--files", "new/mian.tf"},
          {"--files", "new/main.tf", "--files", "gone.tf"},
          {"--files", "new/main.tf", "--staged"},
          {"--staged", "--changed-since", "HEAD"},
        }) {
      List<String> command = new ArrayList<>(List.of("check", "--mode", "local"));
      command.addAll(List.of(options));
      CommandRun.Result result = tfgate(command.toArray(String[]::new));
      assertThat(result.code()).as(command.toString()).isEqualTo(ExitCode.USAGE);
    }
    Files.delete(checkout.resolve("new/main.tf"));
    assertThat(tfgate("check", "--mode", "local", "--files", "new/main.tf").code())
        .as("a file that was deleted")
        .isEqualTo(ExitCode.PASSED);
  }

  @Test
  void anUnknownRevisionLeavesNoVerdict() {
    CommandRun.Result result = tfgate("check", "--mode", "local", "--changed-since", "nowhere");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err()).contains("no revision 'nowhere'");
  }

  @Test
  void theIndexIsWhatACommitWouldTake() throws Exception {
    assertThat(tfgate("check", "--mode", "local", "--staged", "new").code())
        .isEqualTo(ExitCode.PASSED);
    git("add", "-A");
    write("new/main.tf", HARMLESS);
    CommandRun.Result result = tfgate("check", "--mode", "local", "--staged", "new");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("2 |   provisioner");
  }

  @Test
  void whatACommitWouldChangeIsWhatCounts() throws Exception {
    git("add", "-A");
    write("new/main.tf", HARMLESS);
    CommandRun.Result result = staged();
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out())
        .contains("new/main.tf", "1 file differs from HEAD")
        .doesNotContain("old/main.tf");
  }

  @Test
  void whereNothingIsStagedAllOfTheIndexIsChecked() {
    CommandRun.Result result = staged();
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("old/main.tf", "nothing is staged");
  }

  @Test
  void beforeTheFirstCommitEverythingIsNew() throws Exception {
    git("update-ref", "-d", "HEAD");
    assertThat(staged().out()).contains("old/main.tf");
    git("rm", "-rq", "--cached", "old");
    assertThat(staged().code()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void ofALargeTreeOnlyTheRootsOfTheStagedFilesAreRead() throws Exception {
    write("a/main.tf", BACKEND + call("../modules/m"));
    write("a/unread.tf", HARMLESS);
    write("b/main.tf", BACKEND);
    write("modules/m/main.tf", HARMLESS);
    commitAll();
    write("a/main.tf", BACKEND + PROVISIONER + call("../modules/m"));
    git("add", "a");
    write("a/main.tf", BACKEND);
    CommandRun.Result result = staged("--format", "json");
    assertThat(result.out())
        .contains("\"path\": \"a/main.tf\"", "\"root\": \"a\"", "\"rule\": \"provisioner\"")
        .doesNotContain("\"path\": \"b\"", "old");
    assertThat(files(result))
        .isLessThan(files(tfgate("check", "--mode", "local", "--format", "json")));
  }

  @Test
  void aRootThatAnotherRootCallsIsCheckedWithIt() throws Exception {
    String reads = "variable \"f\" {\n  default = \"x\"\n}\n\nlocals {\n  x = file(var.f)\n}\n";
    String[][] callers = {
      {"b/main.tf", "module \"a\" {\n  source = \"../a\"\n  f      = \"/etc/passwd\"\n}\n"},
      {"b/main.tf", "module \"a\" {\n  source = \"./../a/\"\n  f      = \"/etc/passwd\"\n}\n"},
      {"b/main.tf", "module \"a\" {\n  source = \"../\\u0061\"\n  f      = \"/etc/passwd\"\n}\n"},
      {
        "b/main.tf.json",
        "{\"module\": {\"a\": {\"source\": \"..\\/\\u0061\", \"f\": \"/etc/passwd\"}}}"
      },
      {"a/sub/main.tf", "module \"a\" {\n  source = \"./..\"\n  f      = \"/etc/passwd\"\n}\n"},
      {"a/sub/main.tf", "module \"a\" {\n  source = \"../\"\n  f      = \"/etc/passwd\"\n}\n"},
      {"b/main.tf", "module \"a\" {\n  source = /* */ \"../a\"\n  f      = \"/etc/passwd\"\n}\n"},
    };
    write("a/main.tf", BACKEND);
    write("c/main.tf", BACKEND);
    commitAll();
    for (String[] caller : callers) {
      write(caller[0], (caller[0].endsWith(".tf") ? BACKEND : "") + caller[1]);
      git("add", "-A");
      git("commit", "-q", "-m", "caller");
      write("a/main.tf", BACKEND + reads);
      git("add", "a");
      CommandRun.Result result = staged();
      assertThat(result.code())
          .as(caller[1] + result.out() + result.err())
          .isEqualTo(ExitCode.FINDINGS);
      assertThat(result.out()).contains("file-outside-checkout");
      write("a/main.tf", BACKEND);
      git("rm", "-q", "-f", caller[0]);
      commitAll();
    }
  }

  @Test
  void variableFilesBelowTheRootAndOfNoRootCountAsInTheWholeCheck() throws Exception {
    write("a/envs/dev.tfvars", "one = \"x\"\n");
    write("environments/dev.tfvars", "two = \"x\"\n");
    write("a/main.tf", BACKEND);
    write("b/main.tf", BACKEND);
    write("b/terraform.tfvars", "three = \"../../../../etc/passwd\"\n");
    commitAll();
    write(
        "a/main.tf",
        BACKEND
            + """
            variable "one" {}

            variable "two" {}

            locals {
              one = file("${path.module}/${var.one}")
              two = file("${path.module}/${var.two}")
            }
            """);
    git("add", "a");
    CommandRun.Result result = staged("--format", "json");
    assertThat(result.code()).as(result.out()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out()).doesNotContain("\"path\": \"b\"");
    write("environments/dev.tfvars", "two = \"../../../../etc/passwd\"\n");
    git("add", "environments");
    assertThat(staged().out()).contains("file-outside-checkout");
    git("commit", "-q", "-m", "bad");
    write("a/more.tf", HARMLESS);
    git("add", "a");
    assertThat(staged().out()).contains("file-outside-checkout");
  }

  /** What comes above variables, or goes, changes what others may be given; what stays doesn't. */
  @Test
  void configurationThatStaysAboveVariablesConcernsNoOtherRoot() throws Exception {
    write("a/main.tf", BACKEND);
    write("b/terraform.tfvars", "one = 1\n");
    commitAll();
    assertThat(namedByRoots("b/main.tf", BACKEND)).contains("\"path\": \"a\"");
    assertThat(namedByRoots("b/main.tf", HARMLESS))
        .contains("\"path\": \"b\"")
        .doesNotContain("\"path\": \"a\"");
    write("b/main.tf", BACKEND);
    git("add", "-A");
    assertThat(staged("--format", "json").out()).doesNotContain("\"path\": \"a\"");
    git("rm", "-q", "b/main.tf", "-f");
    assertThat(staged("--format", "json").out()).contains("\"path\": \"a\"");
  }

  private String namedByRoots(String path, String text) throws Exception {
    git("commit", "-q", "--allow-empty", "-m", "before");
    write(path, text);
    git("add", "-A");
    CommandRun.Result result =
        tfgate(
            "roots", "--mode", "local", "--format", "json", "--changed-since", "HEAD", "--changed");
    git("commit", "-q", "--allow-empty", "-m", "after");
    return result.out() + result.err();
  }

  @Test
  void aStagedDeletionIsAChange() throws Exception {
    write("a/main.tf", BACKEND + "data \"http\" \"x\" {}\n");
    write(
        "a/override.tf",
        "terraform {\n  required_providers {\n    http = { source = \"evil/http\" }\n  }\n}\n");
    commitAll();
    git("rm", "-q", "--cached", "a/override.tf");
    assertThat(staged().out()).contains("a/main.tf").doesNotContain("override.tf", "old/main.tf");
  }

  @Test
  void aRenameConcernsBothPlaces() throws Exception {
    write("a/main.tf", BACKEND + call("../modules/m"));
    write("modules/m/main.tf", PROVISIONER);
    commitAll();
    git("mv", "modules/m", "modules/n");
    assertThat(staged().out()).contains("modules/n/main.tf", "a/main.tf").doesNotContain("old/");
  }

  /** For Terraform the variables may be the root's above; then OpenTofu is asked about it too. */
  @Test
  void whatConcernsMoreRootsForOneProgramIsCheckedForBoth() throws Exception {
    write("main.tf", "variable \"v\" {}\n");
    write("extra.tofu", PROVISIONER);
    write("data/main.tofu", BACKEND);
    write("data/v.tfvars", "v = 1\n");
    commitAll();
    write("data/v.tfvars", "v = 2\n");
    git("add", "-A");
    assertThat(staged().out()).contains("extra.tofu");
  }

  /** Terraform doesn't load the caller, and takes the changed root for nobody's module. */
  @Test
  void aStagedRootThatOpenTofuAloneCallsConcernsItsCaller() throws Exception {
    write("a/main.tf", BACKEND);
    write("b/main.tofu", BACKEND + call("../a"));
    commitAll();
    write("a/main.tf", BACKEND + "# changed\n");
    git("add", "-A");
    assertThat(staged("--format", "json").out()).contains("\"path\": \"b\"");
  }

  /** Each program has its roots, and the second one computes the source of a module. */
  @Test
  void aStagedRootThatAnotherPinnedProgramCallsConcernsItsCaller() throws Exception {
    Path trust = Files.createDirectory(folder.resolve("pinned"));
    String pin = "%s: {version: \"%s\", platforms: {linux_amd64: {sha256: \"%s\"}}}\n";
    Files.writeString(
        trust.resolve("plugins-manifest.yaml"),
        "version: 1\n"
            + pin.formatted("terraform", "1.11.4", "0".repeat(64))
            + pin.formatted("tofu", "1.12.6", "0".repeat(64)));
    Files.writeString(
        trust.resolve("gate.yaml"),
        """
        version: 1
        programs:
          - {roots: ["legacy/**"], program: terraform}
          - {roots: ["**"], program: tofu}
        """);
    write("legacy/a/main.tf", BACKEND);
    write(
        "svc/b/main.tf", BACKEND + "locals {\n  n = \"a\"\n}\n" + call("../../legacy/${local.n}"));
    commitAll();
    write("legacy/a/main.tf", BACKEND + "# changed\n");
    git("add", "-A");
    assertThat(staged("--format", "json", "--trust", trust.toString()).out())
        .contains("\"path\": \"legacy/a\"", "\"path\": \"svc/b\"");
  }

  /** A root of its own changes alone; but what it no longer calls may be a root since. */
  @ParameterizedTest
  @ValueSource(strings = {"the call", "the file", "the override"})
  void aStagedCallThatWentConcernsWhatItCalled(String gone) throws Exception {
    write("lib/main.tf", PROVISIONER);
    write("a/main.tf", BACKEND + (gone.equals("the override") ? call("../other") : ""));
    write("other/main.tf", "");
    write(
        gone.equals("the override") ? "a/override.tf" : "a/calls.tf",
        gone.equals("the override")
            ? "module \"m\" {\n  source = \"../lib\"\n}\n"
            : call("../lib"));
    commitAll();
    write(
        "a/main.tf",
        BACKEND + "# changed\n" + (gone.equals("the override") ? call("../other") : ""));
    git("add", "-A");
    assertThat(staged("--format", "json").out()).doesNotContain("\"path\": \"lib\"");
    switch (gone) {
      case "the call" -> write("a/calls.tf", "# none\n");
      case "the file" -> Files.delete(checkout.resolve("a/calls.tf"));
      default -> write("a/override.tf", "# none\n");
    }
    git("add", "-A");
    assertThat(staged("--format", "json").out()).contains("\"path\": \"lib\"");
  }

  @Test
  void aStagedModuleConcernsItsCallersHoweverLargeTheTree() throws Exception {
    write("a/main.tf", BACKEND + call("../modules/m", "file = \"../../../etc/passwd\""));
    write("modules/m/main.tf", "variable \"file\" {}\n");
    commitAll();
    write("modules/m/main.tf", "variable \"file\" {}\nlocals {\n  x = file(var.file)\n}\n");
    git("add", "-A");
    CommandRun.Result result = staged();
    assertThat(result.out()).contains("file-outside-checkout");
  }

  @Test
  void whatALinkElsewhereLeadsToConcernsThatPlaceToo() throws Exception {
    write("a/main.tf", BACKEND);
    Files.createDirectories(checkout.resolve("b"));
    Files.createSymbolicLink(checkout.resolve("b/main.tf"), Path.of("../c/main.tf"));
    Files.createDirectories(checkout.resolve("c"));
    Files.createSymbolicLink(checkout.resolve("c/main.tf"), Path.of("../a/main.tf"));
    write("b/x/main.tf", PROVISIONER);
    commitAll();
    write("a/main.tf", BACKEND + call("./x"));
    git("add", "-A");
    assertThat(staged("--format", "json").out())
        .contains("\"path\": \"b/x/main.tf\"", "\"path\": \"c\"");
    assertThat(
            tfgate("check", "--mode", "local", "--changed-since", "HEAD", "--format", "json").out())
        .contains("\"path\": \"b\"");
  }

  @Test
  void whatGitStoresThroughAFilterIsCheckedAsTerraformReadsIt() throws Exception {
    git("config", "filter.crypt.clean", "base64");
    git("config", "filter.crypt.smudge", "base64 -d");
    write(".gitattributes", "secret/*.tf filter=crypt diff=crypt\n");
    write("secret/main.tf", HARMLESS);
    write("new/main.tf", HARMLESS);
    git("add", "-A");
    CommandRun.Result good = staged();
    assertThat(good.code()).as(good.out()).isEqualTo(ExitCode.PASSED);
    assertThat(good.out().replaceAll("\\s+", " "))
        .contains("git stores 'secret/main.tf' through the filter 'crypt'");
    write("secret/main.tf", PROVISIONER);
    git("add", "-A");
    assertThat(staged().out()).contains("secret/main.tf", "provisioner");
    Files.delete(checkout.resolve("secret/main.tf"));
    CommandRun.Result gone = staged();
    assertThat(gone.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(gone.out().replaceAll("\\s+", " ")).contains("it is not on disk");
  }

  /**
   * As git-crypt, transcrypt and LFS are set up; each stores something else than Terraform reads.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "crypt; '\"$(git rev-parse --git-common-dir)\"/crypt clean context=default %f'; .gitattributes; 's/* filter=crypt diff=crypt merge=crypt'; s/main.tf",
        "git-crypt; base64; .gitattributes; '[attr]secret filter=git-crypt diff=git-crypt|s/** secret'; s/deep/main.tf",
        "git-crypt; base64; .git/info/attributes; 's/*.tf filter=git-crypt'; s/main.tf",
        "lfs; printf version; s/.gitattributes; '*.tf.json filter=lfs diff=lfs merge=lfs -text'; s/main.tf.json",
        "sops; base64; .gitattributes; 's/** !filter|s/*.tf filter=sops'; s/main.tf",
      })
  void filtersAreSeenWhereverAttributesNameThem(
      String filter, String clean, String attributes, String lines, String file) throws Exception {
    Files.createDirectories(checkout.resolve(".git/info"));
    Files.writeString(checkout.resolve(".git/crypt"), "#!/bin/sh\nexec base64\n");
    Files.setPosixFilePermissions(
        checkout.resolve(".git/crypt"), PosixFilePermissions.fromString("rwxr-xr-x"));
    git("config", "filter." + filter + ".clean", clean);
    git("config", "filter." + filter + ".required", "true");
    write("new/main.tf", HARMLESS);
    write(attributes, lines.replace('|', '\n') + "\n");
    boolean json = file.endsWith(".json");
    write(file, json ? "{\"variable\": {\"y\": {}}}" : HARMLESS);
    git("add", "-A");
    CommandRun.Result good = staged();
    assertThat(good.code()).as(good.out()).isEqualTo(ExitCode.PASSED);
    assertThat(good.out().replaceAll("\\s+", " "))
        .contains(
            "git stores '%s' through the filter '%s'".formatted(file, filter),
            "a run reads. The file on disk is checked.");
    write(file, json ? "{\"data\": {\"http\": {\"x\": {}}}}" : PROVISIONER);
    git("add", "-A");
    CommandRun.Result bad = staged();
    assertThat(bad.code()).as(bad.out()).isEqualTo(ExitCode.FINDINGS);
    assertThat(bad.out()).contains(file, json ? "http-data" : "provisioner");
  }

  /** Terraform reads UTF-8 alone, whatever git stores. */
  @ParameterizedTest
  @CsvSource({"UTF-16LE-BOM,UTF-16LE", "ISO-8859-1,ISO-8859-1", "UTF-16,UTF-16"})
  void encodingsThatTerraformDoesNotReadAreTold(String name, String written) throws Exception {
    write(".gitattributes", "e/*.tf text working-tree-encoding=" + name + "\n");
    Files.createDirectories(checkout.resolve("e"));
    String bom = name.endsWith("BOM") ? "\ufeff" : "";
    Files.writeString(
        checkout.resolve("e/main.tf"), bom + "# \u00e9\n" + HARMLESS, Charset.forName(written));
    write("new/main.tf", HARMLESS);
    git("add", "-A");
    CommandRun.Result result = staged();
    assertThat(result.code()).as(result.out()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("e/main.tf", "syntax-error", "the encoding '" + name + "'");
  }

  @Test
  void whatIsWrittenToDiskInAnotherEncodingIsCheckedAsTerraformReadsIt() throws Exception {
    write(".gitattributes", "utf16/*.tf text working-tree-encoding=UTF-16\n");
    Files.createDirectories(checkout.resolve("utf16"));
    Files.writeString(
        checkout.resolve("utf16/main.tf"), HARMLESS, java.nio.charset.StandardCharsets.UTF_16);
    write("new/main.tf", HARMLESS);
    git("add", "-A");
    CommandRun.Result result = staged();
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(result.out()).contains("utf16/main.tf", "syntax-error", "the encoding 'UTF-16'");
  }

  @Test
  void aFilterOfOtherFilesChangesNothing() throws Exception {
    write(".gitattributes", "*.png filter=lfs diff=lfs merge=lfs -text\n");
    git("add", "-A");
    write("new/main.tf", HARMLESS);
    CommandRun.Result result = staged();
    assertThat(result.out()).contains("new/main.tf", "provisioner").doesNotContain("lfs");
  }

  @Test
  void aPartialCloneIsNamedAndTheRestIsJudged() throws Exception {
    write("docs/README.md", "text");
    write("docs/.env", "A=b");
    write("other/main.tf", "variable \"other\" {}\n");
    write("new/main.tf", HARMLESS);
    commitAll();
    git("config", "uploadpack.allowFilter", "true");
    Path clone = folder.resolve("clone");
    git(
        "clone",
        "-q",
        "--filter=blob:none",
        "--sparse",
        checkout.toUri().toString(),
        clone.toString());
    git("-C", clone.toString(), "sparse-checkout", "set", "new");
    Files.writeString(clone.resolve("new/main.tf"), PROVISIONER);
    git("-C", clone.toString(), "add", "new");
    checkout = clone;
    CommandRun.Result result = staged();
    assertThat(result.code()).as(result.out()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.out().replaceAll("\\s+", " "))
        .contains(
            "new/main.tf mandatory provisioner",
            "other/main.tf undecided unreadable git has not fetched its content",
            "git has not fetched 2 files, 'docs/.env' among them")
        .doesNotContain("plan-in-checkout", "terraform-environment", "does not answer");
  }

  /**
   * Of commits, folders or contents: what was left at the server is named, and nothing is guessed.
   */
  @ParameterizedTest
  @ValueSource(strings = {"blob:none", "tree:0", "blob:limit=16"})
  void inAPartialCloneNothingIsGuessed(String filter) throws Exception {
    write("docs/README.md", "a text that is longer than sixteen bytes\n");
    write("docs/.env", "TEXT=longer than sixteen bytes\n");
    write("docs/plan.out", "a text that is longer than sixteen bytes\n");
    write("other/main.tf", "variable \"other\" {}\n");
    write(
        "new/.terraform.lock.hcl",
        "provider \"registry.terraform.io/a/b\" {\n  version = \"1.0.0\"\n}\n");
    commitAll();
    git("config", "uploadpack.allowFilter", "true");
    Path clone = folder.resolve("clone");
    String source = checkout.toUri().toString();
    git("clone", "-q", "--filter=" + filter, "--sparse", source, clone.toString());
    git("-C", clone.toString(), "sparse-checkout", "set", "new");
    checkout = clone;
    CommandRun.Result all = staged();
    assertThat(all.code()).as(all.out()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(all.out().replaceAll("\\s+", " "))
        .contains(
            "new/.terraform.lock.hcl mandatory lock-not-pinned",
            "other/main.tf undecided unreadable git has not fetched its content, because this is a"
                + " partial clone",
            "'git fetch --refetch --no-filter'")
        .doesNotContain("plan-in-checkout", "terraform-environment", "does not answer");
  }

  @Test
  void aShallowCloneIsNamed() throws Exception {
    write("old/more.tf", HARMLESS);
    commitAll();
    Path clone = folder.resolve("shallow");
    git("clone", "-q", "--depth=1", checkout.toUri().toString(), clone.toString());
    checkout = clone;
    CommandRun.Result result = tfgate("check", "--mode", "local", "--changed-since", "HEAD~1");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err()).contains("this is a shallow clone", "git fetch --unshallow");
    for (String revision : List.of("HEAD^", "HEAD@{1}", "v1.0", "0123456789abcdef")) {
      assertThat(tfgate("check", "--mode", "local", "--changed-since", revision).err())
          .as(revision)
          .contains("this is a shallow clone", "git fetch --unshallow");
    }
    assertThat(tfgate("roots", "--mode", "local", "--changed-since", "HEAD~1").err())
        .contains("this is a shallow clone");
  }

  /** All of the history, but of one branch alone: that is no shallow clone. */
  @Test
  void aBranchThatWasNotFetchedIsNoShallowClone() throws Exception {
    git("branch", "base");
    Path clone = folder.resolve("single");
    git("clone", "-q", "--single-branch", checkout.toUri().toString(), clone.toString());
    checkout = clone;
    CommandRun.Result result = tfgate("check", "--mode", "local", "--changed-since", "origin/base");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err()).contains("Fetch it, or name another").doesNotContain("shallow");
  }

  @Test
  void aChangeOfTheTrustDirectoryChangesTheVerdictOverEverything() throws Exception {
    write("gate.yaml", "version: 1\n");
    git("add", "gate.yaml");
    CommandRun.Result result = staged();
    assertThat(result.out()).contains("old/main.tf", "gate.yaml is among the changes");
    assertThat(tfgate("check", "--mode", "local", "--changed-since", "HEAD").out())
        .contains("old/main.tf");
  }

  @Test
  void aChangeOfTheManifestOrOfAPolicyDoesToo() throws Exception {
    write("gate.yaml", "version: 1\npolicies: [policies]\n");
    write("plugins-manifest.yaml", "version: 1\nproviders: []\n");
    write(
        "policies/p.yaml",
        "version: 1\npolicies:\n- {id: p, title: P, on: [config], match: {resource: [x]}, deny: 'true'}\n");
    commitAll();
    for (String path : List.of("plugins-manifest.yaml", "policies/p.yaml")) {
      Files.writeString(
          checkout.resolve(path), Files.readString(checkout.resolve(path)) + "# more\n");
      git("add", path);
      assertThat(staged().out()).as(path).contains("old/main.tf", " is among the changes");
      git("commit", "-q", "-m", "more");
    }
  }

  @Test
  void aCommitOfNamedPathsHasAnIndexOfItsOwn() throws Exception {
    Path index = checkout.resolve(".git/next-index");
    Files.copy(checkout.resolve(".git/index"), index);
    git(Map.of("GIT_INDEX_FILE", index.toString()), "add", "-A");
    assertThat(
            new CommandRun(
                    Map.of("PATH", System.getenv("PATH"), "GIT_INDEX_FILE", ".git/next-index"),
                    checkout,
                    "")
                .run("check", "--mode", "local", "--staged")
                .out())
        .contains("new/main.tf")
        .doesNotContain("old/main.tf");
  }

  @Test
  void pathFindingsOfTheHookAreThoseOfTheStagedFiles() throws Exception {
    write("elsewhere/terraform.rc", "");
    commitAll();
    write("b/terraform.rc", "");
    git("add", "b");
    assertThat(staged().out()).contains("b/terraform.rc").doesNotContain("elsewhere");
  }

  @Test
  void onALaptopIgnoredFilesAreNoPartOfTheCheckoutAndInCiTheyAre() throws IOException {
    write("new/.terraform/providers/x", "binary");
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    assertThat(tfgate("check", "--mode", "local").out()).doesNotContain(".terraform");
    assertThat(tfgate("check", "--mode", "ci", "--trust", trust.toString()).out())
        .contains("new/.terraform");
  }

  @Test
  void inCiNothingOnDiskIsLeftOut() throws IOException {
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    for (List<String> options :
        List.of(List.of("--staged"), List.of("--files", "new/main.tf"), List.of("--offline"))) {
      List<String> command =
          new ArrayList<>(List.of("check", "--mode", "ci", "--trust", trust.toString()));
      command.addAll(options);
      CommandRun.Result result = tfgate(command.toArray(String[]::new));
      assertThat(result.code()).as(options.toString()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err()).contains(options.getFirst());
    }
  }

  @Test
  void draftedExceptionsLetTodaysFindingsPassOnceTheyAreFilledIn() throws IOException {
    write("new/a \\\"b\nc.tf", "data \"http\" \"x\" {}\ndata \"http\" \"x\" {}\n");
    write("new/terraform.rc", "");
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    String[] command = {"check", "--mode", "ci", "--trust", trust.toString()};
    CommandRun.Result first =
        tfgate(
            "check",
            "--mode",
            "ci",
            "--trust",
            trust.toString(),
            "--write-exceptions",
            folder.resolve("draft.yaml").toString());
    assertThat(first.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(first.err()).contains("no exception lifts a finding of the path layer");
    Files.delete(checkout.resolve("new/terraform.rc"));
    String draft = Files.readString(folder.resolve("draft.yaml"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n" + draft);
    assertThat(tfgate(command).code()).as(draft).isEqualTo(ExitCode.USAGE);
    Files.writeString(
        trust.resolve("gate.yaml"),
        "version: 1\n"
            + draft
                .replace("reason: \"\"", "reason: \"ticket 8\"")
                .replace("expires: \"\"", "expires: 9999-12-31"));
    CommandRun.Result lifted = tfgate(command);
    assertThat(lifted.code()).as(lifted.out() + lifted.err()).isEqualTo(ExitCode.PASSED);
    write("old/more.tf", PROVISIONER);
    assertThat(tfgate(command).code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void filesOutsideOfTheCheckoutAreRefused() {
    assertThat(tfgate("check", "--mode", "local", "--files", "../x").code())
        .isEqualTo(ExitCode.USAGE);
  }

  private CommandRun.Result tfgate(String... arguments) {
    return new CommandRun(Map.of("PATH", System.getenv("PATH")), checkout, "").run(arguments);
  }

  private void write(String path, String content) throws IOException {
    Files.createDirectories(checkout.resolve(path).getParent());
    Files.writeString(checkout.resolve(path), content);
  }

  private CommandRun.Result staged(String... options) {
    List<String> command = new ArrayList<>(List.of("check", "--mode", "local", "--staged"));
    command.addAll(List.of(options));
    return tfgate(command.toArray(String[]::new));
  }

  private static int files(CommandRun.Result result) {
    Matcher files = Pattern.compile("\"files\": (\\d+)").matcher(result.out());
    assertThat(files.find()).isTrue();
    return Integer.parseInt(files.group(1));
  }

  private static String call(String source, String... arguments) {
    return "module \"m\" {\n  source = \"%s\"\n  %s\n}\n"
        .formatted(source, String.join("\n  ", arguments));
  }

  private void commitAll() throws Exception {
    write("new/main.tf", HARMLESS);
    git("add", "-A");
    git("commit", "-q", "-m", "more");
  }

  private void git(String... arguments) throws Exception {
    git(Map.of(), arguments);
  }

  private void git(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@acme.example"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(checkout.toFile()).inheritIO();
    builder.environment().putAll(environment);
    assertThat(builder.start().waitFor()).isZero();
  }
}

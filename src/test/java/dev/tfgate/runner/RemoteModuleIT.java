package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import dev.tfgate.terraform.profile.RealProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Modules that {@code modules.allow} admits, downloaded by the real Terraform from loopback. */
@ParameterizedClass
@MethodSource("dev.tfgate.terraform.profile.RealProgram#all")
class RemoteModuleIT {
  @SuppressWarnings("NullAway.Init")
  @Parameter
  RealProgram program;

  private static final String PROVISIONER =
      """
      resource "terraform_data" "runs" {
        provisioner "local-exec" {
          command = "id"
        }
      }
      """;

  private final Map<String, String> files = new TreeMap<>();

  @TempDir Path folder;
  private World world;
  private HttpServer server;
  private String source = "";

  @BeforeEach
  void makeWorld() throws IOException {
    world = World.in(folder, program);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/m.zip",
        exchange -> {
          byte[] zip = zip();
          boolean asked = exchange.getRequestMethod().equals("GET");
          exchange.sendResponseHeaders(200, asked ? zip.length : -1);
          if (asked) {
            exchange.getResponseBody().write(zip);
          }
          exchange.close();
        });
    server.start();
    source = "http://127.0.0.1:%d/m.zip".formatted(server.getAddress().getPort());
    allow("");
    files.put("net/main.tf", "module \"part\" {\n  source = \"./part\"\n}\n");
    files.put("net/part/main.tf", "resource \"terraform_data\" \"x\" {\n  input = 1\n}\n");
    call("");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void allow(String more) throws IOException {
    world.gate("modules: {allow: [{source: \"%s//*\"}]}\n%s".formatted(source, more));
  }

  private void call(String arguments) throws IOException {
    world.file(
        "dev/main.tf",
        "module \"net\" {\n  source = \"%s//net\"\n  %s\n}\n".formatted(source, arguments));
  }

  private byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void whatNothingCallsInAPackageStopsNothing() {
    files.put("examples/bad/main.tf", PROVISIONER);
    files.put("examples/bad/terraform.rc", "");
    files.put("net/tests/main.tf", PROVISIONER);
    files.put("net/x.tftest.hcl", "run \"a\" {\n  module {\n    source = \"evil/a/b\"\n  }\n}\n");
    files.put("other/main.tf", "module \"net\" {\n  source = \"../net\"\n}\n");
    for (String command : new String[] {"init", "plan", "apply"}) {
      CommandRun.Result result = world.tfgate(command);
      assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
    }
    assertThat(world.tfgate("state", "list").out()).contains("module.net.module.part");
  }

  @Test
  void whatTheRootReachesInAPackageIsChecked() {
    files.put("net/part/more.tf", PROVISIONER);
    CommandRun.Result init = world.tfgate("init");
    assertThat(init.code()).as(init.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(init.err()).contains("net/part/more.tf", "a downloaded module has findings");
    assertThat(world.tfgate("plan").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aPackageKnowsNoPlaceButItsOwn() throws IOException {
    String deep = "a/b/c/d/e/f/g/h/i/net/";
    String[] paths = {
      "\"../../../../../../../../../../etc/passwd\"",
      "\"${path.root}/../../../../../../../../../../etc/passwd\"",
      "\"${path.cwd}/../../../../../../../../../../etc/passwd\"",
      "abspath(\"main.tf\")",
      "\"main.tf\"",
      "fileexists(\"../../../../../../../../../../etc/passwd\") ? \"/etc/shadow\" : \"${path.module}/main.tf\"",
      "one([for f in fileset(\"../../../../../../../../../..\", \"etc/passwd\") : \"/${f}\"])",
    };
    world.gate("modules: {allow: [{source: \"%s//**\"}]}".formatted(source));
    files.put("etc/passwd", "decoy\n");
    files.put(deep + "main.tf", "locals {}\n");
    world.file(
        "dev/main.tf",
        "module \"net\" {\n  source = \"%s//%s\"\n}\n"
            .formatted(source, deep.substring(0, deep.length() - 1)));
    assertThat(world.tfgate("init").code()).isEqualTo(ExitCode.PASSED);
    for (String path : paths) {
      files.put(deep + "out.tf", "output \"x\" {\n  value = file(%s)\n}\n".formatted(path));
      CommandRun.Result init = world.tfgate("init");
      assertThat(init.code()).as(path + init.err()).isEqualTo(ExitCode.FINDINGS);
      assertThat(init.err()).as(path).containsAnyOf("file-path-unproven", "file-outside-checkout");
    }
    files.put(
        deep + "out.tf",
        """
        module "part" {
          source = "./part"
          folder = path.module
        }

        output "x" {
          value = file("${path.module}/main.tf")
        }

        output "y" {
          value = [for f in fileset("${path.module}/part", "*.txt") : file("${path.module}/part/${f}")]
        }
        """);
    files.put(deep + "part/a.txt", "a\n");
    files.put(
        deep + "part/main.tf",
        "variable \"folder\" {}\noutput \"z\" {\n  value = file(\"${var.folder}/part/a.txt\")\n}\n");
    for (String command : new String[] {"init", "plan"}) {
      CommandRun.Result result = world.tfgate(command);
      assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
    }
    files.put(
        deep + "out.tf",
        "resource \"aws_s3_object\" \"x\" {\n  bucket = \"b\"\n  key = \"k\"\n  source = \"../../../../../../../../../../etc/passwd\"\n}\n");
    assertThat(world.tfgate("init").err()).contains("aws_s3_object.x", "file-path-unproven");
  }

  @Test
  void anExceptionMadeForTheCheckoutCountsForNoPackage() throws IOException {
    files.put("net/main.tf", "module \"part\" {\n  source = \"../legacy/part\"\n}\n");
    files.put("legacy/part/main.tf", PROVISIONER);
    String entry =
        "modules: {allow: [{source: \"%s//*\"}]}\nexceptions: [{rule: provisioner, %spath: \"legacy/**\", reason: moving, expires: 2999-01-01}]"
            .formatted(source, "%s");
    for (String other : List.of("", "module: \"https://**\", ", "module: \"**/n.zip//net\", ")) {
      world.gate(entry.formatted(other));
      CommandRun.Result init = world.tfgate("init");
      assertThat(init.code()).as(other + init.err()).isEqualTo(ExitCode.FINDINGS);
      assertThat(init.err()).contains("legacy/part/main.tf");
    }
    world.gate(entry.formatted("module: \"http://127.0.0.1:*/m.zip//net\", "));
    CommandRun.Result named = world.tfgate("init");
    assertThat(named.code()).as(named.err()).isEqualTo(ExitCode.PASSED);
    world.file("legacy/part/main.tf", PROVISIONER);
    world.file("dev/more.tf", "module \"part\" {\n  source = \"../legacy/part\"\n}\n");
    assertThat(world.tfgate("init").err()).contains("legacy/part/main.tf");
  }

  @Test
  void aFolderOfAPackageIsNoRootOfTheCheckout() throws IOException {
    String state =
        "data \"terraform_remote_state\" \"x\" {\n  backend = \"gcs\"\n  config = {\n    bucket = \"acme\"\n    prefix = \"%s\"\n  }\n}\n";
    allow("remote_state: {allow: [{type: gcs, arguments: {bucket: acme, prefix: \"{root}\"}}]}");
    files.put("net/main.tf", state.formatted("net"));
    CommandRun.Result other = world.tfgate("init");
    assertThat(other.code()).as(other.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(other.err()).contains("remote-state");
    files.put("net/main.tf", state.formatted("dev"));
    CommandRun.Result own = world.tfgate("init");
    assertThat(own.code()).as(own.err()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void anEntryForAFolderOfThatNameCountsForNoPackage() throws IOException {
    files.put("net/main.tf", "module \"other\" {\n  source = \"%s//other\"\n}\n".formatted(source));
    files.put("other/main.tf", "locals {}\n");
    String entries =
        "modules: {allow: [{source: \"%s//net\"}, {source: \"%s//other\", roots: [%s]}]}";
    world.gate(entries.formatted(source, source, "net"));
    CommandRun.Result init = world.tfgate("init");
    assertThat(init.code()).as(init.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(init.err()).contains("module-source");
    world.gate(entries.formatted(source, source, "dev"));
    assertThat(world.tfgate("init").err()).doesNotContain("module-source");
  }

  @Test
  void aPathThatTheCallerGivesADownloadedModuleIsNotBelieved() throws IOException {
    files.put(
        "net/more.tf",
        """
        variable "file" {
          default = "main.tf"
        }

        output "x" {
          value = file("${path.module}/${var.file}")
        }
        """);
    // Another module of the package passes a harmless value: it is not the only caller.
    files.put(
        "net/loop/main.tf",
        """
        module "net" {
          source = "../"
          file   = "a.tf"
        }
        """);
    call("file = \"../../../../../../../../etc/hostname\"");
    for (String roots : new String[] {"", "roots: [dev]"}) {
      allow(roots);
      CommandRun.Result init = world.tfgate("init");
      assertThat(init.code()).as(init.err()).isEqualTo(ExitCode.FINDINGS);
      assertThat(init.err()).contains("net/more.tf", "file-path-unproven");
    }
  }
}

package dev.tfgate.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.Installed;
import dev.tfgate.ProgramRun;
import dev.tfgate.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real plan opens, as strace sees it, against what {@code tfgate roots} takes for a change
 * of the root: each file of the checkout that a plan opened, each folder that it listed.
 */
class PlansReadIT {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** {@code 12 openat(AT_FDCWD, "main.tf", O_RDONLY|O_CLOEXEC) = 7</checkout/svc/a/main.tf>} */
  private static final Pattern ASKED = Pattern.compile("^(\\d+) +open(?:at)?\\([^\"]*\"([^\"]*)\"");

  private static final Pattern OPENED =
      Pattern.compile("^(\\d+) .*open(?:at)?(?:\\(| resumed).* = \\d+<([^>]*)>");

  private static final Pattern FOLLOWED =
      Pattern.compile("readlink(?:at)?\\([^\"]*\"([^\"]*)\", \".* = \\d+");

  private static final Pattern LISTED = Pattern.compile("getdents64\\(\\d+<([^>]*)>");
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  /** Roots with paths that are text: what they don't read must not affect them either. */
  private static final Set<String> WRITTEN_OUT =
      Set.of(
          "svc/each/inner",
          "svc/json",
          "svc/links",
          "svc/müller",
          "svc/overrides",
          "svc/state",
          "svc/templates");

  @TempDir Path folder;
  private Path checkout = Path.of("");
  private Path trust = Path.of("");

  /** What the plan of one root read: files that are committed, and folders that hold some. */
  private record Read(Set<String> files, Set<String> folders) {}

  @BeforeEach
  void tracing() throws Exception {
    Installed.assume("git");
    Installed.assume("strace");
    Process tried = new ProcessBuilder("strace", "-o", "/dev/null", "true").start();
    assumeTrue(tried.waitFor() == 0, "strace may trace nothing here: this test is skipped");
    folder = folder.toRealPath();
    checkout = Files.createDirectory(folder.resolve("checkout"));
    trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(trust.resolve("gate.yaml"), "version: 1\n");
    plant();
    git("init", "-q");
    git("add", "-A", "-f");
    commit();
  }

  @Test
  void whatAPlanOpensIsAChangeOfItsRoot() throws Exception {
    Set<String> committed = new TreeSet<>(List.of(git("ls-files", "-z").split("\0")));
    Set<String> roots = affected(List.of());
    assertThat(roots).hasSize(14);
    Map<String, Read> read = new TreeMap<>();
    roots.forEach(root -> read.put(root, new Read(new TreeSet<>(), new TreeSet<>())));
    for (RealTerraform program : RealTerraform.required()) {
      for (String root : roots) {
        trace(program, root, committed, of(read, root));
      }
    }
    git("clean", "-qfdx");
    assertThat(git("status", "--porcelain")).isEmpty();
    // The trace sees what there is to see.
    assertThat(of(read, "svc/templates").files())
        .contains("svc/templates/t/hello.tftpl", "svc/templates/data/one.json");
    assertThat(of(read, "svc/links").files()).contains("svc/links/main.tf", "shared/links.tf");
    assertThat(of(read, "svc/deep").files())
        .contains("modules/a/main.tf", "modules/a/b/notes.txt", "modules/c/t.tftpl");

    List<String> wrong = new ArrayList<>();
    for (String file : committed) {
      Set<String> readers = readers(read, what -> what.files().contains(file));
      Path path = checkout.resolve(file);
      boolean data = Files.isRegularFile(path);
      byte[] content = data ? Files.readAllBytes(path) : new byte[0];
      Files.delete(path);
      // Of a file in a folder that was listed, at least the name is read.
      Set<String> listing =
          readers(read, what -> what.folders().contains(file.replaceAll("/[^/]*$", "")));
      compare("deleted", file, readers, leavesVariables(committed, file) ? roots : listing, wrong);
      if (data) {
        // A link turns into a file of its own.
        Files.write(path, content);
        Files.writeString(path, "\n", StandardOpenOption.APPEND);
      } else {
        Files.createSymbolicLink(path, Path.of("elsewhere"));
      }
      compare("changed", file, readers, listing, wrong);
      Files.delete(path);
      git("checkout", "-q", "--", file);
    }
    Set<String> folders = new TreeSet<>();
    read.values().forEach(what -> folders.addAll(what.folders()));
    assertThat(folders).contains("svc/templates/data", "modules/c");
    for (String listed : folders) {
      Set<String> readers = readers(read, what -> what.folders().contains(listed));
      for (String added : List.of("added.tf", "added.json")) {
        // Terraform lists a module's folder for its code, and a folder of data for all in it.
        if (added.endsWith(".tf") == hasCode(committed, listed)) {
          Path path = checkout.resolve(listed).resolve(added);
          Files.writeString(path, added.endsWith(".tf") ? "" : "{}");
          compare("added", listed + "/" + added, readers, roots, wrong);
          Files.delete(path);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Read of(Map<String, Read> read, String root) {
    return Objects.requireNonNull(read.get(root));
  }

  private static Set<String> readers(Map<String, Read> read, Predicate<Read> is) {
    Set<String> readers = new TreeSet<>();
    read.forEach(
        (root, what) -> {
          if (is.test(what)) {
            readers.add(root);
          }
        });
    return readers;
  }

  private static boolean hasCode(Set<String> committed, String folder) {
    return committed.stream()
        .anyMatch(
            file ->
                file.startsWith(folder + "/")
                    && file.indexOf('/', folder.length() + 1) < 0
                    && (file.endsWith(".tf") || file.endsWith(".tf.json")));
  }

  /** Variables that lie below no configuration may be given to any root. */
  private static boolean leavesVariables(Set<String> committed, String file) {
    String folder = file.replaceAll("/[^/]*$", "");
    Set<String> others = new TreeSet<>(committed);
    others.remove(file);
    return !hasCode(others, folder)
        && others.stream()
            .anyMatch(other -> other.startsWith(folder + "/") && other.contains(".tfvars"));
  }

  private void compare(
      String how, String file, Set<String> readers, Set<String> may, List<String> wrong)
      throws IOException {
    Set<String> affected = affected(List.of("--changed-since", "HEAD", "--changed"));
    Set<String> lacks = new TreeSet<>(readers);
    lacks.removeAll(affected);
    if (!lacks.isEmpty()) {
      wrong.add("%s, %s, is read by %s".formatted(file, how, lacks));
    }
    affected.retainAll(WRITTEN_OUT);
    affected.removeAll(readers);
    affected.removeAll(may);
    if (!affected.isEmpty()) {
      wrong.add("%s, %s, is not read by %s".formatted(file, how, affected));
    }
  }

  /** The roots, or those that a change affects and those that it took away. */
  private Set<String> affected(List<String> options) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("roots", "--mode", "local", "--trust", trust.toString(), "--format", "json"));
    arguments.addAll(options);
    CommandRun.Result result =
        new CommandRun(Map.of("PATH", "/usr/bin:/bin"), checkout, "")
            .run(arguments.toArray(new String[0]));
    assertThat(result.code().code()).as(result.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(result.out());
    Set<String> roots = new TreeSet<>(report.get("roots").findValuesAsText("path"));
    report
        .path("gone")
        .forEach(root -> roots.add(root.isTextual() ? root.asText() : root.path("path").asText()));
    return roots;
  }

  private void trace(RealTerraform program, String root, Set<String> committed, Read read)
      throws Exception {
    Path directory = checkout.resolve(root);
    Path trace = folder.resolve("trace");
    for (String subcommand : List.of("init", "plan")) {
      run(
          directory,
          List.of(
              "strace",
              "-f",
              "-y",
              "-s",
              "4096",
              "-e",
              "trace=open,openat,getdents64,readlink,readlinkat",
              "-o",
              trace.toString(),
              program.program().toString(),
              subcommand,
              "-input=false"));
      read(directory, trace, committed, read);
    }
  }

  private void read(Path directory, Path trace, Set<String> committed, Read read)
      throws IOException {
    Map<String, String> asked = new HashMap<>();
    try (Stream<String> lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
      for (String line : (Iterable<String>) lines::iterator) {
        Matcher asks = ASKED.matcher(line);
        if (asks.find()) {
          asked.put(asks.group(1), asks.group(2));
        }
        Matcher opened = OPENED.matcher(line);
        if (opened.find()) {
          String by = asked.getOrDefault(opened.group(1), "");
          for (String path : List.of(by, opened.group(2))) {
            inside(directory.resolve(plain(path)).normalize())
                .filter(committed::contains)
                .forEach(read.files()::add);
          }
        }
        Matcher followed = FOLLOWED.matcher(line);
        if (followed.find()) {
          inside(directory.resolve(plain(followed.group(1))).normalize())
              .filter(committed::contains)
              .forEach(read.files()::add);
        }
        Matcher listed = LISTED.matcher(line);
        if (listed.find()) {
          inside(Path.of(plain(listed.group(1))))
              .limit(1)
              .filter(path -> committed.stream().anyMatch(file -> file.startsWith(path + "/")))
              .forEach(read.folders()::add);
        }
      }
    }
  }

  /** The path and those above it, for a link among them. */
  private Stream<String> inside(Path path) {
    return Stream.iterate(
            path, one -> one.startsWith(checkout) && !one.equals(checkout), Path::getParent)
        .map(one -> checkout.relativize(one).toString());
  }

  /** Bytes beyond ASCII are printed as octal numbers. */
  private static String plain(String printed) {
    String latin =
        OCTAL
            .matcher(printed)
            .replaceAll(
                byteValue ->
                    Matcher.quoteReplacement(
                        Character.toString((char) Integer.parseInt(byteValue.group(1), 8))));
    return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private void run(Path directory, List<String> command) throws Exception {
    String _ = ProgramRun.in(directory, folder, LONGEST, command).passed();
  }

  private void plant() throws IOException {
    // Templates, also by way of other templates; sets of files; what a module gets as a path.
    write(
        "svc/templates/main.tf",
        """
        locals {
          greeting = templatefile("${path.module}/t/hello.tftpl", { name = "x" })
          all      = fileset(path.module, "data/**/*.json")
          one      = file("${path.module}/data/one.json")
          here     = fileset("${path.root}/data", "*.json")
        }
        output "x" {
          value = [local.greeting, local.all, local.one, local.here]
        }
        """);
    write(
        "svc/sets/main.tf",
        "output \"x\" {\n  value = { for f in fileset(path.module, \"data/**/*.json\") : f => file(\"${path.module}/${f}\") }\n}\n");
    write("svc/sets/data/one.json", "{}\n");
    write("svc/sets/data/deep/two.json", "{}\n");
    write("svc/templates/t/hello.tftpl", "hello ${name}\n");
    write("svc/templates/data/one.json", "{}\n");
    write("svc/templates/data/deep/two.json", "{}\n");
    // Files of variables that are loaded unasked.
    write(
        "svc/variables/main.tf",
        "variable \"a\" {}\nvariable \"b\" {}\nvariable \"c\" {}\noutput \"x\" {\n  value = file(var.c)\n}\n");
    write("svc/variables/terraform.tfvars", "a = 1\n");
    write("svc/variables/prod.auto.tfvars", "b = 2\n");
    write("svc/variables/more.auto.tfvars.json", "{\"c\": \"../../shared/by-variable.txt\"}\n");
    write("shared/by-variable.txt", "x\n");
    // Links: to code, to data, to a folder of data, to a module's folder.
    write(
        "shared/links.tf",
        """
        module "linked" {
          source = "./module"
        }
        output "x" {
          value = [file("${path.module}/text.txt"), file("${path.module}/folder/in.txt"), module.linked.x]
        }
        """);
    write("shared/text.txt", "x\n");
    write("shared/folder/in.txt", "x\n");
    write(
        "shared/module/main.tf", "output \"x\" {\n  value = file(\"${path.module}/in.txt\")\n}\n");
    write("shared/module/in.txt", "x\n");
    link("svc/links/main.tf", "../../shared/links.tf");
    link("svc/links/text.txt", "../../shared/text.txt");
    link("svc/links/folder", "../../shared/folder");
    link("svc/links/module", "../../shared/module");
    // Overrides of every kind.
    write("svc/overrides/main.tf", "output \"x\" {\n  value = 1\n}\n");
    write(
        "svc/overrides/main_override.tf",
        "output \"x\" {\n  value = file(\"${path.module}/over.txt\")\n}\n");
    write("svc/overrides/over.txt", "x\n");
    write("svc/overrides/override.tf.json", "{\"output\": {\"y\": {\"value\": 2}}}\n");
    write("svc/overrides/y.tf.json", "{\"output\": {\"y\": {\"value\": 1}}}\n");
    // Modules at depth, each with files of its own.
    write("svc/deep/main.tf", "module \"a\" {\n  source = \"../../modules/a\"\n}\n");
    write(
        "modules/a/main.tf",
        """
        module "b" {
          source = "./b"
          path   = "${path.module}/given.txt"
        }
        """);
    write("modules/a/given.txt", "x\n");
    write(
        "modules/a/b/main.tf",
        """
        variable "path" {}
        module "c" {
          source = "../../c"
        }
        output "x" {
          value = [file("${path.module}/notes.txt"), file(var.path)]
        }
        """);
    write("modules/a/b/notes.txt", "x\n");
    write(
        "modules/c/main.tf",
        "output \"x\" {\n  value = templatefile(\"${path.module}/t.tftpl\", { again = file(\"${path.module}/u.txt\") })\n}\n");
    write("modules/c/t.tftpl", "${again}\n");
    write("modules/c/u.txt", "x\n");
    // JSON syntax.
    write(
        "svc/json/main.tf.json",
        """
        {"output": {"x": {"value": "${jsondecode(file(\\"${path.module}/x.json\\"))}"}},
         "module": {"d": {"source": "../../modules/d"}}}
        """);
    write("svc/json/x.json", "{}\n");
    write(
        "modules/d/main.tf.json",
        "{\"locals\": {\"x\": \"${filesha256(\\\"${path.module}/d.bin\\\")}\"}, \"output\": {\"x\": {\"value\": \"${local.x}\"}}}\n");
    write("modules/d/d.bin", "x\n");
    // Files elsewhere, by every function that opens one.
    write(
        "svc/elsewhere/main.tf",
        """
        locals {
          up = "${path.module}/../.."
        }
        output "x" {
          value = [
            jsondecode(file("${local.up}/shared/elsewhere.json")),
            filebase64("${path.cwd}/../../shared/f64"),
            filemd5("../../shared/fmd5"),
            filebase64sha512(join("/", [local.up, "shared", "f512"])),
            fileexists("${local.up}/shared/exists") ? file("${local.up}/shared/exists") : "",
          ]
        }
        """);
    write("shared/elsewhere.json", "{}\n");
    for (String name : List.of("f64", "fmd5", "f512", "exists")) {
      write("shared/" + name, "x\n");
    }
    // A resource that reads, a state, a lock file, an ignored and an empty file.
    write(
        "svc/state/main.tf",
        """
        data "terraform_remote_state" "x" {
          backend = "local"
          config  = { path = "${path.module}/../../states/x.tfstate" }
        }
        resource "terraform_data" "x" {
          input = filesha1("${path.module}/.hidden/in.txt")
        }
        """);
    write(
        "states/x.tfstate",
        "{\"version\": 4, \"terraform_version\": \"1.5.0\", \"serial\": 1, \"lineage\": \"x\", \"outputs\": {}, \"resources\": []}\n");
    write("svc/state/.hidden/in.txt", "x\n");
    write("svc/state/.terraform.lock.hcl", "# nothing\n");
    // A module of many callers, by instances, with a path that depends on the key.
    write(
        "svc/each/main.tf",
        """
        module "e" {
          source   = "../../modules/e"
          for_each = toset(["one", "two"])
          name     = each.key
        }
        """);
    write(
        "modules/e/main.tf",
        "variable \"name\" {}\noutput \"x\" {\n  value = file(\"${path.module}/${var.name}.txt\")\n}\n");
    write("modules/e/one.txt", "x\n");
    write("modules/e/two.txt", "x\n");
    // A root in a root, a root at a link, and names beyond ASCII.
    write("svc/each/inner/main.tf", "output \"x\" {\n  value = file(\"../main.tf\")\n}\n");
    write(
        "svc/müller/größe.tf", "output \"x\" {\n  value = file(\"${path.module}/übung.txt\")\n}\n");
    write("svc/müller/übung.txt", "x\n");
    // The configuration of one root is the data of another.
    write(
        "svc/reader/main.tf",
        "output \"x\" {\n  value = [for f in fileset(\"${path.module}/..\", \"*/main.tf\") : filemd5(\"${path.module}/../${f}\") if f != \"links/main.tf\"]\n}\n");
  }

  private void write(String path, String content) throws IOException {
    Path file = checkout.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void link(String path, String target) throws IOException {
    Path file = checkout.resolve(path);
    Files.createDirectories(file.getParent());
    Files.createSymbolicLink(file, Path.of(target));
  }

  private void commit() throws Exception {
    git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "x");
  }

  private String git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-c", "core.quotePath=false"));
    command.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(command).directory(checkout.toFile()).redirectErrorStream(true).start();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor())
        .as(command.stream().collect(Collectors.joining(" ")) + output)
        .isZero();
    return output;
  }
}

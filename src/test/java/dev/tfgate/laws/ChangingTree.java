package dev.tfgate.laws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A checkout of Terraform at random, and changes of it at random: edits, deletions, additions,
 * renames, links, overrides, calls at depth, files that expressions read, lock files, variables,
 * partial backends, the JSON syntax, files of OpenTofu, what is not valid.
 */
final class ChangingTree {
  private static final List<String> FOLDERS =
      List.of(
          ".",
          "svc",
          "svc/a",
          "svc/b",
          "svc/b/dev",
          "svc/c",
          "mod/x",
          "mod/x/in",
          "mod/y",
          "data",
          "envs",
          "svc/a/tests",
          "svc/a/files");

  private static final List<String> NAMES =
      List.of(
          "main.tf",
          "main.tf",
          "main.tf",
          "calls.tf",
          "calls.tf",
          "versions.tf",
          "locals.tf",
          "override.tf",
          "x_override.tf.json",
          "calls.tf.json",
          "extra.tofu",
          "main.tofu",
          "terraform.tfvars",
          "dev.auto.tfvars",
          "all.tfvars",
          "v.tfvars.json",
          ".terraform.lock.hcl",
          "one.tftest.hcl",
          "a.json",
          "a.json",
          "b.txt",
          "t.tpl",
          "c.tfbackend",
          "README.md");

  private static final List<String> VALUES =
      List.of("dev", "prod", "x", "y", "../y", "a", "s3cret", "https://h.example/");

  private final Path top;
  private final Random random;

  ChangingTree(Path top, Random random) {
    this.top = top;
    this.random = random;
  }

  /** Writes the first state. */
  void plant() throws IOException {
    for (int i = 0; i < 14; i++) {
      write(one(FOLDERS) + "/" + one(NAMES));
    }
    for (String root : List.of("svc/a", "svc/b/dev")) {
      write(root + "/main.tf");
      write(root + "/calls.tf");
    }
    write("mod/x/main.tf");
    write("mod/y/main.tf");
    write("data/a.json");
  }

  /** Changes something; returns what. Folders that git wouldn't keep, for they are empty, go. */
  String change() throws IOException {
    String what = changed();
    try (Stream<Path> found = Files.walk(top)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
            && !path.equals(top)
            && !path.startsWith(top.resolve(".git"))
            && isEmpty(path)) {
          Files.delete(path);
        }
      }
    }
    return what;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private String changed() throws IOException {
    List<Path> files = files();
    Path some = files.isEmpty() ? top.resolve("main.tf") : one(files);
    String name = top.relativize(some).toString();
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> {
        if (Files.isSymbolicLink(some)) {
          Files.delete(some);
        }
        write(name);
        return "edit " + name;
      }
      case 4, 5 -> {
        Files.deleteIfExists(some);
        return "delete " + name;
      }
      case 6, 7, 8 -> {
        String added = one(FOLDERS) + "/" + one(NAMES);
        if (!Files.exists(top.resolve(added), LinkOption.NOFOLLOW_LINKS)) {
          write(added);
        }
        return "add " + added;
      }
      case 9 -> {
        Path to = top.resolve(one(FOLDERS)).resolve(one(NAMES)).normalize();
        if (Files.exists(some, LinkOption.NOFOLLOW_LINKS)
            && isPlain(to)
            && !Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(to.getParent());
          Files.move(some, to);
        }
        return "rename " + name + " to " + top.relativize(to);
      }
      case 10 -> {
        String folder = one(FOLDERS);
        Path link =
            top.resolve(
                    random.nextBoolean() ? folder + "/" + one(NAMES) : "svc/link" + folder.length())
                .normalize();
        if (isPlain(link) && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
          Path folderOfLink = Objects.requireNonNull(link.getParent());
          Files.createDirectories(folderOfLink);
          Path target = random.nextBoolean() ? some : top.resolve(one(FOLDERS)).normalize();
          String to = folderOfLink.relativize(target).toString();
          Files.createSymbolicLink(link, Path.of(to.isEmpty() ? "." : to));
        }
        return "link " + top.relativize(link);
      }
      default -> {
        Path folder = top.resolve(one(FOLDERS)).normalize();
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && !folder.equals(top)) {
          for (Path file : files()) {
            if (file.startsWith(folder)) {
              Files.delete(file);
            }
          }
        }
        return "delete all of " + top.relativize(folder);
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.walk(top)) {
      return found
          .filter(path -> !path.startsWith(top.resolve(".git")))
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  /** Whether nothing above is a link or a file. */
  private boolean isPlain(Path path) {
    for (Path above = path.getParent();
        above != null && !above.equals(top);
        above = above.getParent()) {
      if (Files.isSymbolicLink(above)
          || (Files.exists(above) && !Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS))) {
        return false;
      }
    }
    return true;
  }

  private void write(String name) throws IOException {
    Path path = top.resolve(name).normalize();
    if (!isPlain(path) || Files.isSymbolicLink(path)) {
      return;
    }
    Files.createDirectories(path.getParent());
    Files.writeString(path, content(top.relativize(path).toString()));
  }

  private String content(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String folder = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : ".";
    if (random.nextInt(25) == 0) {
      return "resource \"x\" {\n";
    }
    if (name.endsWith(".tf.json")) {
      return switch (random.nextInt(4)) {
        case 0 ->
            "{\"module\": {\"j\": {\"source\": \"%s\", \"v\": \"%s\"}}}"
                .formatted(toward(folder), one(VALUES));
        case 1 -> "{\"locals\": {\"l\": \"${file(\\\"%s\\\")}\"}}".formatted(read(folder));
        case 2 -> "{\"variable\": {\"v\": {\"default\": \"%s\"}}}".formatted(one(VALUES));
        default -> "{\"resource\": {\"terraform_data\": {\"j\": {\"input\": \"${local.l}\"}}}}";
      };
    }
    if (name.endsWith(".tfvars.json")) {
      return "{\"v\": \"%s\"}".formatted(one(VALUES));
    }
    if (name.endsWith(".tfvars")) {
      return "v = \"%s\"\n".formatted(one(VALUES));
    }
    if (name.equals(".terraform.lock.hcl")) {
      return "provider \"registry.terraform.io/hashicorp/%s\" {\n  version = \"1.%d.0\"\n}\n"
          .formatted(one(List.of("aws", "null")), random.nextInt(3));
    }
    if (name.endsWith(".tftest.hcl")) {
      return random.nextBoolean()
          ? "run \"r\" {\n  module {\n    source = \"%s\"\n  }\n}\n".formatted(toward(folder))
          : "variables {\n  v = \"%s\"\n}\n".formatted(one(VALUES));
    }
    if (name.endsWith(".tfbackend")) {
      return "bucket = \"%s\"\n".formatted(one(VALUES));
    }
    if (name.endsWith(".json")) {
      return "{\"v\": \"%s\"}".formatted(one(VALUES));
    }
    if (name.endsWith(".tpl")) {
      return one(VALUES) + "-${a}";
    }
    if (!name.endsWith(".tf") && !name.endsWith(".tofu")) {
      return one(VALUES);
    }
    StringBuilder text = new StringBuilder();
    int blocks = 1 + random.nextInt(4);
    for (int i = 0; i < blocks; i++) {
      text.append(block(folder, i));
    }
    return text.toString();
  }

  private String block(String folder, int number) {
    return switch (random.nextInt(14)) {
      case 0, 1, 2 ->
          "module \"m%d\" {\n  source = \"%s\"\n  v = %s\n}\n"
              .formatted(number, toward(folder), value(folder));
      case 3, 4 ->
          "locals {\n  l%s = %s\n}\n".formatted(random.nextBoolean() ? "" : "x", value(folder));
      case 5 -> "variable \"v\" {\n  default = \"%s\"\n}\n".formatted(one(VALUES));
      case 6, 7 ->
          "resource \"terraform_data\" \"r%d\" {\n  input = %s\n}\n"
              .formatted(number, value(folder));
      case 8 ->
          """
          resource "terraform_data" "p%d" {
            provisioner "local-exec" {
              command = %s
            }
          }
          """
              .formatted(number, value(folder));
      case 9 ->
          """
          data "terraform_remote_state" "s%d" {
            backend = "gcs"
            config = { bucket = %s }
          }
          """
              .formatted(number, value(folder));
      case 10 ->
          "provider \"%s\" {\n  region = %s\n}\n"
              .formatted(one(List.of("aws", "null")), value(folder));
      case 11 ->
          "terraform {\n  backend \"gcs\" {\n    bucket = \"%s\"\n  }\n}\n".formatted(one(VALUES));
      case 12 ->
          "module \"c%d\" {\n  source = \"%s/${local.l}\"\n}\n".formatted(number, toward(folder));
      default -> "output \"o%d\" {\n  value = %s\n}\n".formatted(number, value(folder));
    };
  }

  private String value(String folder) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> "\"%s\"".formatted(one(VALUES));
      case 2 -> "var.v";
      case 3 -> "local.l";
      case 4, 5 -> "file(\"%s\")".formatted(read(folder));
      case 6 -> "templatefile(\"%s\", { a = 1 })".formatted(read(folder));
      case 7 -> "jsondecode(file(\"%s\")).v".formatted(read(folder));
      case 8 ->
          one(
              List.of(
                  "file(var.v)",
                  "join(\",\", fileset(path.module, \"*\"))",
                  "join(\",\", fileset(\"../..\", \"**/*.tf\"))",
                  "file(\"${path.module}/${local.l}\")",
                  "filemd5(\"main.tf\")"));
      default -> "\"${var.v}-${local.l}\"";
    };
  }

  /** A path that an expression of the folder reads. */
  private String read(String folder) {
    String file = one(List.of("a.json", "b.txt", "t.tpl", "../a.json", "files/a.json"));
    return switch (random.nextInt(5)) {
      case 0 -> file;
      case 1 -> "${path.module}/" + file;
      case 2 -> "${path.module}/" + up(folder) + "data/a.json";
      case 3 -> "${path.root}/../../data/" + file;
      default -> up(folder) + "data/a.json";
    };
  }

  /** The source of a module that lies elsewhere. */
  private String toward(String folder) {
    return switch (random.nextInt(8)) {
      case 0 -> "./in";
      case 1 -> "..";
      case 2 -> "git::https://h.example/m.git";
      default ->
          "./" + up(folder) + one(List.of("mod/x", "mod/y", "mod/x/in", "svc/c", "svc/link1"));
    };
  }

  private static String up(String folder) {
    return folder.equals(".") ? "" : "../".repeat(folder.split("/").length);
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** The paths of all files, for who wants to see the tree. */
  String show() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files()) {
      text.append("--- ").append(top.relativize(file));
      if (Files.isSymbolicLink(file)) {
        text.append(" -> ").append(Files.readSymbolicLink(file)).append('\n');
      } else {
        text.append('\n').append(Files.readString(file)).append('\n');
      }
    }
    return text.toString();
  }
}

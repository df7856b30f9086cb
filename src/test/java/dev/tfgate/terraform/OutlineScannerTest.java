package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scanner takes, the parser takes, and both see the same in it. */
class OutlineScannerTest {
  private static final int CHANGES = Integer.getInteger("tfgate.outline.changes", 12);

  /** Pieces that mean something somewhere, put in and taken out at random. */
  private static final List<String> PIECES =
      List.of(
          "\"",
          "${",
          "}",
          "{",
          "(",
          ")",
          "[",
          "]",
          "\n",
          "\r\n",
          "\r",
          " ",
          ".",
          "..",
          "...",
          "=",
          "==",
          "=>",
          ":",
          "::",
          "?",
          ",",
          "-",
          "!",
          "*",
          ".*",
          "[*]",
          ".0",
          "1e3",
          "1.",
          "#",
          "//",
          "/*",
          "*/",
          "<<EOT\n",
          "<<-EOT\n",
          "EOT\n",
          "%{if x}",
          "%{ endif ~}",
          "%{ for a in b }",
          "~}",
          "$${",
          "%%{",
          "\\n",
          "\\u0041",
          "\\",
          "é",
          "for",
          "if",
          "in",
          "null",
          "source",
          "module \"a\" {\n source = \"../b\"\n}\n",
          "backend \"s3\" {}\n",
          "alias",
          "version",
          "provider \"aws\" {\n region = 1\n}\n",
          "file(\"x\")",
          "file(\"${path.module}/../y\")",
          "templatefile(var.x, {})",
          "fileset(\".\", \"*\")",
          ".tf",
          "../..",
          "${path.module}./a",
          "data \"terraform_remote_state\" \"s\" {}\n",
          "data \"archive_file\" \"s\" {}\n",
          "a = 1\n",
          "a = 1",
          "terraform {\n",
          "%",
          "$",
          "&&",
          "||",
          "<",
          "<<",
          ">=",
          "\t",
          "\0");

  @Test
  void whatItTakesTheParserTakesAndSeesTheSame() throws IOException {
    Random random = new Random(11);
    List<byte[]> files = files();
    assertThat(files).hasSizeGreaterThan(500);
    int taken = 0;
    for (byte[] file : files) {
      taken += agrees(file) ? 1 : 0;
      for (int i = 0; i < CHANGES; i++) {
        agrees(changed(file, random));
      }
    }
    assertThat(taken).as("of %d files", files.size()).isGreaterThan(files.size() * 3 / 5);
  }

  @Test
  void ordinaryFilesAreTaken() throws IOException {
    for (String file :
        List.of(
            """
            terraform {
              required_version = "~> 1.11"
              required_providers {
                aws = { source = "hashicorp/aws", version = "~> 5.80" }
              }
              backend "gcs" {
                bucket = "b"
              }
            }

            provider "aws" {
              alias  = "us"
              region = "us-east-1" # there
            }

            /* a
               comment */
            module "bucket" {
              source   = "../../modules/bucket" // the shared one
              for_each = toset(["logs", "data"])
              name     = "${local.name}-${each.key}"
            }

            locals {
              a = var.x ? [for k, v in var.m : "${k}=${v}" if v != null] : []
              b = { for k, v in var.m : lower(k) => v... }
              c = {
                "x" : 1, y = -2.5
                (var.z) = !true || (1 + 2) * 3 % 4 >= 5 && "a" == "b"
              }
              d = aws_x.y[*].id
              e = aws_x.y.*.id
              f = aws_x.y[0].z["k"]
              g = aws_x.y.0.id
              h = templatefile("${path.module}/x.tpl", { a = 1 })
              i = merge(local.a, [
                1,
                2,
              ]...)
              j = <<-EOT
                %{for x in var.list~}
                - ${x}
                %{if x == "y"}z%{else}w%{endif}
                %{endfor~}
              EOT
              k = trimspace(<<EOT
            text with "quotes"
            EOT
              )
            }

            output "o" { value = local.a }
            """,
            "",
            "# nothing",
            "a {}\n\nb \"c\" d {\n}",
            "region = \"eu-west-1\"\r\nnames = [\"a\"]\r\n")) {
      assertThat(agrees(bytes(file))).as(file).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = 1\na = 2",
        "a = 1 b = 2",
        "a {\n b = 1 }",
        "a { b = 1, c = 2 }",
        "a = \"${\"",
        "a = [1 2]",
        "a = {b = 1 c = 2}",
        "a = x.*.*",
        "a = <<EOT\nx\n",
        "a = \"%{if x}\"",
        "a = \"%{if x}%{else}%{else}%{endif}\"",
        "a = \"%{for x in y}%{endif}\"",
        "a = [for x in y : x => 1]",
        "a = {for x in y : x}",
        "a = {for x in y : x => 1 if}",
        "a = f(1..., 2)",
        "a = 1\n}\n",
        "a {\n",
        "a = x ? 1",
        "a = 'x'",
        "a = \"\\q\"",
        "a =\n1",
        "a = -",
        "\"a\" = 1",
        "a b = 1",
        "a = 1 /*",
      })
  void whatIsNotValidIsNotTaken(String file) throws IOException {
    assertThat(agrees(bytes(file))).isFalse();
  }

  /** As deep as the scanner goes, the parser goes with the same limit. */
  @Test
  void theLimitOfTheParserHolds() {
    for (int nesting = 1; nesting < 80; nesting++) {
      Limits limits = new Limits(10_000, nesting);
      for (int depth = 1; depth < 80; depth++) {
        for (String file :
            List.of(
                "a = " + "(".repeat(depth) + "1" + ")".repeat(depth),
                "a {\n".repeat(depth) + "}\n".repeat(depth),
                "a = " + "-".repeat(depth) + "1",
                "a = " + "\"${".repeat(depth) + "1" + "}\"".repeat(depth),
                "a = \"" + "%{if x}".repeat(depth) + "%{endif}".repeat(depth) + "\"",
                "a = " + "[".repeat(depth) + "]".repeat(depth))) {
          if (OutlineScanner.outline(bytes(file), limits) != null) {
            assertThat(parses(bytes(file), limits)).as("%d: %s", nesting, file).isTrue();
          }
        }
      }
    }
  }

  /** Whether the scanner takes the file; what it sees then is compared. */
  private static boolean agrees(byte[] file) {
    FileOutline outline = OutlineScanner.outline(file, Limits.DEFAULT);
    for (String rest : List.of("", "\n}\n", "\"\n", "x", "*/\n", "\nE\n", "= 1\n")) {
      // What a longer file has left in the same bytes doesn't count.
      byte[] longer = Arrays.copyOf(file, file.length + rest.length());
      System.arraycopy(bytes(rest), 0, longer, file.length, rest.length());
      assertThat(OutlineScanner.outline(longer, file.length, Limits.DEFAULT)).isEqualTo(outline);
    }
    if (outline == null) {
      return false;
    }
    String text = new String(file, StandardCharsets.UTF_8);
    assertThat(parses(file, Limits.DEFAULT)).as(text).isTrue();
    Map<String, byte[]> tree =
        Map.of("m/r/main.tf", file, "m/b/x.tf", new byte[0], "m/modules/bucket/x.tf", new byte[0]);
    Configuration glanced = configuration(tree);
    Configuration parsed = configuration(tree);
    parsed.directory("m/r");
    assertThat(seen(glanced)).as(text).isEqualTo(seen(parsed));
    if (!glanced.climbs("m/r")) {
      NamedPaths named = parsed.namedPaths("m/r");
      for (String above : List.of("m/x", "x/y", "m/other/z", "x")) {
        assertThat(named.reach(above, "m/r")).as("%s in %s", above, text).isFalse();
      }
    }
    return true;
  }

  private static Configuration configuration(Map<String, byte[]> tree) {
    return Configuration.of(Checkout.of(tree), Limits.DEFAULT, new EvaluatedSources());
  }

  private static List<Object> seen(Configuration configuration) {
    String path = "m/r";
    return List.of(
        configuration.roots(),
        configuration.calledBy(path, path),
        configuration.broken(path),
        configuration.readsElsewhere(path),
        configuration.readsFolders(path),
        configuration.readsState(path),
        configuration.isRootByItself(path));
  }

  private static boolean parses(byte[] file, Limits limits) {
    try {
      HclParser.parseNative(file, "main.tf", limits);
      return true;
    } catch (HclSyntaxException e) {
      return false;
    }
  }

  private static byte[] changed(byte[] file, Random random) {
    byte[] result = file;
    for (int i = 0; i <= random.nextInt(3); i++) {
      int from = random.nextInt(result.length + 1);
      int to =
          random.nextInt(3) == 0
              ? from
              : Math.min(result.length, from + random.nextInt(random.nextBoolean() ? 3 : 40));
      byte[] piece =
          random.nextInt(4) == 0 ? new byte[0] : bytes(PIECES.get(random.nextInt(PIECES.size())));
      byte[] next = Arrays.copyOf(result, result.length - (to - from) + piece.length);
      System.arraycopy(piece, 0, next, from, piece.length);
      System.arraycopy(result, to, next, from + piece.length, result.length - to);
      result = next;
    }
    return result;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> files() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String folder : List.of("src/test/rules", "src/test/corpus", "examples")) {
      try (Stream<Path> found = Files.walk(Path.of(folder))) {
        for (Path path : found.sorted().toList()) {
          String name = path.toString();
          if ((name.endsWith(".tf") || name.endsWith(".hcl") || name.endsWith(".tfvars"))
              && Files.size(path) < 20_000) {
            files.add(Files.readAllBytes(path));
          }
        }
      }
    }
    return files;
  }
}

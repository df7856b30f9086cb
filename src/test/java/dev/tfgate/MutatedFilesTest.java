package dev.tfgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.google.JsonTree;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.plugins.Manifest;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes stand in a file, its reader ends, in what it read or in an error that is meant to
 * be shown. Anything else would be an internal error that a pull request can cause.
 */
class MutatedFilesTest {
  private static final int COUNT = 4000;

  private static final String MODULE =
      """
      terraform {
        required_providers { aws = { source = "hashicorp/aws", version = "~> 5.0" } }
      }
      /* a */ resource "aws_x" "y" {
        for_each = { for k, v in var.m : k => v... if v != null }
        a        = cond ? [1, -2.5e3, "t${f(x.y[0].*.z)}%{if a}b%{else~}c%{endif}\\u00e9"] : null
        b        = <<-EOT
          text ${a.b} $${no}
        EOT
        dynamic "z" { for_each = toset([]) }
      }
      """;

  private static final String LOCK =
      """
      provider "registry.terraform.io/hashicorp/aws" {
        version     = "5.100.0"
        constraints = "~> 5.0"
        hashes = [
          "h1:edXOJWE4ORX8Fm+dpVpICzMZJat4AX0VRCAy/xkcOc0=",
        ]
      }
      """;

  private static final String JSON =
      "{\"resource\": {\"a\": {\"b\": [{\"c\": \"${x.y}\", \"d\": [1, -2.5e3, true, null]}, {}]}},"
          + " \"//\": \"\\u00e9\\n\"}";

  @FunctionalInterface
  private interface Reader {
    boolean read(byte[] bytes) throws IOException, HclSyntaxException;
  }

  @Test
  void nativeSyntax() {
    for (String valid : new String[] {MODULE, LOCK}) {
      everyMutant(
          valid, bytes -> HclParser.parseNative(bytes, "x.tf", Limits.DEFAULT).body() != null);
    }
  }

  @Test
  void templates() {
    everyMutant(
        "a ${f(x, [\"b\"])}\n%{ for k, v in m ~}\n${k} = \"${v}\"\n%{ endfor }$${c} %%{d}",
        bytes -> HclParser.parseTemplate(bytes, "x.tftpl", Limits.DEFAULT) != null);
  }

  @Test
  void jsonSyntax() {
    everyMutant(JSON, bytes -> HclParser.parseJson(bytes, "x.tf.json", Limits.DEFAULT) != null);
  }

  @Test
  void answersOfServices() {
    everyMutant(
        JSON, bytes -> JsonTree.parse(new String(bytes, StandardCharsets.UTF_8)).toJson() != null);
  }

  @Test
  void yaml() throws IOException {
    everyMutant(
        Files.readString(Path.of("gate.yaml")),
        bytes -> {
          Problems problems = new Problems();
          boolean read = YamlParser.parse("gate.yaml", bytes, problems).isPresent();
          boolean comments =
              new String(bytes, StandardCharsets.UTF_8)
                  .lines()
                  .allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
          return read || comments || !problems.isEmpty();
        });
  }

  @Test
  void manifests() throws IOException {
    everyMutant(
        Files.readString(Path.of("plugins-manifest.yaml")),
        bytes -> Manifest.read("plugins-manifest.yaml", bytes, new Problems()) != null);
  }

  private static void everyMutant(String valid, Reader reader) {
    int[] read = {0};
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(5),
        () ->
            Mutants.of(valid.getBytes(StandardCharsets.UTF_8), COUNT, 11)
                .forEach(
                    bytes -> {
                      try {
                        assertThat(reader.read(bytes)).isTrue();
                        read[0]++;
                      } catch (IOException | HclSyntaxException e) {
                        assertThat(e).hasMessageMatching("(?s).+");
                      } catch (RuntimeException e) {
                        throw new AssertionError(
                            "internal error by: " + new String(bytes, StandardCharsets.UTF_8), e);
                      }
                    }));
    assertThat(read[0]).as("some mutants are valid, some are not").isBetween(1, COUNT);
  }
}

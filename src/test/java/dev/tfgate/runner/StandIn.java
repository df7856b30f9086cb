package dev.tfgate.runner;

import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A shell script in the place of Terraform: it does as little as tfgate takes for success, writes
 * down each call with its environment, and what a test wants of a root besides.
 */
final class StandIn {
  private static final String PLAN =
      """
      {"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{}},
       "resource_changes":[{"address":"terraform_data.a","mode":"managed","type":"terraform_data","name":"a",
         "provider_name":"terraform.io/builtin/terraform",
         "change":{"actions":["create"],"before":null,"after":{"input":1},"after_unknown":{"id":true},
           "before_sensitive":false,"after_sensitive":{}}}],
       "configuration":{"root_module":{}},"timestamp":"2026-11-28T00:00:00Z","applyable":true,"complete":true,"errored":false}
      """;

  private final Path folder;

  private StandIn(Path folder) {
    this.folder = folder;
  }

  /**
   * A world around a stand-in.
   *
   * @param script does what a test wants
   */
  record Set(World world, StandIn script) {}

  static Set in(Path folder) throws IOException {
    Path own = Files.createDirectories(folder.toRealPath().resolve("standin"));
    Files.createDirectory(own.resolve("behave"));
    Files.createDirectory(own.resolve("seen"));
    Files.writeString(own.resolve("plan.json"), PLAN);
    Path world = Files.createDirectory(folder.toRealPath().resolve("world"));
    Path program = own.resolve("terraform");
    Files.writeString(
        program,
        """
        #!/bin/sh
        here=%s
        root=${PWD#%s/checkout/}
        name=$(echo "$root" | tr / -)
        echo "$*" >> "$here/lines"
        if [ "$1" = version ]; then
          echo "Terraform v1.11.4"
          echo "on linux_amd64"
          exit 0
        fi
        echo "begin $root $1" >> "$here/calls"
        env > "$here/seen/$name-$1"
        if [ -f "$here/behave/$name-$1" ]; then
          . "$here/behave/$name-$1"
        fi
        case $1 in
          init)
            mkdir -p "$TF_DATA_DIR"
            printf '["%s/plugins"]' > "$TF_DATA_DIR/plugin_path"
            bucket=$(sed -n 's/^ *bucket *= *"\\(.*\\)"/\\1/p' main.tf | head -n 1)
            prefix=$(sed -n 's/^ *prefix *= *"\\(.*\\)"/\\1/p' main.tf | head -n 1)
            if grep -q 'backend "gcs"' main.tf; then
              printf '{"backend":{"type":"gcs","config":{"bucket":"%%s","prefix":"%%s"}}}' "$bucket" "$prefix" > "$TF_DATA_DIR/terraform.tfstate"
            fi
            for package in %s/plugins/*/*/*/*/*; do
              if grep -q required_providers main.tf && [ -d "$package" ]; then
                own=$TF_DATA_DIR/providers/${package#%s/plugins/}
                mkdir -p "${own%%/*}"
                ln -s "$package" "$own"
              fi
            done
            ;;
          plan)
            for argument do
              case $argument in
                -out=*) echo "plan of $root" > "${argument#-out=}" ;;
              esac
            done
            echo "Plan: 1 to add, 0 to change, 0 to destroy."
            ;;
          show) cat "$here/plan.json" ;;
          apply)
            echo '{"@level":"info","@message":"Apply complete! Resources: 1 added","type":"change_summary","changes":{"add":1}}'
            ;;
        esac
        echo "end $root $1" >> "$here/calls"
        """
            .formatted(own, world, world, world, world));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Set(
        World.in(world, new RealProgram(Engine.TERRAFORM, "1.11.4", program)), new StandIn(own));
  }

  /** Lines of shell that run in a root before a subcommand does what it does. */
  void behave(String root, String subcommand, String lines) throws IOException {
    Files.writeString(
        folder.resolve("behave").resolve(root.replace('/', '-') + "-" + subcommand), lines + "\n");
  }

  /** What runs in a root from now on is nothing special. */
  void calm(String root, String subcommand) throws IOException {
    Files.delete(folder.resolve("behave").resolve(root.replace('/', '-') + "-" + subcommand));
  }

  /** What was called, such as {@code begin svc/dev plan}, in order; and forgets it. */
  List<String> calls() throws IOException {
    Path file = folder.resolve("calls");
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> calls = new ArrayList<>(Files.readAllLines(file));
    Files.delete(file);
    return calls;
  }

  /** The arguments of each call, one line a call, in order; and forgets them. */
  List<String> lines() throws IOException {
    Path file = folder.resolve("lines");
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    Files.delete(file);
    return lines;
  }

  /** The environment of the last call. */
  String seen(String root, String subcommand) throws IOException {
    return Files.readString(
        folder.resolve("seen").resolve(root.replace('/', '-') + "-" + subcommand));
  }

  /** A place for files of a test. */
  Path folder() {
    return folder;
  }
}

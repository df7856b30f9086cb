package dev.tfgate.cli;

import dev.tfgate.adoption.Adoption;
import dev.tfgate.adoption.Standing;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.plugins.NamedBinary;
import dev.tfgate.plugins.PluginPin;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Json;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Verdict;
import dev.tfgate.report.Wrapped;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.Stores;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tfgate init [PATH]}. */
final class InitCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.arguments(
            "0..1", "PATH", "The checkout to draft a trust directory for (default: .)"));
    spec.addOption(
        Options.text("--output", "DIR", "The trust directory to write; what stands there stays"));
    spec.addOption(Options.flag("--force", "Write over files that stand there already"));
    spec.addOption(
        Options.text("--plugin-dir", "DIR", "Pin the providers of this plugin directory too"));
    spec.addOption(
        Options.list(
            "--terraform", "BIN", "A terraform binary to pin; may be given several times"));
    spec.addOption(
        Options.list("--tofu", "BIN", "A tofu binary to pin; may be given several times"));
    spec.addOption(
        Options.list(
            "--policies",
            "DIR",
            "Policies to take in (default: those that come with tfgate); may be given several"
                + " times"));
    spec.addOption(Options.flag("--no-policies", "Take in no policies"));
    spec.usageMessage()
        .footer(
            "Examples:",
            "  tfgate init --output ../trust",
            "  tfgate init --output ../trust --plugin-dir /opt/terraform/plugins",
            "A second run shows what would change.");
  }

  @Override
  public void prepare() {
    Gate.prepare();
  }

  @Override
  public ExitCode run(Invocation invocation) throws IOException {
    Path path =
        invocation.arguments().isEmpty()
            ? invocation.workingDirectory()
            : invocation.resolve(invocation.arguments().getFirst());
    if (!Files.isDirectory(path)) {
      throw new ExitException(ExitCode.USAGE, "there is no directory '%s'".formatted(path));
    }
    String output = invocation.option("--output");
    if (output == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "--output DIR is missing. Name the trust directory to write, outside of the checkout");
    }
    Path directory = invocation.resolve(output);
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(directory)) {
      throw new ExitException(ExitCode.USAGE, "'%s' is not a folder".formatted(directory));
    }
    Standing standing = Standing.in(directory);
    String plugins = invocation.option("--plugin-dir");
    Path pluginDirectory =
        plugins == null ? standing.pluginDirectory() : invocation.resolve(plugins);
    Path top = Checkout.top(path.toRealPath());
    Adoption adoption =
        Adoption.draft(
            new CheckRequest(
                ProgramVersion.CURRENT,
                top,
                invocation.mode(),
                null,
                new Stores(invocation.googleAccess(), Deadline.in(Deadline.DEFAULT), true),
                null,
                LocalDate.now(ZoneOffset.UTC),
                Extent.EVERYTHING,
                invocation.environment().getOrDefault("PATH", ""),
                CheckRequest.USUAL_JOBS,
                Map.of()),
            manifest(invocation, plugins == null ? null : pluginDirectory, standing),
            pluginDirectory,
            policies(invocation),
            standing);
    boolean stands = adoption.stands(directory);
    boolean written = !stands || invocation.flag("--force");
    String changes = stands ? adoption.changes(directory) : "";
    if (written) {
      adoption.write(directory, top);
    }
    if (invocation.global().format().equals("json")) {
      json(invocation, adoption, directory, written, changes);
    } else {
      print(invocation, adoption, directory, written, changes);
    }
    return ExitCode.PASSED;
  }

  private static @Nullable String manifest(
      Invocation invocation, @Nullable Path pluginDirectory, Standing standing) {
    List<NamedBinary> binaries = new ArrayList<>();
    for (Engine program : Engine.values()) {
      invocation.options("--" + program.word()).stream()
          .map(invocation::resolve)
          .forEach(binary -> binaries.add(new NamedBinary(program, binary)));
    }
    if (pluginDirectory == null) {
      if (!binaries.isEmpty()) {
        throw new ExitException(
            ExitCode.USAGE,
            "--terraform and --tofu need --plugin-dir too: programs and providers are pinned"
                + " together. Add --plugin-dir DIR, the folder that CI takes its providers from");
      }
      return standing.manifest();
    }
    try (HashingProgress progress =
        HashingProgress.of(invocation, invocation.mode().mode() == Mode.CI)) {
      PluginPin.Outcome outcome =
          PluginPin.pin(pluginDirectory, binaries, false, List.of(), progress);
      if (outcome.verification().verdict() != Verdict.PASS) {
        throw new ExitException(
            ExitCode.FINDINGS,
            "'%s' can't be pinned as it is: 'tfgate plugins pin --plugin-dir %s' says why"
                .formatted(pluginDirectory, pluginDirectory));
      }
      return outcome.manifest().toYaml();
    }
  }

  /** Files of policies by path in the trust directory; of several folders, each has its own. */
  private static Map<String, String> policies(Invocation invocation) throws IOException {
    List<Path> directories =
        new ArrayList<>(
            invocation.options("--policies").stream().map(invocation::resolve).toList());
    if (invocation.flag("--no-policies")) {
      if (!directories.isEmpty()) {
        throw new ExitException(
            ExitCode.USAGE, "--policies and --no-policies contradict each other. Give one of them");
      }
      return Map.of();
    }
    if (directories.isEmpty()) {
      ThisProgram.home().map(home -> home.resolve("policies")).ifPresent(directories::add);
    }
    Map<String, String> policies = new TreeMap<>();
    for (Path directory : directories) {
      if (!Files.isDirectory(directory)) {
        throw new ExitException(ExitCode.USAGE, "there is no directory '%s'".formatted(directory));
      }
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (file.toString().endsWith(".yaml") || file.toString().endsWith(".yml")) {
            String path = "policies/" + directory.relativize(file);
            if (policies.put(path, Files.readString(file)) != null) {
              throw new ExitException(
                  ExitCode.USAGE,
                  "two folders of --policies have a file '%s'. Rename one of them"
                      .formatted(directory.relativize(file)));
            }
          }
        }
      }
    }
    return policies;
  }

  private static void print(
      Invocation invocation, Adoption adoption, Path directory, boolean written, String changes) {
    PrintStream out = invocation.streams().out();
    int columns = invocation.streams().outWidth();
    if (!written) {
      changes.lines().map(Printable::line).forEach(out::println);
      say(
          out,
          columns,
          changes.isEmpty()
              ? "%s is what would be written now.".formatted(directory)
              : "Nothing was written: %s has such files already. This is what would change; --force writes it."
                  .formatted(directory));
      return;
    }
    say(
        out,
        columns,
        "Wrote %s: %s, %s of allow lists, exceptions for %s. Each line of gate.yaml says what it admits and where that is used: review them."
            .formatted(
                directory,
                count(adoption.roots(), "root", "roots"),
                count(adoption.entries(), "entry", "entries"),
                count(adoption.excepted(), "finding", "findings")));
    if (!adoption.decisions().isEmpty()) {
      out.println();
      say(out, columns, "To decide, and admitted by nothing yet:");
      adoption.decisions().forEach(line -> say(out, columns, "- " + line));
    }
    out.println();
    say(out, columns, "Then:");
    // In one line, so that it can be copied.
    out.println(Printable.line(next(invocation, directory)));
  }

  private static String next(Invocation invocation, Path directory) {
    return "  tfgate check "
        + (invocation.arguments().isEmpty() ? "" : word(invocation.arguments().getFirst()) + " ")
        + "--mode ci --trust "
        + word(directory.toString());
  }

  /** Text as a shell takes it for one word. */
  private static String word(String text) {
    return text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "./_-+,:@%".indexOf(c) >= 0)
        ? text
        : "'" + text.replace("'", "'\\''") + "'";
  }

  private static String count(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  private static void say(PrintStream out, int columns, String text) {
    Wrapped.printable(text, columns).forEach(out::println);
  }

  private static void json(
      Invocation invocation, Adoption adoption, Path directory, boolean written, String changes)
      throws IOException {
    Json.write(
        new OutputStreamWriter(invocation.streams().out(), StandardCharsets.UTF_8),
        json -> {
          json.writeStartObject();
          json.writeStringField("directory", directory.toString());
          json.writeBooleanField("written", written);
          json.writeNumberField("roots", adoption.roots());
          json.writeNumberField("entries", adoption.entries());
          json.writeNumberField("excepted", adoption.excepted());
          json.writeArrayFieldStart("decisions");
          for (String line : adoption.decisions()) {
            json.writeString(line);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("files");
          for (String file : new TreeMap<>(adoption.files()).keySet()) {
            json.writeString(file);
          }
          json.writeEndArray();
          json.writeStringField("changes", changes);
          json.writeEndObject();
        });
  }
}

package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Documents name only what exists: files, headings, commands and their options. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern COMMAND =
      Pattern.compile("(?:^|[\\s(;&|])(?:\\./|[\\w./-]*/bin/)?tfgate ([^#|;&>]*)");
  private static final Pattern PROGRAM =
      Pattern.compile("(?:^|\\s)((?:\\./mvnw|(?:\\./)?(?:bench|\\.ci)/[a-z-]+))(?=\\s|$)");

  private static final Pattern SAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");
  private static final Pattern SECTION =
      Pattern.compile(
          "(?m)^(terraform:\n|modules|backends|remote_state|provider_arguments|types|ci_config"
              + "|owners|rules|exceptions|limits|roots|webhook)");

  private static final Pattern TEST = Pattern.compile("-Dtest=(\\w+)");

  static Stream<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String place : List.of("docs", "examples", "policies", "bench")) {
      if (Files.isDirectory(Path.of(place))) {
        try (Stream<Path> files = Files.walk(Path.of(place))) {
          files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
      }
    }
    try (Stream<Path> files = Files.list(Path.of(""))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents.stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksLeadSomewhere(Path document) throws IOException {
    Set<String> broken = new TreeSet<>();
    Matcher links = LINK.matcher(withoutCode(Files.readString(document)));
    while (links.find()) {
      String link = links.group(1);
      if (link.matches("[a-z]+:.*")) {
        continue;
      }
      int hash = link.indexOf('#');
      String file = hash < 0 ? link : link.substring(0, hash);
      Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
      if (!Files.exists(target)
          || (hash >= 0 && !anchors(target).contains(link.substring(hash + 1)))) {
        broken.add(link);
      }
    }
    assertThat(broken).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void commandsAndOptionsExist(Path document) throws IOException {
    Set<String> unknown = new TreeSet<>();
    for (String code : code(Files.readString(document))) {
      Matcher commands = COMMAND.matcher(code);
      while (commands.find()) {
        problem(List.of(commands.group(1).strip().split("\\s+"))).ifPresent(unknown::add);
      }
      Matcher tests = TEST.matcher(code);
      while (tests.find()) {
        if (!isTest(tests.group(1))) {
          unknown.add(tests.group(1));
        }
      }
      Matcher programs = PROGRAM.matcher(code);
      while (programs.find()) {
        if (!Files.exists(Path.of(programs.group(1)))) {
          unknown.add(programs.group(1));
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static boolean isTest(String name) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files.anyMatch(file -> file.endsWith(name + ".java"));
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void samplesOfGateYamlAreValid(Path document, @TempDir Path trust) throws IOException {
    Files.createDirectory(trust.resolve("policies"));
    Files.copy(Path.of("policies/dns.yaml"), trust.resolve("policies/dns.yaml"));
    Matcher samples = SAMPLE.matcher(Files.readString(document));
    while (samples.find()) {
      String sample = samples.group(1);
      if (!SECTION.matcher(sample).find()) {
        continue;
      }
      String version = sample.contains("version: 1\n") ? "" : "version: 1\n";
      Files.writeString(trust.resolve("gate.yaml"), version + sample);
      CommandRun.Result result =
          new CommandRun().run("trust", "verify", "--mode", "local", trust.toString());
      assertThat(result.code()).as(sample + result.out()).isEqualTo(ExitCode.PASSED);
    }
  }

  /** The command line where it names a command or option that doesn't exist. */
  private static Optional<String> problem(List<String> words) {
    List<String> own = words.contains("--") ? words.subList(0, words.indexOf("--")) : words;
    CommandSpec spec = CommandLineModel.tree();
    for (String word : own) {
      boolean option = word.startsWith("-");
      if (option ? unknown(spec, word) : unknownCommand(spec, word)) {
        return Optional.of(String.join(" ", own));
      }
      CommandLine next = spec.subcommands().get(word);
      spec = next == null ? spec : next.getCommandSpec();
    }
    return Optional.empty();
  }

  private static boolean unknown(CommandSpec spec, String option) {
    String name = option.replaceFirst("=.*", "");
    return name.matches("--[a-z][a-z-]*") && !spec.optionsMap().containsKey(name);
  }

  /** A word that is neither upper case nor an ellipsis stands for a command where one is due. */
  private static boolean unknownCommand(CommandSpec spec, String word) {
    return word.matches("[a-z][a-z-]*")
        && !spec.subcommands().isEmpty()
        && !spec.subcommands().containsKey(word);
  }

  private static List<String> code(String document) {
    List<String> code = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    boolean fenced = false;
    for (String line : document.lines().toList()) {
      if (line.strip().startsWith("```")) {
        fenced = !fenced;
      } else if (fenced) {
        code.add(line);
      } else {
        text.append(line).append('\n');
      }
    }
    Matcher spans = CODE.matcher(text);
    while (spans.find()) {
      code.add(spans.group(1).replace('\n', ' '));
    }
    return code;
  }

  private static String withoutCode(String document) {
    return document.replaceAll("(?s)```.*?```", "").replaceAll("`[^`]*`", "x");
  }

  /** The anchors of a document's headings, as hosts of repositories make them. */
  private static Set<String> anchors(Path document) throws IOException {
    Set<String> anchors = new TreeSet<>();
    if (Files.isRegularFile(document)) {
      for (String line : Files.readAllLines(document)) {
        if (line.startsWith("#")) {
          anchors.add(
              line.replaceFirst("^#+ *", "")
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^\\p{L}\\p{N} _-]", "")
                  .replace(' ', '-'));
        }
      }
    }
    return anchors;
  }
}

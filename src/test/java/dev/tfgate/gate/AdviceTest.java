package dev.tfgate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Mode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever writes into {@code gate.yaml} what a message asks for gets past the finding. */
class AdviceTest {
  private static final Path FIXTURES = Path.of("src/test/rules");
  private static final Pattern ASKED =
      Pattern.compile(
          "to (?:add|allow) (?:its value with )?((?:\\{[^{}]*(?:\\{[^{}]*\\})?[^{}]*\\}(?: and )?)+|'[^']+')"
              + " under ([a-z_]+)[.]allow in gate[.]yaml");
  private static final Pattern ENTRY = Pattern.compile("\\{[^{}]*(?:\\{[^{}]*\\})?[^{}]*\\}");

  private static final ObjectMapper YAML = new YAMLMapper(new YAMLFactory());

  @TempDir Path folder;

  @Test
  void whatAMessageAsksForLiftsItsFinding() throws IOException {
    List<String> wrong = new ArrayList<>();
    Set<String> lists = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    int number = 0;
    for (Path fixture : fixtures()) {
      Path own = fixture.resolve("trust");
      Path trust = Files.exists(own) ? own : FIXTURES.resolve("trust");
      Path repo = folder.resolve("repo" + number++);
      copy(fixture.resolve("repo"), repo);
      Mode mode = Files.exists(fixture.resolve("local")) ? Mode.LOCAL : Mode.CI;
      for (Finding finding : check(repo, trust, mode)) {
        Matcher asked = ASKED.matcher(finding.message());
        // One of a kind: names of fixtures are as many as there are.
        if (asked.find()
            && seen.add(finding.rule() + finding.message().replaceAll("'[^']*'|\"[^\"]*\"", ""))) {
          lists.add(asked.group(2));
          Path followed = folder.resolve("followed" + number++);
          copy(trust, followed);
          add(followed.resolve("gate.yaml"), asked.group(2), entries(asked.group(1)));
          if (check(repo, followed, mode).stream().anyMatch(left -> isSame(left, finding))) {
            wrong.add(fixture + ": " + finding.message());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(lists)
        .containsExactly(
            "backends", "encryption", "modules", "provider_arguments", "remote_state", "types");
  }

  private static List<Path> fixtures() throws IOException {
    try (Stream<Path> found = Files.walk(FIXTURES, 2)) {
      return found
          .filter(path -> path.getFileName().toString().startsWith("flagged-"))
          .filter(path -> Files.isDirectory(path.resolve("repo")))
          .filter(path -> Files.notExists(path.resolve("plan.json")))
          .sorted()
          .toList();
    }
  }

  private static boolean isSame(Finding one, Finding other) {
    return one.rule().equals(other.rule())
        && one.path().equals(other.path())
        && String.valueOf(one.region()).equals(String.valueOf(other.region()))
        && String.valueOf(one.root()).equals(String.valueOf(other.root()));
  }

  private static List<Finding> check(Path repo, Path trust, Mode mode) {
    return CheckRun.in(mode, repo, trust).findings();
  }

  /** The entries as they are written, and where a secret is left out, whatever it is. */
  private static List<Object> entries(String asked) throws IOException {
    List<Object> entries = new ArrayList<>();
    if (asked.startsWith("'")) {
      entries.add(asked.substring(1, asked.length() - 1));
      return entries;
    }
    Matcher entry = ENTRY.matcher(asked);
    while (entry.find()) {
      entries.add(
          YAML.readValue(
              entry.group().replace("value: \"…\"", "any: true"),
              new TypeReference<Map<String, Object>>() {}));
    }
    return entries;
  }

  @SuppressWarnings("unchecked")
  private static void add(Path gate, String list, List<Object> entries) throws IOException {
    Map<String, Object> file =
        YAML.readValue(gate.toFile(), new TypeReference<LinkedHashMap<String, Object>>() {});
    Map<String, Object> section =
        (Map<String, Object>) file.computeIfAbsent(list, name -> new LinkedHashMap<>());
    List<Object> all = new ArrayList<>((List<Object>) section.getOrDefault("allow", List.of()));
    all.addAll(entries);
    section.put("allow", all);
    YAML.writeValue(gate.toFile(), file);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(path).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                path, to.resolve(from.relativize(path).toString()), LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

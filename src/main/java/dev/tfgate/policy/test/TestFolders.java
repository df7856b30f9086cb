package dev.tfgate.policy.test;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.PolicyTest;
import dev.tfgate.policy.file.PolicyTest.Expected;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.yaml.Position;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlObject;
import dev.tfgate.yaml.YamlParser;
import dev.tfgate.yaml.YamlValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tests in folders: below a folder {@code …_test} beside the policies each folder with an {@code
 * expect.yaml} is a test, of the Terraform files or the {@code plan.json} in it.
 */
final class TestFolders {
  private static final String SUFFIX = "_test";
  private static final String EXPECTATIONS = "expect.yaml";
  private static final String PLAN = "plan.json";
  private static final int LARGEST = 64 * 1024 * 1024;

  private TestFolders() {}

  /** A test and the policy that it is of. */
  record Found(Policy policy, PolicyTest test) {}

  static List<Found> find(Collection<Path> places, PolicySet policies, Problems problems) {
    List<Found> found = new ArrayList<>();
    for (Path place : places) {
      if (!Files.isDirectory(place)) {
        continue;
      }
      try (Stream<Path> walk = Files.walk(place)) {
        for (Path file : walk.sorted().toList()) {
          if (file.endsWith(EXPECTATIONS) && isInTestFolder(place, file)) {
            found.addAll(read(file, policies, problems));
          }
        }
      } catch (IOException | UncheckedIOException e) {
        problems.add(place.toString(), null, "can't be listed: " + e.getMessage());
      }
    }
    return found;
  }

  private static boolean isInTestFolder(Path place, Path file) {
    for (Path part : place.relativize(file)) {
      if (part.toString().endsWith(SUFFIX)) {
        return true;
      }
    }
    return false;
  }

  private static List<Found> read(Path file, PolicySet policies, Problems problems) {
    Path folder = file.toAbsolutePath().getParent();
    List<Found> found = new ArrayList<>();
    try {
      Problems own = new Problems();
      Optional<YamlNode> root =
          YamlParser.parse(file.toString(), BoundedFile.read(file.toRealPath(), LARGEST), own);
      if (root.isPresent() && folder != null) {
        PolicyTest.Fixture fixture = fixture(folder, own);
        YamlValue top = new YamlValue(file.toString(), "", root.get(), own);
        Optional<YamlObject> object = top.object("version", "deny", "pass", "unknown");
        object.ifPresent(o -> o.require("version", version -> version.integer(1, 1)));
        for (Expected expected : Expected.values()) {
          String key = expected == Expected.UNKNOWN ? "unknown" : expected.words();
          for (YamlValue id :
              object.flatMap(o -> o.get(key)).map(YamlValue::items).orElse(List.of())) {
            id.text()
                .ifPresent(
                    name ->
                        policies
                            .find(name)
                            .ifPresentOrElse(
                                policy ->
                                    found.add(
                                        new Found(
                                            policy,
                                            new PolicyTest(
                                                folder.getFileName() + "",
                                                expected,
                                                fixture,
                                                Map.of(),
                                                file.toString(),
                                                id.node().start()))),
                                () -> id.problem("there is no policy \"%s\"".formatted(name))));
          }
        }
        if (found.isEmpty() && own.isEmpty()) {
          top.problem("nothing is expected: list policies under deny, pass or unknown");
        }
      }
      own.sorted().forEach(problems::add);
    } catch (IOException e) {
      problems.add(file.toString(), Position.START, "can't be read: " + e.getMessage());
    }
    return found;
  }

  private static PolicyTest.Fixture fixture(Path folder, Problems problems) throws IOException {
    Path plan = folder.resolve(PLAN);
    if (Files.isRegularFile(plan, LinkOption.NOFOLLOW_LINKS)) {
      return new PolicyTest.PlanFile(plan);
    }
    Map<String, String> files = new LinkedHashMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.sorted().toList()) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && FileKind.of(String.valueOf(file.getFileName())).isPresent()) {
          files.put(
              folder.relativize(file).toString(),
              new String(BoundedFile.read(file, LARGEST), StandardCharsets.UTF_8));
        }
      }
    }
    if (files.isEmpty()) {
      problems.add(
          folder.resolve(EXPECTATIONS).toString(),
          null,
          "there is neither a file of configuration nor a plan.json beside it");
      files.put("main.tf", "");
    }
    return new PolicyTest.Hcl(files);
  }
}

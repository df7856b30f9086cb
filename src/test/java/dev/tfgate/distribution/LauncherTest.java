package dev.tfgate.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the launcher starts Java, seen by a stand-in for {@code java} that prints its arguments. */
class LauncherTest {
  private static final String COMPILED = ".tfgate-compiled";

  @TempDir Path folder;
  private Path launcher;
  private Path trust;

  @BeforeEach
  void install() throws IOException {
    Path home = folder.resolve("home");
    Path bin = Files.createDirectories(home.resolve("bin"));
    launcher = bin.resolve("tfgate");
    Files.copy(Path.of("src/distribution/tfgate"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
    executable(launcher);
    Path java = Files.createDirectories(home.resolve("runtime/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    executable(java);
    trust = Files.createDirectories(folder.resolve("trust"));
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What Java was started with. */
  private record Start(List<String> options, List<String> arguments) {
    String family() {
      List<String> caches =
          Stream.of(option("-XX:SharedArchiveFile=").split(":"))
              .map(cache -> cache.substring(cache.lastIndexOf('/') + 1).replace("-@HASH@.aot", ""))
              .toList();
      if (caches.getLast().equals("check")) {
        assertThat(caches).containsExactly("start", "check");
      } else {
        assertThat(caches).hasSize(1);
      }
      return caches.getLast();
    }

    String memory() {
      return option("-Xmx");
    }

    boolean firstCompilerAlone() {
      return options.contains("-XX:TieredStopAtLevel=1");
    }

    private String option(String prefix) {
      return options.stream()
          .filter(option -> option.startsWith(prefix))
          .map(option -> option.substring(prefix.length()))
          .reduce((a, b) -> a + " and " + b)
          .orElseThrow();
    }
  }

  private Start start(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    assertThat(builder.start().waitFor()).as(Files.readString(out, UTF_8)).isZero();
    List<String> lines = Files.readAllLines(out, UTF_8);
    int main = lines.indexOf("dev.tfgate.cli.Main");
    return new Start(lines.subList(0, main), lines.subList(main + 1, lines.size()));
  }

  @ParameterizedTest
  @CsvSource({
    "--version -v,check,96m",
    "rules,check,96m",
    "explain check,check,96m",
    "doctor,policy,96m",
    "hook install,check,96m",
    "check,check,400m",
    "check --report sarif=policy .,check,400m",
    "-q --mode local check plan,check,400m",
    "--format json inspect terraform,check,400m",
    "policy test policies,policy,400m",
    "plan check plan.json,policy,400m",
    "--endpoint storage=https://example.com ci-config verify,check,256m",
    "owners strip --dry-run check,check,256m",
    "plugins verify,policy,96m",
    "terraform --root check -- plan,policy,400m",
    "init --output trust,policy,400m",
    "trust verify --checkout .,policy,400m",
    "roots --changed-since check,check,400m",
    "dispatch --roots check -- plan,check,400m",
    "--trust plugins check,check,400m",
  })
  void theSubcommandChoosesCacheAndMemory(String command, String family, String memory)
      throws Exception {
    Start start = start(Map.of("TFGATE_TRUST", trust.toString()), command.split(" "));
    assertThat(start.family()).isEqualTo(family);
    assertThat(start.memory()).isEqualTo(memory);
    assertThat(start.firstCompilerAlone())
        .as("hashing needs the whole compiler")
        .isEqualTo(!command.matches("(doctor|plugins|terraform)( .*)?"));
  }

  @ParameterizedTest
  @CsvSource({
    "check",
    "check --offline .",
    "-q check",
  })
  void aCheckByPoliciesThatNobodyCompiledLoadsTheCompiler(String command) throws Exception {
    Path policies = Files.createDirectory(trust.resolve("policies"));
    Map<String, String> environment = Map.of("TFGATE_TRUST", trust.toString());
    assertThat(start(environment, command.split(" ")).family()).isEqualTo("policy");
    Files.createFile(policies.resolve(COMPILED));
    assertThat(start(environment, command.split(" ")).family()).isEqualTo("check");
  }

  @ParameterizedTest
  @CsvSource({
    "check --trust TRUST",
    "check --trust=TRUST",
    "--trust TRUST check",
    "--trust=TRUST -v check --offline",
    "check . --format json --trust TRUST",
  })
  void theTrustDirectoryOfTheCommandLineWins(String command) throws Exception {
    Path policies = Files.createDirectory(trust.resolve("policies"));
    String[] words = command.replace("TRUST", trust.toString()).split(" ");
    Map<String, String> environment = Map.of("TFGATE_TRUST", folder.toString());
    assertThat(start(environment, words).family()).isEqualTo("policy");
    Files.createFile(policies.resolve(COMPILED));
    assertThat(start(environment, words).family()).isEqualTo("check");
  }

  @Test
  void onlyChecksAskForPolicies() throws Exception {
    Files.createDirectory(trust.resolve("policies"));
    Map<String, String> environment = Map.of("TFGATE_TRUST", trust.toString());
    assertThat(start(environment, "explain", "check").family()).isEqualTo("check");
    assertThat(start(environment, "ci-config", "verify").family()).isEqualTo("check");
    assertThat(start(environment, "hook", "install").family()).isEqualTo("check");
  }

  @Test
  void theVersionNeedsNoJvm() throws Exception {
    Path out = folder.resolve("version");
    Process process =
        new ProcessBuilder("/bin/sh", launcher.toString(), "--version")
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(out).hasContent("tfgate @VERSION@\n");
  }

  @Test
  void argumentsArriveAsTheyWereGiven() throws Exception {
    String[] arguments = {"check", "--files", "a b.tf", "*", "$HOME", "", "'\"\\", "--", "é"};
    assertThat(start(Map.of("HOME", "/x"), arguments).arguments())
        .isEqualTo(Arrays.asList(arguments));
  }

  @Test
  void memoryIsThatOfTheVariable() throws Exception {
    assertThat(start(Map.of("TFGATE_MEMORY", "2g"), "check").memory()).isEqualTo("2g");
  }

  @Test
  void aYoungGenerationFitsIntoTheMemory() throws Exception {
    String[] command = {"plan", "check", "plan.json"};
    assertThat(start(Map.of("TFGATE_MEMORY", "1g"), command).options()).contains("-Xmn16m");
    assertThat(start(Map.of("TFGATE_MEMORY", "16m"), command).options())
        .noneMatch(option -> option.startsWith("-Xmn"));
  }
}

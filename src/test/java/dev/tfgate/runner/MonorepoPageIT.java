package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.Installed;
import dev.tfgate.dispatch.cloud.BuildMachine;
import dev.tfgate.dispatch.cloud.DispatchWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of {@code docs/monorepo.md}, run by a shell in the order of the page, with the
 * sections of gate.yaml that the page shows; and they print what stands there.
 */
class MonorepoPageIT {
  private static final Path PAGE = Path.of("docs/monorepo.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CALL = Pattern.compile("`tfgate ([a-z]+)");
  private static final List<String> CHANGED =
      List.of(
          "platform/events",
          "services/billing/dev",
          "services/billing/prod",
          "services/shop/dev",
          "services/shop/prod");

  @TempDir Path folder;

  private record Block(String language, String text) {}

  private record Ended(int code, String out, String err) {}

  private static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    while (block.find()) {
      blocks.add(new Block(block.group(1), block.group(2)));
    }
    return blocks;
  }

  @Test
  void theCommandsDoWhatThePageSays() throws Exception {
    Installed.assume("git");
    TreeSet<String> called = new TreeSet<>();
    try (ExampleMonorepo monorepo = new ExampleMonorepo(folder, "");
        DispatchWorld cloud = new DispatchWorld(folder.resolve("cloud"));
        BuildMachine machine =
            new BuildMachine(
                cloud.builds(),
                build ->
                    build.at("/substitutions/_ROOT").asText().equals("services/billing/prod")
                        ? 1
                        : 0)) {
      prepare(monorepo, cloud);
      World world = monorepo.world;
      for (Block block : blocks()) {
        if (block.language().equals("sh")) {
          assertThat(block.text()).startsWith("tfgate ");
          for (String root : block.text().contains("$ROOT") ? CHANGED : List.of("")) {
            world.environment.put("ROOT", root);
            world.environment.put("JOB", root.replace('/', '-'));
            Ended ended = run(world, "set -e\n" + block.text());
            assertThat(ended.code()).as(block.text() + ended).isZero();
          }
          block.text().lines().forEach(line -> called.add(line.split(" ", 0)[1]));
        } else if (block.language().isEmpty()) {
          String[] commands = block.text().split("(?m)^\\$ ", -1);
          assertThat(commands[0]).as("a block begins with its command").isEmpty();
          for (int i = 1; i < commands.length; i++) {
            String command = commands[i].lines().findFirst().orElseThrow();
            String shown = commands[i].substring(command.length() + 1);
            Ended ended = run(world, command);
            called.add(command.split(" ", 0)[1]);
            assertThat(prints(ended.out(), shown))
                .as("%s prints%n%s%nand not%n%s%n%s", command, ended.out(), shown, ended.err())
                .isTrue();
            assertThat(ended.code())
                .as(command + ended)
                .isEqualTo(shown.contains("exit code 1") ? 1 : 0);
          }
        }
      }
      assertThat(machine.built()).containsExactlyInAnyOrderElementsOf(CHANGED);
      assertThat(folder.resolve("reports/plan.md"))
          .content()
          .contains("services/shop/dev", "5 planned changes");
      assertThat(folder.resolve("reports/comment.md")).content().contains("5 planned changes");
    }
    Matcher named = CALL.matcher(Files.readString(PAGE));
    while (named.find()) {
      assertThat(called).as("what the page names, it shows").contains(named.group(1));
    }
  }

  /** Where the page shows {@code …}, anything may stand. */
  private static boolean prints(String out, String shown) {
    StringBuilder pattern = new StringBuilder();
    for (String part : shown.strip().split("…", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(out.strip()).matches();
  }

  private void prepare(ExampleMonorepo monorepo, DispatchWorld cloud) throws Exception {
    World world = monorepo.world;
    StringBuilder gate = new StringBuilder("version: 1\n");
    gate.append("terraform: {plugin_dir: %s}\n".formatted(world.plugins));
    String example = Files.readString(ExampleMonorepo.EXAMPLE.resolve("gate.yaml"));
    gate.append(example, example.indexOf("backends:"), example.indexOf("# Who a root is"));
    for (Block block : blocks()) {
      if (block.language().equals("yaml")) {
        gate.append(block.text());
      }
    }
    Files.writeString(world.trust.resolve("gate.yaml"), gate);
    for (String name : List.of("cloudbuild.yaml", "cloudbuild-apply.yaml")) {
      cloud.configuration(
          name, Files.readString(ExampleMonorepo.EXAMPLE.resolve("trusted/" + name)));
    }
    monorepo.git("update-ref", "refs/remotes/origin/main", "HEAD");
    monorepo.changeTheQueue();
    monorepo.commit();
    world.environment.put("REPORTS", Files.createDirectory(folder.resolve("reports")).toString());

    StringBuilder endpoints = new StringBuilder();
    Map<String, Object> services = new TreeMap<>(cloud.access().endpoints());
    services.put("iamcredentials", monorepo.google.endpoint());
    services.put("sts", monorepo.aws.endpoint());
    services.forEach(
        (service, at) -> endpoints.append(" --endpoint ").append(service).append('=').append(at));
    Path programs = Files.createDirectory(world.folder.resolve("programs"));
    world.program(
        programs.resolve("tfgate"),
        """
        case $1 in
          terraform) shift; set -- terraform --binary '%s' --data '%s' "$@" ;;
        esac
        exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' dev.tfgate.cli.Main%s "$@"
        """
            .formatted(
                world.program(),
                world.data,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                classPath(),
                endpoints));
    world.environment.putAll(
        Map.of(
            "PATH",
            programs + ":/usr/local/bin:/usr/bin:/bin",
            "TFGATE_TRUST",
            world.trust.toString(),
            "CI",
            "true"));
  }

  private static String classPath() {
    return String.join(
        ":",
        Stream.of(System.getProperty("java.class.path").split(":"))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  private Ended run(World world, String script) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script)
            .directory(world.checkout.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(world.environment);
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}

package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.terraform.profile.RealProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The providers of every root of the fixtures and examples, by us and by the real programs: the
 * Terraform of this machine, and those that {@code src/test/programs/install} puts into its cache.
 */
class TerraformProvidersTest {
  private static final Pattern PROVIDER = Pattern.compile("provider\\[([^\\]]+)\\]");

  /** Of the roots some are not for every version. */
  private static final int LEAST = 40;

  @TempDir Path folder;

  /** Fewer were compared where a fixture no longer is what the program accepts. */
  @ParameterizedTest
  @MethodSource("dev.tfgate.terraform.profile.RealProgram#everyVersion")
  void theProgramRequestsTheSameProviders(RealProgram program) throws Exception {
    Profile profile = program.needed().profile();
    int trees = 0;
    int compared = 0;
    List<String> differences = new ArrayList<>();
    for (Path tree : trees()) {
      Path copy = folder.resolve("tree" + trees++);
      copy(tree, copy);
      Checkout checkout = Checkout.open(copy, Limits.DEFAULT.fileBytes());
      Configuration configuration =
          Configuration.of(checkout, Limits.DEFAULT, profile, new EvaluatedSources());
      for (RootOutline outline : configuration.roots()) {
        Optional<Root> root = configuration.root(outline.path());
        if (root.isEmpty()
            || !root.get().outsideCalls().isEmpty()
            || hasOnlyOurActions(root.get(), profile)) {
          continue;
        }
        withoutBackends(root.get(), copy);
        Path directory = copy.resolve(outline.path());
        Optional<Set<String>> theirs = providers(program.path(), directory);
        Set<String> ours = ours(root.get());
        // What can't be told is refused, whatever Terraform makes of it.
        if (theirs.isPresent() && !ours.contains("unclear")) {
          compared++;
          if (!ours.equals(theirs.get())) {
            differences.add(tree + " " + outline.path() + ": " + ours + " / " + theirs.get());
          }
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).as("roots that %s accepts", profile).isGreaterThan(LEAST);
  }

  /** Terraform 1.13 reads such blocks without their providers, and 1.12 refuses them. */
  private static boolean hasOnlyOurActions(Root root, Profile profile) {
    return !profile.has(Feature.ACTIONS)
        && root.modules().stream()
            .anyMatch(reached -> !reached.module().declarations("action").isEmpty());
  }

  private static Set<String> ours(Root root) {
    Set<String> addresses = new TreeSet<>();
    for (Root.Request request : root.providerRequests()) {
      addresses.add(request.request().address().map(ProviderAddress::toString).orElse("unclear"));
    }
    addresses.remove(ProviderAddress.BUILT_IN.toString());
    return addresses;
  }

  /** A backend would have to be initialised first, which has no part in the question. */
  private static void withoutBackends(Root root, Path copy) throws IOException {
    for (ConfigurationDirectory.Placed state : root.module().states()) {
      Path file = copy.resolve(state.file().path());
      byte[] bytes = Files.readAllBytes(file);
      Block block = state.block();
      Arrays.fill(bytes, block.range().startOffset(), block.range().endOffset(), (byte) ' ');
      Files.write(file, bytes);
    }
  }

  /** What Terraform requests; empty where it rejects the configuration. */
  private Optional<Set<String>> providers(Path terraform, Path directory) throws Exception {
    if (run(terraform, directory, "get").isEmpty()) {
      return Optional.empty();
    }
    Optional<String> output = run(terraform, directory, "providers");
    if (output.isEmpty()) {
      return Optional.empty();
    }
    Set<String> addresses = new TreeSet<>();
    Matcher matcher = PROVIDER.matcher(output.get());
    while (matcher.find()) {
      addresses.add(matcher.group(1));
    }
    addresses.remove(ProviderAddress.BUILT_IN.toString());
    return Optional.of(addresses);
  }

  private Optional<String> run(Path terraform, Path directory, String command) throws Exception {
    List<String> line = new ArrayList<>(List.of(terraform.toString(), command));
    if (!command.equals("version")) {
      line.add("-no-color");
    }
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("TF_DATA_DIR", folder.resolve("data").toString());
    builder.environment().put("CHECKPOINT_DISABLE", "1");
    Path output = folder.resolve("output");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("terraform %s", command).isTrue();
    return process.exitValue() == 0
        ? Optional.of(Files.readString(output, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private static List<Path> trees() throws IOException {
    List<Path> trees = new ArrayList<>(List.of(Path.of("examples/monorepo")));
    try (Stream<Path> found = Files.walk(Path.of("src/test/rules"), 3)) {
      found
          .filter(path -> path.endsWith("repo"))
          .filter(
              path -> path.toString().contains("/clean-") || path.toString().contains("/provider-"))
          .sorted()
          .forEach(trees::add);
    }
    return trees;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> entries = Files.walk(from)) {
      for (Path entry : entries.sorted().toList()) {
        Files.copy(entry, to.resolve(from.relativize(entry)), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }
}

package dev.tfgate.laws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Terraform makes of the expressions of a world: their values in a state that it wrote. */
final class TerraformValues {
  private static final int MOST_TRIES = 8;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNumberLength(100_000)
                          .maxNestingDepth(10_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** Where the world lies that was run last. */
  private final Path directory;

  private final Map<World.Place, List<String>> expressions;
  private final JsonNode outputs;

  private TerraformValues(
      Path directory, Map<World.Place, List<String>> expressions, JsonNode outputs) {
    this.directory = directory;
    this.expressions = expressions;
    this.outputs = outputs;
  }

  /** A value, and its type as a state writes it. */
  record Real(JsonNode type, JsonNode value) {}

  Path directory() {
    return directory;
  }

  /** The expressions, with {@code null} for those that Terraform rejects before it evaluates. */
  List<String> expressions(World.Place place) {
    return expressions.getOrDefault(place, List.of());
  }

  /**
   * Runs a world.
   *
   * @param folder is written to
   * @return empty where Terraform rejects the configuration
   */
  static Optional<TerraformValues> of(
      RealTerraform terraform, Path folder, World world, Map<World.Place, List<Written>> written)
      throws IOException, InterruptedException {
    Map<World.Place, List<String>> texts = new EnumMap<>(World.Place.class);
    written.forEach(
        (place, all) ->
            texts.put(place, new ArrayList<>(all.stream().map(Written::text).toList())));
    Path directory = Files.createDirectories(folder.resolve("checkout"));
    Path home = Files.createDirectories(folder.resolve("home"));
    for (int i = 0; i < MOST_TRIES; i++) {
      Folders.clear(directory);
      Folders.write(world.with(texts), directory);
      RealTerraform.Output output = apply(terraform, directory.resolve(world.root), home);
      if (output.isSuccess()) {
        JsonNode outputs = JSON.readTree(home.resolve("state").toFile()).get("outputs");
        return Optional.of(new TerraformValues(directory, texts, outputs));
      }
      if (!without(world, texts, output.text())) {
        System.out.printf(
            "seed %d is rejected by %s: %s%n", world.seed, terraform.name(), output.text());
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static RealTerraform.Output apply(RealTerraform terraform, Path root, Path home)
      throws IOException, InterruptedException {
    Folders.clear(home);
    RealTerraform.Output get = terraform.run(root, home, Map.of(), List.of("get", "-no-color"));
    return get.isSuccess()
        ? terraform.run(
            root,
            home,
            Map.of(),
            List.of(
                "apply",
                "-auto-approve",
                "-input=false",
                "-no-color",
                "-lock=false",
                "-state=" + home.resolve("state")))
        : get;
  }

  /** Takes the expressions away that Terraform rejects before it evaluates; false without any. */
  private static boolean without(World world, Map<World.Place, List<String>> texts, String output) {
    boolean found = false;
    Matcher matcher = Pattern.compile("on (\\S*?)all\\.tf(?:\\.json)? line (\\d+)").matcher(output);
    while (matcher.find()) {
      World.Place place = matcher.group(1).isEmpty() ? World.Place.ROOT : World.Place.MODULE;
      List<String> here = texts.getOrDefault(place, new ArrayList<>());
      int index = world.indexAt(here, Integer.parseInt(matcher.group(2)));
      if (index >= 0 && !here.get(index).equals("null")) {
        here.set(index, "null");
        found = true;
      }
    }
    return found;
  }

  /** The values that an expression has: of each instance of its module where it has one. */
  List<Real> of(World.Place place, int index) {
    List<Real> found = new ArrayList<>();
    if (place == World.Place.ROOT) {
      add(outputs.get("all").get("type"), outputs.get("all").get("value"), index, found);
      return found;
    }
    for (String call : World.CALLS) {
      found.addAll(ofCall(call, index));
    }
    return found;
  }

  private static void add(JsonNode type, JsonNode value, int index, List<Real> found) {
    JsonNode tried = value.get(index);
    if (!tried.isNull() && !tried.isEmpty()) {
      JsonNode each = type.get(0).asText().equals("tuple") ? type.get(1).get(index) : type.get(1);
      JsonNode inner = each.get(0).asText().equals("tuple") ? each.get(1).get(0) : each.get(1);
      found.add(new Real(inner, tried.get(0)));
    }
  }

  /** The values that an expression of the module has in the instances of a call, in order. */
  List<Real> ofCall(String call, int index) {
    List<Real> found = new ArrayList<>();
    JsonNode output = outputs.get("all_" + call);
    for (int i = 0; i < output.get("value").size(); i++) {
      JsonNode types = output.get("type").get(1);
      JsonNode type = output.get("type").get(0).asText().equals("tuple") ? types.get(i) : types;
      add(type, output.get("value").get(i), index, found);
    }
    return found;
  }
}

package dev.tfgate.laws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tfgate.gate.CheckRun;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Report;
import dev.tfgate.report.Undecided;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The law: a policy that denies the value which Terraform gives an argument has a finding for it,
 * whether it knows the value or not.
 */
final class PolicyLaw {
  /** Characters of a policy's condition. */
  private static final int LONGEST = 12_000;

  private static final int MOST_VALUE = 2_000;

  private final RealTerraform terraform;
  private final Path folder;
  private final String unknown;
  private Random random = new Random();
  int arguments;
  int decided;
  final List<String> violations = new ArrayList<>();

  PolicyLaw(RealTerraform terraform, Path folder) {
    this(terraform, folder, "deny");
  }

  /**
   * The law.
   *
   * @param unknown what policies make of a value that they don't know
   */
  PolicyLaw(RealTerraform terraform, Path folder, String unknown) {
    this.terraform = terraform;
    this.folder = folder;
    this.unknown = unknown;
  }

  /**
   * A value that an argument has.
   *
   * @param address of its block, without instance keys
   * @param condition what is true of the value, in CEL
   */
  private record Denied(String address, String expression, String condition) {
    /** The block that is written, whatever calls its module. */
    String block() {
      return address.replaceFirst("module\\.[a-z]\\.", "module.");
    }
  }

  void check(long seed, int count) throws IOException, InterruptedException {
    World world = World.random(seed);
    random = new Random(seed);
    Optional<TerraformValues> values =
        TerraformValues.of(terraform, folder, world, world.expressions(count));
    if (values.isEmpty()) {
      return;
    }
    Map<String, byte[]> files = world.with(Map.of());
    List<Denied> denied = new ArrayList<>();
    for (World.Place place : World.Place.values()) {
      StringBuilder blocks = new StringBuilder();
      List<String> expressions = values.get().expressions(place);
      for (int i = 0; i < expressions.size(); i++) {
        String expression = expressions.get(i);
        if (values.get().of(place, i).isEmpty()) {
          continue;
        }
        String name = "r" + i;
        blocks.append(
            "resource \"terraform_data\" \"%s\" {\n  input = [%s][0]\n}\n"
                .formatted(name, expression));
        for (String call : place == World.Place.ROOT ? List.of("") : World.CALLS) {
          List<TerraformValues.Real> real =
              call.isEmpty() ? values.get().of(place, i) : values.get().ofCall(call, i);
          String address =
              (call.isEmpty() ? "" : "module." + call + ".") + "terraform_data." + name;
          for (TerraformValues.Real each : real) {
            String literal = literal(each.value());
            if (literal != null && literal.length() < MOST_VALUE) {
              denied.add(new Denied(address, expression, condition(each.value(), literal)));
            }
          }
        }
      }
      String path = place == World.Place.ROOT ? world.root : world.module;
      // No file more than Terraform saw: fileset() would find it.
      String others = new String(files.get(path + "outputs.tf"), StandardCharsets.UTF_8);
      files.put(path + "outputs.tf", (others + blocks).getBytes(StandardCharsets.UTF_8));
    }
    compare(world, files, denied);
  }

  private void compare(World world, Map<String, byte[]> files, List<Denied> denied)
      throws IOException {
    Path checkout = Files.createDirectories(folder.resolve("checkout"));
    Folders.clear(checkout);
    Folders.write(files, checkout);
    Path trust = Files.createDirectories(folder.resolve("trust"));
    Folders.clear(trust);
    Map<String, List<Denied>> policies = policies(denied);
    Folders.write(
        Map.of(
            "gate.yaml",
            "version: 1\npolicies: [policies]\n".getBytes(StandardCharsets.UTF_8),
            "policies/law.yaml",
            yaml(policies).getBytes(StandardCharsets.UTF_8)),
        trust);
    Report report = report(checkout, trust);
    Map<String, Set<String>> found = new LinkedHashMap<>();
    Set<String> unknown = new TreeSet<>();
    for (Finding finding : report.findings()) {
      for (String address : addresses(finding.message())) {
        found.computeIfAbsent(finding.rule(), _ -> new TreeSet<>()).add(address);
        if (!finding.message().startsWith("Denied")) {
          unknown.add(finding.rule() + " " + address);
        }
      }
    }
    // A condition that fails on one of the values is no pass either.
    for (Undecided each : report.undecided()) {
      for (String policy : policies.keySet()) {
        if (each.message().contains("the policy " + policy + " ")) {
          for (String address : addresses(each.message())) {
            found.computeIfAbsent(policy, _ -> new TreeSet<>()).add(address);
            unknown.add(policy + " " + address);
          }
        }
      }
    }
    policies.forEach(
        (id, each) -> {
          for (Denied one : each) {
            arguments++;
            decided += unknown.contains(id + " " + one.address()) ? 0 : 1;
            if (!found.getOrDefault(id, Set.of()).contains(one.address())) {
              violations.add(
                  "%s, seed %d, %s: of %s it is true that %s"
                      .formatted(
                          terraform.name(),
                          world.seed,
                          one.address(),
                          one.expression(),
                          one.condition()));
            }
          }
        });
  }

  /**
   * Policies by id; none of them judges a block twice, for that would be one finding, whichever
   * instance of its module it is about.
   */
  private static Map<String, List<Denied>> policies(List<Denied> denied) {
    Map<String, List<Denied>> policies = new LinkedHashMap<>();
    for (Denied each : denied) {
      int at = 0;
      while (isFull(policies.getOrDefault("law-" + at, List.of()), each)) {
        at++;
      }
      policies.computeIfAbsent("law-" + at, _ -> new ArrayList<>()).add(each);
    }
    return policies;
  }

  private static boolean isFull(List<Denied> policy, Denied next) {
    return policy.stream().mapToInt(each -> each.condition().length() + 60).sum() > LONGEST
        || policy.stream().anyMatch(each -> each.block().equals(next.block()));
  }

  private String yaml(Map<String, List<Denied>> policies) {
    StringBuilder text = new StringBuilder("version: 1\npolicies:\n");
    policies.forEach(
        (id, each) -> {
          text.append("- id: %s\n  title: Law\n  on: [config]\n".formatted(id));
          text.append("  match: {resource: [terraform_data]}\n");
          text.append("  unknown: %s\n".formatted(unknown));
          text.append("  message: \"'Denied is ' + block.address\"\n");
          text.append("  why: A test.\n  fix: None.\n  deny: |\n");
          for (int i = 0; i < each.size(); i++) {
            text.append(
                "    %s(block.address == \"%s\" && %s)\n"
                    .formatted(
                        i == 0 ? "" : "|| ", each.get(i).address(), each.get(i).condition()));
          }
          text.append(
              "  tests:\n  - {name: none, deny: false, hcl: 'resource \"a_b\" \"c\" {}'}\n");
        });
    return text.toString();
  }

  private static Report report(Path checkout, Path trust) {
    return CheckRun.inCi(checkout, trust);
  }

  private static List<String> addresses(String message) {
    List<String> addresses = new ArrayList<>();
    for (String word : message.split("[\\s]+", 0)) {
      String address = word.replaceAll("[^a-z0-9]+$", "");
      if (address.matches("(module\\.[a-z]\\.)?terraform_data\\.r[0-9]+")) {
        addresses.add(address);
      }
    }
    return addresses;
  }

  /** Something that is true of the value, said in one of many ways. */
  private String condition(JsonNode value, String literal) {
    List<String> ways = new ArrayList<>();
    ways.add("resource.input == " + literal);
    ways.add("!(resource.input != " + literal + ")");
    if (value.isTextual()) {
      String text = value.textValue();
      ways.add("size(resource.input) == " + text.codePointCount(0, text.length()));
      ways.add("resource.input in [\"-\", " + literal + "]");
      ways.add("resource.input.startsWith(" + literal + ")");
      ways.add("resource.input.endsWith(" + literal + ")");
      ways.add("resource.input.contains(" + literal + ")");
      ways.add("!resource.input.startsWith(" + literal(TextNode.valueOf(text + "-")) + ")");
      ways.add("has(resource.input)");
    } else if (value.isArray()) {
      ways.add("size(resource.input) == " + value.size());
      ways.add("!resource.input.exists(x, x == \"none of them\")");
      ways.add("!(\"none of them\" in resource.input)");
      ways.add("resource.input.all(x, x in " + literal + ")");
      ways.add("resource.input.map(x, x) == " + literal);
      ways.add("size(resource.input.filter(x, x in " + literal + ")) == " + value.size());
      ways.add("sets.equivalent(resource.input, " + literal + ")");
      for (int i = 0; i < value.size(); i++) {
        String element = literal(value.get(i));
        ways.add("resource.input[" + i + "] == " + element);
        ways.add("resource.input.exists(i, x, i == " + i + " && x == " + element + ")");
        ways.add("resource.input.exists(x, x == " + element + ")");
        ways.add("!resource.input.all(x, x != " + element + ")");
        ways.add(element + " in resource.input");
      }
    } else if (value.isObject()) {
      ways.add("size(resource.input) == " + value.size());
      ways.add("!has(resource.input.none_of_them)");
      ways.add("!(\"none of them\" in resource.input)");
      ways.add("!resource.input.exists(k, k == \"none of them\")");
      ways.add("resource.input.all(k, v, " + literal + "[k] == v)");
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        String name = literal(TextNode.valueOf(entry.getKey()));
        String element = literal(entry.getValue());
        ways.add("resource.input[" + name + "] == " + element);
        ways.add("resource.input.exists(k, v, k == " + name + " && v == " + element + ")");
        ways.add("!resource.input.all(k, v, k != " + name + " || v != " + element + ")");
        ways.add("resource.input.exists_one(k, v, k == " + name + ")");
        if (!entry.getValue().isNull()) {
          ways.add(name + " in resource.input");
        }
      }
    }
    return ways.get(random.nextInt(ways.size()));
  }

  /** The value as CEL writes it; null where CEL has no such number. */
  private static @Nullable String literal(JsonNode value) {
    if (value.isNull() || value.isBoolean()) {
      return value.asText();
    }
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      boolean whole = number.stripTrailingZeros().scale() <= 0;
      if (number.precision() - number.scale() > 15 || number.precision() > 15) {
        return null;
      }
      return whole ? number.toBigInteger().toString() : String.valueOf(number.doubleValue());
    }
    if (value.isTextual()) {
      StringBuilder text = new StringBuilder("\"");
      value
          .textValue()
          .codePoints()
          .forEach(
              c -> {
                if (c >= ' ' && c < 127 && c != '"' && c != '\\') {
                  text.append((char) c);
                } else {
                  text.append("\\U%08x".formatted(c));
                }
              });
      return text.append('"').toString();
    }
    StringBuilder text = new StringBuilder(value.isArray() ? "[" : "{");
    if (value.isArray()) {
      for (JsonNode each : value) {
        String literal = literal(each);
        if (literal == null) {
          return null;
        }
        text.append(text.length() == 1 ? "" : ", ").append(literal);
      }
      return text.append(']').toString();
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      String literal = literal(entry.getValue());
      if (literal == null) {
        return null;
      }
      JsonNode name = TextNode.valueOf(entry.getKey());
      text.append(text.length() == 1 ? "" : ", ")
          .append(literal(name))
          .append(": ")
          .append(literal);
    }
    return text.append('}').toString();
  }

  @Override
  public String toString() {
    return "%d arguments, %d of them decided, %d violations"
        .formatted(arguments, decided, violations.size());
  }
}

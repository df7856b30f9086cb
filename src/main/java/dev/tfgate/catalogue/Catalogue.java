package dev.tfgate.catalogue;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Json;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Mode;
import dev.tfgate.report.PageText;
import dev.tfgate.report.Printable;
import dev.tfgate.report.RuleCatalogue;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.report.RulePage;
import dev.tfgate.report.Style;
import dev.tfgate.report.Wrapped;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.Rule;
import dev.tfgate.text.NearestWord;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules that a finding can name, and what each means. */
public final class Catalogue implements RuleCatalogue {
  private static final int MANDATORY_WIDTH = Enforcement.MANDATORY.word().length();

  private final List<RuleDescription> rules;
  private final PolicySet policies;
  private final @Nullable TrustLocation location;

  private Catalogue(
      List<RuleDescription> rules, PolicySet policies, @Nullable TrustLocation location) {
    this.rules = rules;
    this.policies = policies;
    this.location = location;
  }

  /** Returns the built-in rules as they are where no trust directory says otherwise. */
  public static Catalogue builtIn() {
    return of(new Governance(Trust.defaults(), PolicySet.none()));
  }

  /**
   * Returns the built-in rules and the policies as the trust directory has them.
   *
   * @param location of the trust directory; empty for none
   * @throws ExitException with {@link ExitCode#USAGE} where it is not valid
   */
  public static Catalogue of(Optional<TrustLocation> location, Mode mode) {
    return location.isEmpty() ? builtIn() : of(Governance.withTests(location, mode));
  }

  /**
   * Returns the built-in rules and the policies of a folder, such as those that come with tfgate.
   *
   * @throws ExitException with {@link ExitCode#USAGE} where they are not valid
   */
  public static Catalogue withPolicies(Path folder) {
    return of(
        new Governance(
            Trust.defaults(), new PolicyPlaces(List.of(folder), folder, Trust.defaults()).load()));
  }

  /** Returns the built-in rules and the policies, by layer and id. */
  public static Catalogue of(Governance governance) {
    Map<String, Enforcement> enforcements = governance.trust().rules();
    List<RuleDescription> rules = new ArrayList<>();
    for (Rule rule : Rules.all()) {
      RuleDescription own = rule.description();
      rules.add(own.with(enforcements.getOrDefault(own.id(), own.enforcement())));
    }
    rules.addAll(governance.policies().descriptions());
    rules.sort(Catalogue::compare);
    return new Catalogue(List.copyOf(rules), governance.policies(), governance.trust().location());
  }

  // A chain of java.util.Comparator would be made anew in each start, which costs 20 ms.
  private static int compare(RuleDescription a, RuleDescription b) {
    int order = a.layer().compareTo(b.layer());
    return order != 0 ? order : a.id().compareTo(b.id());
  }

  @Override
  public Optional<RuleDescription> find(String id) {
    return rules.stream().filter(rule -> rule.id().equals(id)).findFirst();
  }

  /** A policy is found again only in the trust directory that has it. */
  @Override
  public String options(String id) {
    TrustLocation known = location;
    if (known == null || known.isFoundAnywhere() || policies.description(id).isEmpty()) {
      return "";
    }
    String path = known.path().toString();
    return " --trust "
        + (path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'");
  }

  /** Prints one line a rule, under its layer. */
  public void print(Appendable out, boolean color, int columns) throws IOException {
    int width = rules.stream().mapToInt(rule -> rule.id().length()).max().orElse(0);
    @Nullable Layer layer = null;
    for (RuleDescription rule : rules) {
      if (rule.layer() != layer) {
        out.append(layer == null ? "" : "\n");
        layer = rule.layer();
        out.append(Style.BOLD.of(layer.word(), color)).append('\n');
      }
      String id = Printable.line(rule.id());
      out.append("  ").append(Style.of(rule.enforcement()).of(padded(rule), color));
      out.append("  ").append(id).append(" ".repeat(Math.max(0, width - id.length()) + 2));
      String indent = " ".repeat(MANDATORY_WIDTH + width + 6);
      String title = Printable.line(rule.title());
      out.append(String.join("\n" + indent, Wrapped.lines(title, columns - indent.length())));
      out.append('\n');
    }
    out.append("\nMore about a rule: ");
    out.append(Style.BOLD.of("tfgate explain RULE", color)).append('\n');
  }

  private static String padded(RuleDescription rule) {
    String word = rule.enforcement().word();
    return word + " ".repeat(MANDATORY_WIDTH - word.length());
  }

  /** Writes {@code {"rules": […]}}. */
  public void writeJson(Writer out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("rules");
          for (RuleDescription rule : rules) {
            json.writeStartObject();
            writeFields(json, rule);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /**
   * Prints what a rule flags, why, and how to fix it.
   *
   * @throws ExitException with {@link ExitCode#USAGE} where there is no such rule
   */
  public void explain(String id, Appendable out, boolean color, int columns) throws IOException {
    RuleDescription rule = known(id);
    new PageText(out, color, columns)
        .print(
            page(rule),
            "%s · %s · layer %s"
                .formatted(rule.title(), rule.enforcement().word(), rule.layer().word()));
  }

  /**
   * Writes what {@link #explain} prints, with the page as Markdown.
   *
   * @throws ExitException with {@link ExitCode#USAGE} where there is no such rule
   */
  public void explainJson(String id, Writer out) throws IOException {
    RuleDescription rule = known(id);
    String page = page(rule);
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          writeFields(json, rule);
          json.writeStringField("page", page);
          json.writeEndObject();
        });
  }

  private static void writeFields(JsonGenerator json, RuleDescription rule) throws IOException {
    json.writeStringField("id", rule.id());
    json.writeStringField("title", rule.title());
    json.writeStringField("layer", rule.layer().word());
    json.writeStringField("enforcement", rule.enforcement().word());
    json.writeStringField("summary", rule.summary());
  }

  private RuleDescription known(String id) {
    Optional<RuleDescription> rule = find(id);
    if (rule.isPresent()) {
      return rule.get();
    }
    Optional<String> near = NearestWord.to(id, rules.stream().map(RuleDescription::id).toList());
    throw new ExitException(
        ExitCode.USAGE,
        "there is no rule '%s'; %s"
            .formatted(
                id,
                near.map("did you mean '%s'?"::formatted).orElse("'tfgate rules' lists them all.")
                    + (location == null
                        ? " To explain a policy, name its trust directory with --trust DIR"
                        : "")));
  }

  private String page(RuleDescription rule) throws IOException {
    Optional<String> policy = policies.page(rule.id());
    if (policy.isPresent()) {
      return policy.get();
    }
    return RulePage.of(rule.id())
        .orElseGet(() -> "# %s\n\n%s\n".formatted(rule.id(), rule.summary()));
  }
}

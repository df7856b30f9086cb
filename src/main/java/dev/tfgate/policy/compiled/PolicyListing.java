package dev.tfgate.policy.compiled;

import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.Target;
import dev.tfgate.report.Json;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Style;
import dev.tfgate.report.Wrapped;
import java.io.IOException;
import java.io.Writer;

/** The catalogue of policies. */
public final class PolicyListing {
  private static final int WIDEST_ENFORCEMENT = 9;

  private final PolicySet policies;

  /** A listing of the policies of a set. */
  public PolicyListing(PolicySet policies) {
    this.policies = policies;
  }

  /** Prints one line a policy, under its file. */
  public void print(Appendable out, boolean color, int columns) throws IOException {
    int width = policies.policies().stream().mapToInt(p -> p.id().length()).max().orElse(0);
    String file = "";
    for (Policy policy : policies.policies()) {
      if (!policy.file().equals(file)) {
        out.append(file.isEmpty() ? "" : "\n");
        file = policy.file();
        out.append(Style.BOLD.of(Printable.line(file), color)).append('\n');
      }
      String enforcement = policies.enforcement(policy).word();
      String padded = enforcement + " ".repeat(WIDEST_ENFORCEMENT - enforcement.length());
      out.append("  ").append(Style.of(policies.enforcement(policy)).of(padded, color));
      out.append("  ").append(policy.id()).append(" ".repeat(width - policy.id().length() + 2));
      int indent = WIDEST_ENFORCEMENT + width + 6;
      String text = Printable.line(policy.title());
      out.append(
          String.join(
              "\n" + " ".repeat(indent), Wrapped.lines(text, Math.max(20, columns - indent))));
      out.append('\n');
    }
    out.append("\nMore about a policy: ");
    out.append(Style.BOLD.of("tfgate explain POLICY", color)).append('\n');
  }

  /** Writes {@code {"policies": […]}}. */
  public void writeJson(Writer out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("policies");
          for (Policy policy : policies.policies()) {
            json.writeStartObject();
            json.writeStringField("id", policy.id());
            json.writeStringField("title", policy.title());
            json.writeStringField("enforcement", policies.enforcement(policy).word());
            json.writeArrayFieldStart("on");
            for (Target target : policy.targets()) {
              json.writeString(target.word());
            }
            json.writeEndArray();
            json.writeStringField("deny", policy.deny().text().strip());
            json.writeStringField("file", policy.file());
            json.writeNumberField("line", policy.position().line());
            json.writeNumberField("tests", policy.tests().size());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}

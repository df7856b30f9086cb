package dev.tfgate.runner;

import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.report.Printable;
import dev.tfgate.terraform.ApplyEvent;
import dev.tfgate.terraform.ApplyLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code terraform apply -json} tells: lines for a reader, the stream itself for the record,
 * and the projects that came into being.
 */
final class ApplyOutput implements Child.Reader {
  private final OutputStream out;
  private final OutputStream log;
  private final boolean json;
  private final boolean color;
  private final CreatedProjects created;
  private final List<OutputStream> broken = new ArrayList<>();

  /**
   * @param out for the reader
   * @param log takes every line as it came, before anything else is done with it
   * @param json whether {@code out} takes the stream itself
   * @param color whether {@code out} shows colours
   * @param created learns of each project
   */
  ApplyOutput(
      OutputStream out, OutputStream log, boolean json, boolean color, CreatedProjects created) {
    this.created = created;
    this.out = out;
    this.log = log;
    this.json = json;
    this.color = color;
  }

  @Override
  public void read(InputStream in) throws IOException {
    ApplyLog lines = new ApplyLog(in);
    for (ApplyLog.Line line = lines.next(); line != null; line = lines.next()) {
      // What was created counts, also where nobody can be told any more.
      created.add(line);
      byte[] raw = (line.text() + "\n").getBytes(StandardCharsets.UTF_8);
      write(log, raw);
      write(out, json ? raw : shown(line).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void write(OutputStream stream, byte[] bytes) {
    if (!broken.contains(stream)) {
      try {
        stream.write(bytes);
        stream.flush();
      } catch (IOException | RuntimeException e) {
        broken.add(stream);
      }
    }
  }

  /** Whether all of it could be handed on. */
  boolean isWhole() {
    return broken.isEmpty();
  }

  private String shown(ApplyLog.Line line) {
    if (line.events().size() != 1 || line.isDamaged()) {
      return Printable.line(line.text()) + "\n";
    }
    ApplyEvent event = line.events().getFirst();
    return switch (event.type()) {
      case "version", "planned_change", "resource_drift", "outputs" -> "";
      case "diagnostic" -> diagnostic(event);
      default -> Printable.text(event.message().strip()) + "\n";
    };
  }

  private String diagnostic(ApplyEvent event) {
    StringBuilder text = new StringBuilder("\n");
    String message = Printable.line(event.message());
    boolean error = event.level().equals("error");
    text.append(color ? (error ? "\u001b[1;31m" : "\u001b[33m") + message + "\u001b[0m" : message);
    text.append('\n');
    if (!event.place().isEmpty()) {
      text.append("  on ").append(Printable.line(event.place())).append('\n');
    }
    if (!event.address().isEmpty()) {
      text.append("  with ").append(Printable.line(event.address())).append('\n');
    }
    Printable.text(event.detail())
        .lines()
        .forEach(part -> text.append("  ").append(part).append('\n'));
    return text.append('\n').toString();
  }
}

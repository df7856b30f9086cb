package dev.tfgate.terraform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a log, searched for events. Terraform prints one a line; what carries the log on may
 * put text, escapes, a byte order mark or another event beside it, or wrap it into JSON of its own.
 */
final class EventLine {
  /**
   * What only JSON on one line, or a sentence about a project, holds; or an event in base64, or
   * what gzip made of some.
   */
  private static final List<String> SIGNS =
      List.of(
          "{\"",
          "\"}",
          "\":\"",
          "\":{",
          "google_project",
          "\"@level",
          "apply_complete",
          "eyJAbGV2ZWwi",
          "\u001f\ufffd");

  /** A brace never ends one: it may begin what is looked for. */
  private static final Pattern ESCAPES =
      Pattern.compile("\\x1b(?:\\[[0-?]*[ -/]*[@-z]|[ -/]+[0-Z]|[@-Z\\\\-_])?");

  private static final int MOST_ATTEMPTS = 64;
  private static final int DEEPEST = 8;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final List<ApplyEvent> events = new ArrayList<>();
  private boolean damaged;

  private EventLine() {}

  /** A value of JSON and the place behind it. */
  private record Parsed(@Nullable Object value, int end) {}

  /** Searches {@code text}, a line without its end. */
  static EventLine read(String text) {
    EventLine line = new EventLine();
    boolean clean = text.startsWith("{");
    line.search(clean ? text : ESCAPES.matcher(text.replace("\0", "")).replaceAll(""), clean, 0);
    return line;
  }

  /** What it says, in order; usually one. */
  List<ApplyEvent> events() {
    return events;
  }

  /** Whether it may say more than these. */
  boolean isDamaged() {
    return damaged;
  }

  private void search(String text, boolean object, int depth) {
    int attempts = 0;
    int done = 0;
    int open = text.indexOf('{');
    StringBuilder rest = new StringBuilder();
    while (open >= 0) {
      if (++attempts > MOST_ATTEMPTS) {
        damaged = true;
        return;
      }
      @Nullable Parsed parsed = parse(text, open);
      if (parsed == null) {
        damaged |= object && open == 0;
        open = text.indexOf('{', open + 1);
      } else {
        rest.append(text, done, open).append(' ');
        visit(parsed.value(), depth);
        done = parsed.end();
        open = text.indexOf('{', done);
      }
    }
    damaged |= isSuspicious(rest.append(text, done, text.length()).toString());
  }

  private static @Nullable Parsed parse(String text, int start) {
    try (JsonParser parser = FACTORY.createParser(start == 0 ? text : text.substring(start))) {
      parser.nextToken();
      Object value = JsonValues.read(parser);
      return new Parsed(value, start + (int) parser.currentLocation().getCharOffset());
    } catch (IOException | PlanFormatException e) {
      return null;
    }
  }

  /** An event is taken as it is; anything else may hold some, also as text. */
  private void visit(@Nullable Object value, int depth) {
    if (depth > DEEPEST) {
      damaged = true;
      return;
    }
    switch (value) {
      case Map<?, ?> map -> {
        ApplyEvent event = ApplyEvent.of(map).orElse(null);
        if (event == null) {
          map.values().forEach(member -> visit(member, depth + 1));
        } else {
          events.add(event);
          damaged |= event.isTorn();
        }
      }
      case List<?> list -> list.forEach(member -> visit(member, depth + 1));
      case String text when isSuspicious(text) -> search(text.strip(), false, depth + 1);
      case null, default -> {}
    }
  }

  private static boolean isSuspicious(String text) {
    return SIGNS.stream().anyMatch(text::contains);
  }
}

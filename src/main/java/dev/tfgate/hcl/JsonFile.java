package dev.tfgate.hcl;

import dev.tfgate.hcl.Expression.BooleanLiteral;
import dev.tfgate.hcl.Expression.JsonString;
import dev.tfgate.hcl.Expression.NullLiteral;
import dev.tfgate.hcl.Expression.NumberLiteral;
import dev.tfgate.hcl.Expression.ObjectValue;
import dev.tfgate.hcl.Expression.Template;
import dev.tfgate.hcl.Expression.Tuple;
import dev.tfgate.hcl.JsonValue.JsonArray;
import dev.tfgate.hcl.JsonValue.JsonBoolean;
import dev.tfgate.hcl.JsonValue.JsonNull;
import dev.tfgate.hcl.JsonValue.JsonNumber;
import dev.tfgate.hcl.JsonValue.JsonObject;
import dev.tfgate.hcl.JsonValue.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed file in the JSON syntax, before a schema tells blocks from arguments.
 *
 * @param name the name that was given to the parser
 * @param source its text
 * @param value its one value
 * @param limits what the templates in its strings are held to
 */
public record JsonFile(String name, Source source, JsonValue value, Limits limits) {

  /**
   * Reads the value as a body of {@code schema}: what the native syntax would have given. Keys of
   * one object or of several in an array are merged, a key {@code "//"} is a comment, a null body
   * is no block.
   *
   * @throws HclSyntaxException where the value doesn't fit: a scalar where a block or label is due,
   *     an argument set twice
   */
  public HclFile interpret(BodySchema schema) throws HclSyntaxException {
    return new HclFile(name, HclFile.Syntax.JSON, source, body(value, schema, 0), null);
  }

  /** Reads a value of this file as an expression. */
  public Expression expression(JsonValue json) {
    return new ExpressionBuilder().build(json);
  }

  private Body body(JsonValue json, BodySchema schema, int depth) throws HclSyntaxException {
    if (depth > limits.nesting()) {
      throw HclSyntaxException.overLimit(
          name,
          json.range(),
          "blocks are nested deeper than " + limits.nesting() + " levels, the limit");
    }
    List<Attribute> attributes = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    Map<String, SourceRange> seen = new HashMap<>();
    List<JsonObject.Member> members =
        schema.isArgumentsOnly() && json instanceof JsonArray ? notAnObject(json) : members(json);
    for (JsonObject.Member member : members) {
      if (member.name().equals("//")) {
        continue;
      }
      BodySchema.BlockType type = schema.blockType(member.name());
      if (type == null) {
        SourceRange earlier = seen.putIfAbsent(member.name(), member.nameRange());
        if (earlier != null && !schema.mayRepeat(member.name())) {
          throw new HclSyntaxException(
              name,
              member.nameRange(),
              "the argument \"%s\" was already set in line %d; an argument may be set only once"
                  .formatted(member.name(), earlier.startLine()));
        }
        Expression value = expression(member.value());
        attributes.add(
            new Attribute(
                member.name(),
                member.nameRange(),
                value,
                SourceRange.covering(member.nameRange(), value.range())));
      } else {
        blocks(member, type, List.of(), member.value(), member.nameRange(), blocks, depth);
      }
    }
    return new Body(attributes, blocks, json.range());
  }

  private void blocks(
      JsonObject.Member typeMember,
      BodySchema.BlockType type,
      List<Label> labels,
      JsonValue json,
      SourceRange lastKey,
      List<Block> blocks,
      int depth)
      throws HclSyntaxException {
    if (labels.size() < type.labels().size()) {
      String label = type.labels().get(labels.size());
      List<JsonObject.Member> members = members(json);
      if (members.isEmpty()) {
        throw new HclSyntaxException(
            name,
            json.range(),
            "expected an object whose keys are the %s of \"%s\" blocks, found %s"
                .formatted(label, typeMember.name(), describe(json)));
      }
      for (JsonObject.Member member : members) {
        List<Label> more = new ArrayList<>(labels);
        more.add(new Label(member.name(), member.nameRange()));
        blocks(typeMember, type, more, member.value(), member.nameRange(), blocks, depth);
      }
      return;
    }
    switch (json) {
      case JsonNull absent -> {}
      case JsonObject object ->
          blocks.add(
              new Block(
                  typeMember.name(),
                  typeMember.nameRange(),
                  labels,
                  body(object, type.body().get(), depth + 1),
                  SourceRange.covering(lastKey, object.range())));
      case JsonArray array -> {
        for (JsonValue element : array.elements()) {
          blocks.add(
              new Block(
                  typeMember.name(),
                  typeMember.nameRange(),
                  labels,
                  body(element, type.body().get(), depth + 1),
                  element.range()));
        }
      }
      default -> notAnObject(json);
    }
  }

  /** The members of an object, or of all objects in an array; none for null. */
  private List<JsonObject.Member> members(JsonValue json) throws HclSyntaxException {
    switch (json) {
      case JsonNull absent -> {
        return List.of();
      }
      case JsonObject object -> {
        return object.members();
      }
      case JsonArray array -> {
        List<JsonObject.Member> members = new ArrayList<>();
        for (JsonValue element : array.elements()) {
          if (!(element instanceof JsonObject object)) {
            return notAnObject(element);
          }
          members.addAll(object.members());
        }
        return members;
      }
      default -> {
        return notAnObject(json);
      }
    }
  }

  private List<JsonObject.Member> notAnObject(JsonValue json) throws HclSyntaxException {
    throw new HclSyntaxException(
        name, json.range(), "expected an object, for a block is due here, found " + describe(json));
  }

  private static String describe(JsonValue json) {
    return switch (json) {
      case JsonObject object -> object.members().isEmpty() ? "an empty object" : "an object";
      case JsonArray array -> array.elements().isEmpty() ? "an empty array" : "an array";
      case JsonText text -> "a string";
      case JsonNumber number -> "a number";
      case JsonBoolean literal -> String.valueOf(literal.value());
      case JsonNull absent -> "null";
    };
  }

  /**
   * Turns values into expressions without recursion, for values may nest as deep as the file is
   * long.
   */
  private final class ExpressionBuilder {
    private record Frame(JsonValue container, List<Expression> done) {}

    private final Deque<Frame> frames = new ArrayDeque<>();

    Expression build(JsonValue root) {
      JsonValue next = root;
      while (true) {
        @Nullable Expression done = leaf(next);
        if (done == null) {
          frames.push(new Frame(next, new ArrayList<>()));
        }
        while (true) {
          @Nullable Frame frame = frames.peek();
          if (done != null) {
            if (frame == null) {
              return done;
            }
            frame.done.add(done);
            done = null;
          }
          if (frame == null) {
            throw new IllegalStateException();
          }
          @Nullable JsonValue child = child(frame.container, frame.done.size());
          if (child != null) {
            next = child;
            break;
          }
          frames.pop();
          done = finish(frame);
        }
      }
    }

    private @Nullable Expression leaf(JsonValue json) {
      return switch (json) {
        case JsonText text -> string(text.value(), text.range());
        case JsonNumber number -> new NumberLiteral(number.value(), number.range());
        case JsonBoolean literal -> new BooleanLiteral(literal.value(), literal.range());
        case JsonNull absent -> new NullLiteral(absent.range());
        case JsonObject object -> null;
        case JsonArray array -> null;
      };
    }

    private @Nullable JsonValue child(JsonValue container, int index) {
      return switch (container) {
        case JsonObject object ->
            index < object.members().size() ? object.members().get(index).value() : null;
        case JsonArray array ->
            index < array.elements().size() ? array.elements().get(index) : null;
        default -> null;
      };
    }

    private Expression finish(Frame frame) {
      if (frame.container instanceof JsonObject object) {
        List<ObjectValue.Item> items = new ArrayList<>(frame.done.size());
        for (int i = 0; i < frame.done.size(); i++) {
          JsonObject.Member member = object.members().get(i);
          items.add(
              new ObjectValue.Item(
                  new ObjectValue.Key.Computed(string(member.name(), member.nameRange())),
                  frame.done.get(i)));
        }
        return new ObjectValue(items, object.range());
      }
      return new Tuple(frame.done, frame.container.range());
    }

    private JsonString string(String value, SourceRange range) {
      @Nullable Template template = null;
      @Nullable HclSyntaxException error = null;
      try {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        // Every range in it is that of the string.
        template = NativeParser.template(bytes, name, 0, new Positions(bytes, range), limits);
      } catch (HclSyntaxException e) {
        error = e;
      }
      return new JsonString(value, template, error, range);
    }
  }
}

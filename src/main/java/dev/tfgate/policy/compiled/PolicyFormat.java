package dev.tfgate.policy.compiled;

import dev.tfgate.policy.file.Match;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.Target;
import dev.tfgate.policy.file.UnknownVerdict;
import dev.tfgate.policy.file.Written;
import dev.tfgate.report.Enforcement;
import dev.tfgate.text.Glob;
import dev.tfgate.yaml.Position;
import dev.tfgate.yaml.YamlNode.Scalar;
import dev.tfgate.yaml.YamlNode.Style;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Policies as bytes, without their tests. */
final class PolicyFormat {
  private static final int MOST = 4 * 1024 * 1024;

  private PolicyFormat() {}

  static void write(Policy policy, DataOutput out) throws IOException {
    text(policy.id(), out);
    text(policy.title(), out);
    text(policy.enforcement().word(), out);
    texts(policy.targets().stream().map(Target::name).toList(), out);
    out.writeInt(policy.match().types().size());
    for (Map.Entry<String, List<Glob>> kind : policy.match().types().entrySet()) {
      text(kind.getKey(), out);
      texts(kind.getValue().stream().map(Glob::pattern).toList(), out);
    }
    texts(policy.match().paths().stream().map(Glob::pattern).toList(), out);
    texts(policy.match().actions(), out);
    written(policy.deny(), out);
    out.writeInt(policy.unknown().size());
    for (Map.Entry<Target, UnknownVerdict> unknown : policy.unknown().entrySet()) {
      text(unknown.getKey().name(), out);
      text(unknown.getValue().name(), out);
    }
    Written message = policy.message();
    out.writeBoolean(message != null);
    if (message != null) {
      written(message, out);
    }
    text(policy.why(), out);
    text(policy.fix(), out);
    value(policy.parameters(), out);
    position(policy.position(), out);
  }

  static Policy read(DataInput in, String file) throws IOException {
    try {
      return policy(in, file);
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new IOException("damaged", e);
    }
  }

  private static Policy policy(DataInput in, String file) throws IOException {
    String id = text(in);
    String title = text(in);
    Enforcement enforcement =
        Enforcement.of(text(in)).orElseThrow(() -> new IOException("damaged"));
    Set<Target> targets = EnumSet.noneOf(Target.class);
    for (String target : texts(in)) {
      targets.add(Target.valueOf(target));
    }
    Map<String, List<Glob>> types = new LinkedHashMap<>();
    for (int i = bounded(in.readInt()); i > 0; i--) {
      types.put(text(in), texts(in).stream().map(Glob::of).toList());
    }
    List<Glob> paths = texts(in).stream().map(Glob::of).toList();
    Set<String> actions = new LinkedHashSet<>(texts(in));
    Written deny = written(in, file);
    Map<Target, UnknownVerdict> unknown = new EnumMap<>(Target.class);
    for (int i = bounded(in.readInt()); i > 0; i--) {
      unknown.put(Target.valueOf(text(in)), UnknownVerdict.valueOf(text(in)));
    }
    Written message = in.readBoolean() ? written(in, file) : null;
    String why = text(in);
    String fix = text(in);
    Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    if (value(in) instanceof Map<?, ?> map) {
      map.forEach((name, value) -> parameters.put(String.valueOf(name), value));
    }
    return new Policy(
        id,
        title,
        enforcement,
        targets,
        new Match(types, paths, actions),
        deny,
        unknown,
        message,
        why,
        fix,
        parameters,
        List.of(),
        file,
        position(in));
  }

  private static void written(Written written, DataOutput out) throws IOException {
    text(written.key(), out);
    Scalar scalar = written.scalar();
    text(scalar.text(), out);
    text(scalar.style().name(), out);
    out.writeInt(scalar.indent());
    position(scalar.start(), out);
    position(scalar.end(), out);
  }

  private static Written written(DataInput in, String file) throws IOException {
    String key = text(in);
    return new Written(
        file,
        key,
        new Scalar(text(in), Style.valueOf(text(in)), in.readInt(), position(in), position(in)));
  }

  private static void position(Position position, DataOutput out) throws IOException {
    out.writeInt(position.line());
    out.writeInt(position.column());
  }

  private static Position position(DataInput in) throws IOException {
    return new Position(in.readInt(), in.readInt());
  }

  private static void texts(Collection<String> texts, DataOutput out) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      text(text, out);
    }
  }

  private static List<String> texts(DataInput in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int i = bounded(in.readInt()); i > 0; i--) {
      texts.add(text(in));
    }
    return texts;
  }

  private static void text(String text, DataOutput out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInput in) throws IOException {
    byte[] bytes = new byte[bounded(in.readInt())];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int bounded(int number) throws IOException {
    if (number < 0 || number > MOST) {
      throw new IOException("damaged");
    }
    return number;
  }

  private static void value(@Nullable Object value, DataOutput out) throws IOException {
    switch (value) {
      case null -> out.writeByte(0);
      case Boolean truth -> {
        out.writeByte(1);
        out.writeBoolean(truth);
      }
      case Long whole -> {
        out.writeByte(2);
        out.writeLong(whole);
      }
      case Double real -> {
        out.writeByte(3);
        out.writeDouble(real);
      }
      case List<?> list -> {
        out.writeByte(4);
        out.writeInt(list.size());
        for (Object element : list) {
          value(element, out);
        }
      }
      case Map<?, ?> map -> {
        out.writeByte(5);
        out.writeInt(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          text(String.valueOf(entry.getKey()), out);
          value(entry.getValue(), out);
        }
      }
      default -> {
        out.writeByte(6);
        text(value.toString(), out);
      }
    }
  }

  private static @Nullable Object value(DataInput in) throws IOException {
    return switch (in.readByte()) {
      case 0 -> null;
      case 1 -> in.readBoolean();
      case 2 -> in.readLong();
      case 3 -> in.readDouble();
      case 4 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = bounded(in.readInt()); i > 0; i--) {
          list.add(value(in));
        }
        yield list;
      }
      case 5 -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = bounded(in.readInt()); i > 0; i--) {
          String key = text(in);
          map.put(key, value(in));
        }
        yield map;
      }
      case 6 -> text(in);
      default -> throw new IOException("damaged");
    };
  }
}

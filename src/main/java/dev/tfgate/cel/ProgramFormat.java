package dev.tfgate.cel;

import com.google.re2j.Pattern;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Programs as bytes, so that they can be read again without parsing and checking. */
public final class ProgramFormat {
  /** Changes whenever programs written before can't be read any more. */
  public static final int VERSION = 3;

  private static final int DEEPEST = 500;
  private static final int MOST = 100_000;

  private final FunctionTable functions = new FunctionTable();
  private int nodes;

  /** Writes a program. */
  public void write(Program program, DataOutput out) throws IOException {
    out.writeInt(program.slots());
    out.writeInt(program.slotsByVariable().size());
    for (Map.Entry<String, Integer> variable : program.slotsByVariable().entrySet()) {
      out.writeUTF(variable.getKey());
      out.writeInt(variable.getValue());
    }
    out.writeInt(program.reads().size());
    for (List<String> path : program.reads()) {
      out.writeInt(path.size());
      for (String name : path) {
        out.writeUTF(name);
      }
    }
    write(program.term(), out);
  }

  private void write(Term term, DataOutput out) throws IOException {
    switch (term) {
      case Term.Literal literal -> {
        out.writeByte(0);
        literal(literal.value(), out);
      }
      case Term.Variable variable -> {
        out.writeByte(1);
        out.writeUTF(variable.name());
        out.writeInt(variable.slot());
      }
      case Term.Select select -> {
        out.writeByte(2);
        write(select.operand(), out);
        out.writeUTF(select.name());
        out.writeInt(select.at());
      }
      case Term.Has has -> {
        out.writeByte(3);
        write(has.operand(), out);
        out.writeUTF(has.name());
        out.writeInt(has.at());
      }
      case Term.Index index -> {
        out.writeByte(4);
        write(index.operand(), out);
        write(index.key(), out);
        out.writeInt(index.at());
      }
      case Term.OptionalIndex index -> {
        out.writeByte(5);
        write(index.operand(), out);
        write(index.key(), out);
        out.writeInt(index.at());
      }
      case Term.Call call -> {
        out.writeByte(6);
        out.writeUTF(call.function().name());
        write(call.arguments(), out);
        out.writeInt(call.at());
      }
      case Term.Matches matches -> {
        out.writeByte(7);
        write(matches.text(), out);
        out.writeUTF(matches.pattern().pattern());
        out.writeInt(matches.at());
      }
      case Term.Or or -> {
        out.writeByte(8);
        write(or.left(), out);
        write(or.right(), out);
        out.writeInt(or.at());
      }
      case Term.And and -> {
        out.writeByte(9);
        write(and.left(), out);
        write(and.right(), out);
        out.writeInt(and.at());
      }
      case Term.Conditional conditional -> {
        out.writeByte(10);
        write(conditional.condition(), out);
        write(conditional.whenTrue(), out);
        write(conditional.whenFalse(), out);
        out.writeInt(conditional.at());
      }
      case Term.NotFalse not -> {
        out.writeByte(11);
        write(not.operand(), out);
      }
      case Term.ListOf list -> {
        out.writeByte(12);
        write(list.elements(), out);
        write(list.optional(), out);
      }
      case Term.MapOf map -> {
        out.writeByte(13);
        write(map.keys(), out);
        write(map.values(), out);
        write(map.optional(), out);
        out.writeInt(map.at());
      }
      case Term.Append append -> {
        out.writeByte(14);
        out.writeInt(append.slot());
        write(append.element(), out);
      }
      case Term.Fold fold -> {
        out.writeByte(15);
        write(fold.range(), out);
        out.writeInt(fold.first());
        out.writeInt(fold.second());
        out.writeInt(fold.accumulator());
        write(fold.initial(), out);
        out.writeBoolean(fold.growing());
        write(fold.condition(), out);
        write(fold.step(), out);
        write(fold.result(), out);
        out.writeInt(fold.at());
      }
    }
  }

  private void write(List<Term> terms, DataOutput out) throws IOException {
    out.writeInt(terms.size());
    for (Term term : terms) {
      write(term, out);
    }
  }

  private static void write(Set<Integer> numbers, DataOutput out) throws IOException {
    out.writeInt(numbers.size());
    for (int number : new TreeSet<>(numbers)) {
      out.writeInt(number);
    }
  }

  private static void literal(@Nullable Object value, DataOutput out) throws IOException {
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
      case String text -> {
        out.writeByte(4);
        out.writeUTF(text);
      }
      default -> throw new IOException("no literal");
    }
  }

  /**
   * Reads a program.
   *
   * @throws IOException where there is none
   */
  public Program read(DataInput in) throws IOException {
    nodes = 0;
    int slots = bounded(in.readInt());
    Map<String, Integer> variables = new LinkedHashMap<>();
    for (int i = bounded(in.readInt()); i > 0; i--) {
      variables.put(in.readUTF(), slot(in.readInt(), slots));
    }
    List<List<String>> reads = new ArrayList<>();
    for (int i = bounded(in.readInt()); i > 0; i--) {
      List<String> path = new ArrayList<>();
      for (int j = bounded(in.readInt()); j > 0; j--) {
        path.add(in.readUTF());
      }
      reads.add(path);
    }
    return new Program(term(in, slots, 0), slots, variables, reads);
  }

  private Term term(DataInput in, int slots, int depth) throws IOException {
    if (depth > DEEPEST || ++nodes > MOST) {
      throw new IOException("the program is too large");
    }
    int inner = depth + 1;
    return switch (in.readByte()) {
      case 0 -> new Term.Literal(literal(in));
      case 1 -> new Term.Variable(in.readUTF(), slot(in.readInt(), slots));
      case 2 -> new Term.Select(term(in, slots, inner), in.readUTF(), in.readInt());
      case 3 -> new Term.Has(term(in, slots, inner), in.readUTF(), in.readInt());
      case 4 -> new Term.Index(term(in, slots, inner), term(in, slots, inner), in.readInt());
      case 5 ->
          new Term.OptionalIndex(term(in, slots, inner), term(in, slots, inner), in.readInt());
      case 6 ->
          new Term.Call(
              functions.find(in.readUTF()).orElseThrow(() -> new IOException("no function")),
              terms(in, slots, inner),
              in.readInt());
      case 7 -> matches(in, slots, inner);
      case 8 -> new Term.Or(term(in, slots, inner), term(in, slots, inner), in.readInt());
      case 9 -> new Term.And(term(in, slots, inner), term(in, slots, inner), in.readInt());
      case 10 ->
          new Term.Conditional(
              term(in, slots, inner), term(in, slots, inner), term(in, slots, inner), in.readInt());
      case 11 -> new Term.NotFalse(term(in, slots, inner));
      case 12 -> new Term.ListOf(terms(in, slots, inner), numbers(in));
      case 13 ->
          new Term.MapOf(
              terms(in, slots, inner), terms(in, slots, inner), numbers(in), in.readInt());
      case 14 -> new Term.Append(slot(in.readInt(), slots), term(in, slots, inner));
      case 15 -> fold(in, slots, inner);
      default -> throw new IOException("no term");
    };
  }

  private Term matches(DataInput in, int slots, int depth) throws IOException {
    Term text = term(in, slots, depth);
    try {
      Pattern pattern = FunctionTable.pattern(in.readUTF());
      return new Term.Matches(text, pattern, in.readInt());
    } catch (EvaluationException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Term fold(DataInput in, int slots, int depth) throws IOException {
    Term range = term(in, slots, depth);
    int first = slot(in.readInt(), slots);
    int second = in.readInt();
    int accumulator = slot(in.readInt(), slots);
    return new Term.Fold(
        range,
        first,
        second < 0 ? -1 : slot(second, slots),
        accumulator,
        term(in, slots, depth),
        in.readBoolean(),
        term(in, slots, depth),
        term(in, slots, depth),
        term(in, slots, depth),
        in.readInt());
  }

  private List<Term> terms(DataInput in, int slots, int depth) throws IOException {
    int size = bounded(in.readInt());
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      terms.add(term(in, slots, depth));
    }
    return List.copyOf(terms);
  }

  private static Set<Integer> numbers(DataInput in) throws IOException {
    Set<Integer> numbers = new LinkedHashSet<>();
    for (int i = bounded(in.readInt()); i > 0; i--) {
      numbers.add(in.readInt());
    }
    return numbers;
  }

  private static @Nullable Object literal(DataInput in) throws IOException {
    return switch (in.readByte()) {
      case 0 -> null;
      case 1 -> in.readBoolean();
      case 2 -> in.readLong();
      case 3 -> in.readDouble();
      case 4 -> in.readUTF();
      default -> throw new IOException("no literal");
    };
  }

  private static int bounded(int number) throws IOException {
    if (number < 0 || number > MOST) {
      throw new IOException("the program is damaged");
    }
    return number;
  }

  private static int slot(int slot, int slots) throws IOException {
    if (slot < 0 || slot >= slots) {
      throw new IOException("the program is damaged");
    }
    return slot;
  }
}

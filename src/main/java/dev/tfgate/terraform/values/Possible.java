package dev.tfgate.terraform.values;

import dev.tfgate.hcl.Constant;
import dev.tfgate.terraform.values.Piece.Hole;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Piece.Literal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a value can be. It covers every value that the expression can have; it may cover more, for
 * what two values have to do with each other is not kept.
 */
public sealed interface Possible {
  /** More alternatives than this are summed up. */
  int MOST_OPTIONS = 512;

  /** So many are compared one by one. */
  int FEW_OPTIONS = 8;

  /** Evaluation fails, so there is no value. */
  static Possible nothing() {
    return new Choice(List.of());
  }

  /**
   * Anything.
   *
   * @param why what it comes from, as the start of a sentence
   * @param origin of what kind that is
   * @param cause the expression that is to blame; no part of what the value is
   * @param attribute what it is an attribute of, where it is that and nothing else
   */
  record Unknown(
      String why, Origin origin, @Nullable Cause cause, @Nullable ObjectAttribute attribute)
      implements Possible {
    /** Anything that comes from no object. */
    public Unknown(String why) {
      this(why, Origin.OTHER, null, null);
    }

    /** Anything, with nothing to blame yet. */
    public Unknown(String why, Origin origin) {
      this(why, origin, null, null);
    }

    /** The same, with something to blame. */
    public Unknown causedBy(Cause expression) {
      return new Unknown(why, origin, expression, attribute);
    }

    /** The same, made of that attribute or one of several: it is the attribute no longer. */
    public Unknown bare() {
      return attribute == null ? this : new Unknown(why, origin, cause, null);
    }

    /** Whether it comes from an object that Terraform manages or reads. */
    public boolean ofObject() {
      return origin == Origin.OBJECT;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Unknown unknown
          && why.equals(unknown.why)
          && origin == unknown.origin;
    }

    @Override
    public int hashCode() {
      return why.hashCode();
    }
  }

  /** What has objects: a module as one call of it sees it. */
  interface Owner {}

  /** An attribute of a data source, of all of its instances. */
  record ObjectAttribute(Owner owner, String type, String name, String attribute) {}

  /** What something unknown comes from. */
  enum Origin {
    /** An object that Terraform manages or reads. */
    OBJECT,
    /**
     * A name that stands for nothing: {@code each} of a block without an instance. Terraform
     * doesn't know it either whenever it evaluates what refers to it, and calls no function with
     * it. It adds nothing to what a value can be.
     */
    PENDING,
    /** Something else. */
    OTHER
  }

  /** A string: its pieces, in order; no two literals stand side by side. */
  record Text(List<Piece> pieces) implements Possible {
    /** Copies the pieces. */
    public Text {
      pieces = List.copyOf(pieces);
    }

    /** The string, or empty where it has holes. */
    public Optional<String> literal() {
      if (pieces.isEmpty()) {
        return Optional.of("");
      }
      return pieces.size() == 1 && pieces.getFirst() instanceof Literal(var text)
          ? Optional.of(text)
          : Optional.empty();
    }

    /** Whether a hole of that kind is in it. */
    boolean holds(Kind kind) {
      for (int i = 0; i < pieces.size(); i++) {
        if (pieces.get(i).is(kind)) {
          return true;
        }
      }
      return false;
    }

    /** Whether no slash can stand in it. */
    public boolean isSegment() {
      return pieces.stream()
          .allMatch(
              piece ->
                  switch (piece) {
                    case Literal(var text) -> text.indexOf('/') < 0;
                    case Hole hole -> hole.kind().isSegment();
                  });
    }
  }

  /** A number, {@code true}, {@code false} or {@code null}. */
  record Fixed(Constant value) implements Possible {}

  /**
   * A tuple, a list or a set of known length.
   *
   * @param set whether it is a set, so that its elements are its keys
   */
  record Sequence(List<Possible> elements, boolean set) implements Possible {
    /** Copies the elements. */
    public Sequence {
      elements = List.copyOf(elements);
    }
  }

  /**
   * An object or a map with these attributes.
   *
   * @param partial whether some of them may be missing
   */
  record Mapping(Map<String, Possible> attributes, boolean partial) implements Possible {
    /** Copies the attributes, keeping their order. */
    public Mapping {
      attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** An object or a map with exactly these attributes. */
    public Mapping(Map<String, Possible> attributes) {
      this(attributes, false);
    }
  }

  /** A collection of any length, whose keys and elements are each one of these. */
  record Repeated(Possible key, Possible element) implements Possible {
    /** Whether it can be an object or a map. */
    public boolean mayBeMap() {
      return !key.equals(index());
    }

    /** Whether it can be a list or a set. */
    public boolean mayBeList() {
      return key.equals(index()) || key.equals(element) || key instanceof Unknown;
    }
  }

  /** One of these, and none of them is a choice; no option means {@link #nothing}. */
  record Choice(List<Possible> options) implements Possible {
    /** Copies the options. */
    public Choice {
      options = List.copyOf(options);
    }
  }

  /** The string {@code text}, composed as Terraform composes all of its strings. */
  static Possible text(String text) {
    return new Text(text.isEmpty() ? List.of() : List.of(new Literal(Texts.composed(text))));
  }

  /** A string of one hole. */
  static Possible hole(Kind kind, String why) {
    return new Text(List.of(new Hole(kind, why)));
  }

  /** A word that is not known: what a hash is. */
  static Possible word(String why) {
    return hole(Kind.NAME, why);
  }

  /** A number that is not known. */
  static Possible number(String why) {
    return hole(Kind.NUMBER, why);
  }

  /** The index of an element that is not known. */
  static Possible index() {
    return number("an index");
  }

  /** A list of any length. */
  static Possible listOf(Possible element) {
    return new Repeated(index(), element);
  }

  /** An object or a map of any size; keys that are indexes of a list make no list of it. */
  static Possible mapOf(Possible key, Possible element) {
    return new Repeated(key.equals(index()) ? number("a key") : key, element);
  }

  /** A number that is known. */
  static Possible of(int number) {
    return new Fixed(new Constant.Numeric(java.math.BigDecimal.valueOf(number)));
  }

  /** {@code true} or {@code false}: which of them is never decided. */
  static Possible condition() {
    return new Choice(List.of(of(true), of(false)));
  }

  /** {@code null}. */
  static Possible absent() {
    return new Fixed(new Constant.Null());
  }

  /** What a name is that stands for nothing. */
  static Possible pending(String why) {
    return new Unknown(why, Origin.PENDING);
  }

  /** Whether it is, or holds where it is a string, what a name is that stands for nothing. */
  default boolean isPending() {
    return switch (this) {
      case Unknown unknown -> unknown.origin() == Origin.PENDING;
      case Text text -> text.holds(Kind.PENDING);
      default -> false;
    };
  }

  /** Whether Terraform's value {@code real} is among them. */
  default boolean contains(Constant real) {
    return Containment.contains(this, real);
  }

  /** {@code true} or {@code false}. */
  static Possible of(boolean value) {
    return new Fixed(new Constant.Bool(value));
  }

  /**
   * Whether it is the address of something that Terraform manages or reads: nothing but a scheme
   * stands before what the object gives, and its host ends there.
   */
  default boolean isAddressOfObject() {
    return switch (this) {
      case Unknown unknown -> unknown.ofObject();
      case Fixed fixed -> fixed.isNull();
      case Choice(var options) ->
          !options.isEmpty() && options.stream().allMatch(Possible::isAddressOfObject);
      case Text(var pieces) -> {
        int at =
            !pieces.isEmpty()
                    && pieces.getFirst() instanceof Literal(var scheme)
                    && scheme.matches("[a-z]+://")
                ? 1
                : 0;
        yield pieces.isEmpty()
            || (pieces.size() > at
                && pieces.get(at).is(Kind.OBJECT)
                && (pieces.size() == at + 1
                    || (pieces.get(at + 1) instanceof Literal(var rest)
                        && (rest.startsWith(":") || rest.startsWith("/")))));
      }
      default -> false;
    };
  }

  /** What it can be: itself, or the options of a choice. */
  default List<Possible> options() {
    return this instanceof Choice(var options) ? options : List.of(this);
  }

  /** Whether it can be {@code null}, in Terraform's sense. */
  default boolean mayBeNull() {
    return switch (this) {
      case Unknown unknown -> true;
      case Text(var pieces) ->
          !pieces.isEmpty() && pieces.stream().noneMatch(Literal.class::isInstance);
      case Fixed fixed -> fixed.isNull();
      case Sequence sequence -> false;
      case Mapping mapping -> false;
      case Repeated repeated -> true;
      case Choice(var options) -> options.stream().anyMatch(Possible::mayBeNull);
    };
  }

  /** Whether it is made of more than {@code most} values and pieces of strings. */
  default boolean isLargerThan(int most) {
    return counted(this, most) < 0;
  }

  private static int counted(Possible value, int left) {
    Collection<Possible> inner =
        switch (value) {
          case Sequence(var elements, var set) -> elements;
          case Mapping(var attributes, var partial) -> attributes.values();
          case Repeated(var key, var element) -> List.of(key, element);
          case Choice(var options) -> options;
          case Text(var pieces)
              when pieces.size() > 1
                  || (!pieces.isEmpty() && pieces.getFirst() instanceof Hole) -> {
            left -= pieces.size();
            yield pieces.stream()
                .map(piece -> piece instanceof Hole hole ? hole.encoded() : null)
                .filter(encoded -> encoded != null)
                .toList();
          }
          default -> List.of();
        };
    left--;
    for (Possible each : inner) {
      if (left < 0) {
        return left;
      }
      left = counted(each, left);
    }
    return left;
  }

  /** Whether it is {@code null} and nothing else. */
  default boolean isNull() {
    return this instanceof Fixed(Constant.Null absent);
  }

  /** One of {@code values}. */
  static Possible anyOf(Collection<Possible> values) {
    if (values.size() == 1) {
      return values.iterator().next();
    }
    List<Possible> options = new ArrayList<>();
    Set<Possible> seen = null;
    Possible pending = null;
    for (Possible value : values) {
      for (Possible option : value.options()) {
        if (option.isPending()) {
          pending = option;
        } else if (option instanceof Unknown unknown) {
          return unknown.bare();
        } else if (seen != null) {
          if (seen.add(option)) {
            options.add(option);
          }
        } else if (!options.contains(option)) {
          options.add(option);
          // To compare a few costs less than their hashes, which cover all that is in them.
          seen = options.size() > FEW_OPTIONS ? new HashSet<>(options) : null;
        }
      }
    }
    if (options.isEmpty()) {
      return pending == null ? nothing() : pending;
    }
    if (options.size() > MOST_OPTIONS) {
      return summary(options);
    }
    return options.size() == 1 ? options.getFirst() : new Choice(options);
  }

  /** One of the two. */
  static Possible either(Possible first, Possible second) {
    return anyOf(List.of(first, second));
  }

  /** Strings with a common directory and plain paths below it become that, with a hole. */
  static Possible summary(Collection<Possible> options) {
    List<String> texts = new ArrayList<>();
    for (Possible option : options) {
      Optional<String> literal = option instanceof Text text ? text.literal() : Optional.empty();
      if (literal.isEmpty()) {
        return new Unknown("an expression has more values than are followed");
      }
      texts.add(literal.get());
    }
    String common = texts.getFirst();
    for (String text : texts) {
      int end = 0;
      while (end < common.length()
          && end < text.length()
          && common.charAt(end) == text.charAt(end)) {
        end++;
      }
      common = common.substring(0, end);
    }
    String directory = common.substring(0, common.lastIndexOf('/') + 1);
    boolean plain = true;
    boolean names = true;
    for (String text : texts) {
      for (String part : text.substring(directory.length()).split("/", -1)) {
        plain &= !part.isEmpty() && part.charAt(0) != '.' && part.charAt(0) != '~';
      }
      names &= text.indexOf('/', directory.length()) < 0;
    }
    if (!plain) {
      return new Unknown("an expression has more values than are followed");
    }
    Hole hole = new Hole(names ? Kind.NAME : Kind.BELOW, "an expression has many values");
    return new Text(directory.isEmpty() ? List.of(hole) : List.of(new Literal(directory), hole));
  }
}

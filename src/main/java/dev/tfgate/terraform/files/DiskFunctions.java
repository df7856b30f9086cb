package dev.tfgate.terraform.files;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.terraform.values.Budget;
import dev.tfgate.terraform.values.Decoded;
import dev.tfgate.terraform.values.DecodedFiles;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Piece.Hole;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Piece.Literal;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What those of Terraform's functions give that look at the disk, or at paths: the text of a path
 * is what Terraform's is, or not known.
 */
public final class DiskFunctions {
  private final Checkout checkout;
  private final @Nullable String root;
  private final FileSet fileSet;
  private final Decoded decoded;

  /**
   * The functions, called below one root.
   *
   * @param root the path of the directory in which Terraform runs; null where it is not known
   * @param archives whether the root writes archives at plan
   * @param fileSets what {@code fileset} gave before, below this root
   * @param documents what decoded files gave before
   */
  public DiskFunctions(
      Checkout checkout,
      @Nullable String root,
      boolean archives,
      Map<List<Text>, Possible> fileSets,
      DecodedFiles documents,
      Budget budget) {
    this.checkout = checkout;
    this.root = root;
    this.fileSet = new FileSet(checkout, root, archives, fileSets, budget);
    this.decoded = new Decoded(this::stable, documents, budget);
  }

  /** What the function gives; empty where it is none of these. */
  public Optional<Possible> result(String name, List<Possible> arguments) {
    if (arguments.isEmpty()) {
      return Optional.empty();
    }
    Possible first = arguments.getFirst();
    return switch (name) {
      case "abspath" -> Optional.of(Texts.map(Texts.of(first), this::absolute));
      case "basename" -> Optional.of(Texts.map(Texts.of(first), DiskFunctions::basename));
      case "dirname" -> Optional.of(Texts.map(Texts.of(first), this::dirname));
      case "pathexpand" -> Optional.of(Texts.map(Texts.of(first), DiskFunctions::expanded));
      case "file" -> Optional.of(Texts.map(Texts.of(first), this::content));
      case "fileset" -> Optional.of(fileSet.of(arguments));
      case "jsondecode" -> Optional.of(Texts.map(first, decoded::json));
      case "yamldecode" -> Optional.of(Texts.map(first, decoded::yaml));
      default -> Optional.empty();
    };
  }

  /** The content of a file that init and plan don't write. */
  private Optional<byte[]> stable(String path) {
    String real = checkout.resolve(path).orElse("");
    if (real.isEmpty() || real.endsWith(".terraform.lock.hcl") || FileArguments.isArchive(real)) {
      return Optional.empty();
    }
    try {
      return Optional.of(checkout.read(real));
    } catch (UnreadableFileException e) {
      return Optional.empty();
    }
  }

  private Possible content(Possible path) {
    if (!(path instanceof Text text) || text.isPending()) {
      return path.isNull() ? Possible.nothing() : path;
    }
    String file = FilePath.inside(text, root, checkout).orElse(null);
    return new Text(List.of(new Hole(Kind.ANY, "the content of a file", file, null, null)));
  }

  /**
   * A path that starts with a directory of the checkout.
   *
   * @param rest what follows
   */
  private record Start(Kind kind, String directory, Text rest) {}

  /** How a path starts that has more than text in it; empty where it starts in another way. */
  private static Optional<Start> start(Text path) {
    if (path.pieces().isEmpty()
        || !(path.pieces().getFirst() instanceof Hole hole)
        || !hole.kind().isDirectory()) {
      return Optional.empty();
    }
    Text rest = new Text(path.pieces().subList(1, path.pieces().size()));
    boolean whole =
        rest.pieces().isEmpty()
            || (rest.pieces().getFirst() instanceof Literal(var next) && next.startsWith("/"));
    return whole ? Optional.of(new Start(hole.kind(), hole.why(), rest)) : Optional.empty();
  }

  private static Text directory(Kind kind, String path) {
    return new Text(List.of(new Hole(kind, path)));
  }

  private static Possible any(String function, Text path) {
    if (path.isPending()) {
      return path;
    }
    String why = Texts.why(path);
    return Possible.hole(
        Kind.ANY, "the result of " + function + "()" + (why.isEmpty() ? "" : " of " + why));
  }

  /** Absolute, and cleaned of {@code ..}. */
  private Possible absolute(Possible path) {
    if (!(path instanceof Text text)) {
      return path;
    }
    Optional<String> literal = text.literal();
    if (literal.filter(known -> known.startsWith("/")).isPresent()) {
      return Possible.text(FilePath.cleaned(literal.get()));
    }
    Optional<Start> start = start(text);
    String base = start.isPresent() ? start.get().directory() : root;
    Text rest = start.map(Start::rest).orElse(text);
    if (base == null) {
      return Possible.hole(Kind.ANY, "the directory in which the program runs");
    }
    boolean above =
        start.filter(known -> known.kind() == Kind.MODULE_DIRECTORY).isPresent()
            || rest.pieces().stream()
                .anyMatch(piece -> piece instanceof Literal(var part) && FilePath.climbs(part));
    if (above && FilePath.mayStartBehindLink(root, checkout)) {
      return any("abspath", text);
    }
    if (start.isEmpty()
        && !text.pieces().isEmpty()
        && text.pieces().getFirst() instanceof Hole hole
        && hole.kind() != Kind.NUMBER
        && hole.kind() != Kind.NAME
        && hole.kind() != Kind.BELOW) {
      return any("abspath", text);
    }
    String head =
        rest.pieces().isEmpty()
            ? ""
            : rest.pieces().getFirst() instanceof Literal(var known)
                ? rest.pieces().size() == 1 ? known : known.substring(0, known.lastIndexOf('/') + 1)
                : "";
    Optional<String> joined = FilePath.joined(base, head);
    if (joined.isEmpty()) {
      return Possible.hole(Kind.ABOVE, "..");
    }
    Text folder = directory(Kind.ABSOLUTE_DIRECTORY, joined.get());
    Text tail = without(rest, head);
    return tail.pieces().isEmpty()
        ? folder
        : isClean(tail)
            ? Texts.concat(Texts.concat(folder, (Text) Possible.text("/")), tail)
            : any("abspath", text);
  }

  /** The text behind a start that it has. */
  private static Text without(Text text, String head) {
    if (head.isEmpty()) {
      return text;
    }
    List<Piece> pieces = new ArrayList<>(text.pieces());
    if (pieces.removeFirst() instanceof Literal(var known) && known.length() > head.length()) {
      pieces.addFirst(new Literal(known.substring(head.length())));
    }
    return new Text(pieces);
  }

  private static Possible expanded(Possible path) {
    if (!(path instanceof Text text) || text.pieces().isEmpty()) {
      return path;
    }
    return switch (text.pieces().getFirst()) {
      case Literal(var start) when start.startsWith("~") ->
          new Text(List.of(new Hole(Kind.HOME, text.literal().orElse(start))));
      case Literal known -> text;
      case Hole hole ->
          switch (hole.kind()) {
            case SEGMENT, ANY -> any("pathexpand", text);
            default -> text;
          };
    };
  }

  private static Possible basename(Possible path) {
    if (!(path instanceof Text text) || text.isPending()) {
      return path;
    }
    Optional<String> literal = text.literal();
    if (literal.isPresent()) {
      String trimmed = withoutSlashes(literal.get());
      return Possible.text(
          literal.get().isEmpty()
              ? "."
              : trimmed.isEmpty() ? "/" : trimmed.substring(trimmed.lastIndexOf('/') + 1));
    }
    List<Piece> last = new ArrayList<>();
    for (Piece piece : text.pieces()) {
      switch (piece) {
        case Literal(var part) -> {
          int slash = part.lastIndexOf('/');
          if (slash >= 0) {
            last.clear();
            part = part.substring(slash + 1);
          }
          if (!part.isEmpty()) {
            last.add(new Literal(part));
          }
        }
        case Hole hole -> {
          Kind kind =
              switch (hole.kind()) {
                case NUMBER, NAME -> hole.kind();
                case BELOW -> {
                  last.clear();
                  yield Kind.NAME;
                }
                case SEGMENT -> Kind.SEGMENT;
                default -> {
                  last.clear();
                  yield Kind.SEGMENT;
                }
              };
          last.add(new Hole(kind, hole.why()));
        }
      }
    }
    boolean mayEndInSlash =
        text.pieces().getLast() instanceof Literal(var tail)
            ? tail.endsWith("/")
            : !text.pieces().getLast().is(Kind.NUMBER)
                && !text.pieces().getLast().is(Kind.NAME)
                && !text.pieces().getLast().is(Kind.BELOW);
    Possible name =
        last.isEmpty() || mayEndInSlash
            ? Possible.hole(Kind.SEGMENT, Texts.why(text))
            : new Text(last);
    return mayBeSlashes(text) ? Possible.either(name, Possible.text("/")) : name;
  }

  private static String withoutSlashes(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }

  /** Whether it can be slashes and nothing else: their base is a slash. */
  private static boolean mayBeSlashes(Text text) {
    return !text.isSegment()
        && text.pieces().stream()
            .allMatch(
                piece ->
                    switch (piece) {
                      case Literal(var part) -> part.chars().allMatch(c -> c == '/');
                      case Hole hole ->
                          switch (hole.kind()) {
                            case SEGMENT,
                                ANY,
                                OBJECT,
                                ABSOLUTE_DIRECTORY,
                                MODULE_DIRECTORY,
                                HOME,
                                ABOVE ->
                                true;
                            default -> false;
                          };
                    });
  }

  private Possible dirname(Possible path) {
    if (!(path instanceof Text text) || text.isPending()) {
      return path;
    }
    Optional<String> literal = text.literal();
    if (literal.isPresent()) {
      return Possible.text(
          FilePath.cleaned(literal.get().substring(0, literal.get().lastIndexOf('/') + 1)));
    }
    Optional<Start> start = start(text);
    if (start.isPresent() && start.get().rest().literal().isPresent()) {
      return aboveKnown(start.get(), start.get().rest().literal().get(), text);
    }
    if (!isClean(text)) {
      return any("dirname", text);
    }
    List<Piece> pieces = new ArrayList<>(text.pieces());
    if (pieces.getLast() instanceof Hole hole && hole.kind() == Kind.NAME) {
      pieces.removeLast();
    }
    if (pieces.isEmpty()
        || !(pieces.removeLast() instanceof Literal(var tail))
        || tail.lastIndexOf('/') < (pieces.isEmpty() ? 1 : 0)) {
      return any("dirname", text);
    }
    String rest = tail.substring(0, tail.lastIndexOf('/'));
    if (!rest.isEmpty()) {
      pieces.add(new Literal(rest));
    }
    if (pieces.getFirst() instanceof Literal(var first) && first.startsWith("./")) {
      pieces.set(0, new Literal(first.substring(2)));
    }
    return new Text(pieces);
  }

  /** What is above a directory of the checkout, or what is known below it. */
  private Possible aboveKnown(Start start, String rest, Text text) {
    int slash = rest.lastIndexOf('/');
    if (start.kind() == Kind.ABSOLUTE_DIRECTORY
        && (slash < 0 || FilePath.climbs(rest))
        && FilePath.mayStartBehindLink(root, checkout)) {
      return any("dirname", text);
    }
    Optional<String> above =
        slash >= 0
            ? FilePath.joined(start.directory(), rest.substring(0, slash + 1))
            : start.kind() == Kind.ABSOLUTE_DIRECTORY && !start.directory().equals(".")
                ? Optional.of(FilePath.parent(start.directory()))
                : Optional.empty();
    if (above.isPresent()) {
      return directory(start.kind(), above.get());
    }
    return start.kind() == Kind.ABSOLUTE_DIRECTORY
        ? Possible.hole(Kind.ABOVE, "..")
        : any("dirname", text);
  }

  /**
   * Whether cleaning changes nothing of it but a dot at the start, whatever stands in its holes.
   */
  private static boolean isClean(Text text) {
    StringBuilder path = new StringBuilder();
    for (Piece piece : text.pieces()) {
      switch (piece) {
        case Literal(var part) -> path.append(part);
        case Hole hole -> {
          switch (hole.kind()) {
            case NUMBER, NAME, BELOW -> path.append('x');
            case ABSOLUTE_DIRECTORY -> path.append("/x");
            default -> {
              return false;
            }
          }
        }
      }
    }
    String plain = path.toString();
    String rest = plain.startsWith("./") ? plain.substring(2) : plain;
    return FilePath.cleaned(rest).equals(rest);
  }
}

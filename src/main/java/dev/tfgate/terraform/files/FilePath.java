package dev.tfgate.terraform.files;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Piece.Hole;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Piece.Literal;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a path leads that a function of Terraform is given. Terraform expands a leading tilde,
 * joins a relative path to the directory that it runs in (also for calls in child modules), and
 * cleans it of {@code ..} before it looks at the disk.
 */
public final class FilePath {
  /** What must not be read although it lies in the checkout. */
  private static final Set<String> CLOSED = Set.of(".git", ".terraform");

  private static final String BEHIND_LINK =
      "the program may be started behind a link, where other folders are above";

  /** So many segments that may be {@code ..} are tried out. */
  private static final int MOST_OPEN_SEGMENTS = 3;

  /** Where a path leads. */
  public sealed interface Place {}

  /**
   * Into the checkout.
   *
   * @param path relative to its top, links not followed; null where some of it is not known
   */
  public record Inside(@Nullable String path) implements Place {}

  /**
   * Out of the checkout, or into {@code .git} or {@code .terraform}.
   *
   * @param path as it is written, or cleaned
   * @param reason what is there, as the rest of a sentence
   */
  public record Outside(String path, String reason) implements Place {}

  /**
   * Perhaps out of the checkout.
   *
   * @param why what is not known, or a clause that says why
   */
  public record Unproven(String why) implements Place {}

  /** A part of a path between slashes. */
  private record Segment(String text, boolean name, boolean open, boolean within, String why) {
    boolean known() {
      return !name && !open;
    }

    /** Whether it can be {@code wanted}. */
    boolean canBe(String wanted) {
      if (known()) {
        return text.equals(wanted);
      }
      int hole = text.indexOf('\0');
      return wanted.length() >= text.length() - 1
          && wanted.startsWith(text.substring(0, hole))
          && wanted.endsWith(text.substring(text.lastIndexOf('\0') + 1));
    }
  }

  private FilePath() {}

  /**
   * Where {@code path} leads.
   *
   * @param root the path of the directory in which Terraform runs; null where it is not known
   */
  public static Place of(Text path, @Nullable String root, Checkout checkout) {
    return place(path, root, checkout, false);
  }

  /** Where the files lie that {@code fileset} finds by {@code pattern} in {@code path}. */
  public static Place ofPattern(Text path, Text pattern, @Nullable String root, Checkout checkout) {
    Text folder = (Text) Possible.text(path.pieces().isEmpty() ? "./" : "/");
    return place(Texts.concat(Texts.concat(path, folder), pattern), root, checkout, true);
  }

  /**
   * A folder that holds everything that a path can lead to which is partly known and leads into the
   * checkout.
   */
  public static String folder(Text path, @Nullable String root, Checkout checkout) {
    List<Piece> head = new ArrayList<>();
    int up = 0;
    boolean known = true;
    for (Piece piece : path.pieces()) {
      switch (piece) {
        case Literal(var text) -> {
          if (known) {
            head.add(piece);
          }
          up += known ? 0 : (int) Arrays.stream(text.split("/")).filter(".."::equals).count();
        }
        case Hole hole -> {
          if (head.isEmpty() && known && hole.kind().isDirectory()) {
            head.add(piece);
          } else {
            known = false;
            up += hole.kind() == Kind.SEGMENT ? 1 : 0;
          }
        }
      }
    }
    if (!head.isEmpty() && head.getLast() instanceof Literal(var text)) {
      head.set(head.size() - 1, new Literal(text.substring(0, text.lastIndexOf('/') + 1)));
    }
    String folder = inside(new Text(head), root, checkout).orElse(".");
    for (int i = 0; i < up; i++) {
      folder = parent(folder);
    }
    return checkout.resolve(folder).orElse(".");
  }

  /** The path in the checkout, links not followed; empty where it isn't known or leads out. */
  public static Optional<String> inside(Text path, @Nullable String root, Checkout checkout) {
    return of(path, root, checkout) instanceof Inside(var known)
        ? Optional.ofNullable(known)
        : Optional.empty();
  }

  private static Place place(Text path, @Nullable String root, Checkout checkout, boolean pattern) {
    List<Piece> pieces = path.pieces();
    String base = root;
    if (!pieces.isEmpty()) {
      switch (pieces.getFirst()) {
        case Literal(var start) -> {
          if (start.startsWith("/")) {
            return root == null && path.literal().isEmpty()
                ? new Unproven("whether the call is reached at all")
                : new Outside(start, "an absolute path of the machine");
          }
          if (start.startsWith("~")) {
            return new Outside(start, "in the home directory");
          }
        }
        case Hole hole -> {
          switch (hole.kind()) {
            case NUMBER, NAME, BELOW, WITHIN -> {}
            case HOME -> {
              return new Outside(hole.why(), "in the home directory");
            }
            case ABOVE -> {
              return new Outside(hole.why(), "above the checkout");
            }
            case ABSOLUTE_DIRECTORY, MODULE_DIRECTORY -> {
              base = hole.why();
              if (hole.kind() == Kind.MODULE_DIRECTORY && mayStartWithTilde(base)) {
                return new Unproven(
                    "path.module may start with a tilde, as the home directory does");
              }
              if (hole.kind() == Kind.ABSOLUTE_DIRECTORY
                  && climbs(pieces)
                  && mayStartBehindLink(root, checkout)) {
                return new Unproven(BEHIND_LINK);
              }
              if (pattern && isPattern(base)) {
                return new Unproven("the name of the directory '" + base + "' is a pattern");
              }
              pieces = pieces.subList(1, pieces.size());
              if (!pieces.isEmpty()
                  && !(pieces.getFirst() instanceof Literal(var next) && next.startsWith("/"))) {
                return new Unproven("the directory's name goes on with other text");
              }
            }
            case SEGMENT, ANY, OBJECT, PENDING -> {
              return new Unproven(hole.why());
            }
          }
        }
      }
    }
    if (base == null) {
      return new Unproven("the directory in which the program runs");
    }
    List<Segment> segments = new ArrayList<>();
    @Nullable String unknown = split(pieces, segments);
    if (unknown != null) {
      return new Unproven(unknown);
    }
    if (segments.stream().filter(segment -> isOpen(segment)).count() > MOST_OPEN_SEGMENTS) {
      return new Unproven(segments.stream().filter(FilePath::isOpen).findFirst().get().why());
    }
    List<@Nullable String> start = new ArrayList<>(parts(base));
    Place place = walk(segments, 0, start, start.size(), parts(base), pattern);
    if (place instanceof Inside(var known) && known != null) {
      return followed(known, checkout);
    }
    return place;
  }

  /** Whether a way to the directory may start with one that is called like the home directory. */
  private static boolean mayStartWithTilde(String directory) {
    return parts(directory).stream().anyMatch(name -> name.startsWith("~"));
  }

  /**
   * Whether Terraform may be started in a folder behind a link, by the name of the link. Absolute
   * paths are then made of that name, and what is above it is something else.
   *
   * @param root the directory in which it runs; null where that may be any
   */
  static boolean mayStartBehindLink(@Nullable String root, Checkout checkout) {
    for (String link : checkout.links()) {
      Optional<String> end = checkout.resolve(link);
      boolean folder =
          end.isPresent()
              && (end.get().equals(".")
                  || checkout.file(end.get()).filter(CheckoutFile::isDirectory).isPresent());
      if (folder
          && (root == null
              || end.get().equals(".")
              || root.equals(end.get())
              || root.startsWith(end.get() + "/"))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name in a path may be {@code ..}. */
  private static boolean climbs(List<Piece> pieces) {
    return pieces.stream()
        .anyMatch(
            piece ->
                piece instanceof Literal(var text)
                    ? climbs(text)
                    : piece.is(Kind.SEGMENT) || piece.is(Kind.ANY) || piece.is(Kind.OBJECT));
  }

  /** Whether a name in a path is {@code ..}. */
  static boolean climbs(String path) {
    return Arrays.asList(path.split("/", -1)).contains("..");
  }

  /** Whether {@code fileset} takes part of a path for a pattern. */
  static boolean isPattern(String path) {
    return path.chars().anyMatch(c -> "*?[{\\".indexOf(c) >= 0);
  }

  private static boolean isOpen(Segment segment) {
    return segment.open() && !segment.name() && segment.canBe("..");
  }

  /** Returns what is not known, or null where the segments tell all that is needed. */
  private static @Nullable String split(List<Piece> pieces, List<Segment> segments) {
    StringBuilder text = new StringBuilder();
    boolean name = false;
    boolean open = false;
    boolean within = false;
    String why = "";
    for (Piece piece : pieces) {
      switch (piece) {
        case Literal(var literal) -> {
          String[] parts = literal.split("/", -1);
          for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
              segments.add(new Segment(text.toString(), name, open, within, why));
              text.setLength(0);
              name = false;
              open = false;
              within = false;
            }
            text.append(parts[i]);
          }
        }
        case Hole hole -> {
          switch (hole.kind()) {
            case NUMBER, NAME, BELOW -> name = true;
            case WITHIN -> {
              name = true;
              within = true;
            }
            case SEGMENT -> open = true;
            case ABSOLUTE_DIRECTORY, MODULE_DIRECTORY -> {
              return "a path stands behind another one";
            }
            case HOME -> {
              return "a part of it leads to the home directory";
            }
            case ABOVE -> {
              return "a part of it leads above the checkout";
            }
            case ANY, OBJECT, PENDING -> {
              return hole.why();
            }
          }
          why = hole.why();
          text.append('\0');
        }
      }
    }
    segments.add(new Segment(text.toString(), name, open, within, why));
    return null;
  }

  /**
   * @param done the directories so far, null where one is not known
   * @param known how many of them are known from the start on
   */
  private static Place walk(
      List<Segment> segments,
      int from,
      List<@Nullable String> done,
      int known,
      List<String> root,
      boolean pattern) {
    List<@Nullable String> path = new ArrayList<>(done);
    boolean all = known == done.size();
    String doubt = "";
    for (int i = from; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      boolean last = i == segments.size() - 1;
      boolean magic = pattern && segment.text().matches("(?s).*[*?\\[{\\\\].*");
      if (magic && segment.text().matches("(?s).*(\\{.*\\.\\.|\\\\|\\[\\.).*")) {
        return new Unproven(
            "the pattern '" + segment.text() + "' may fit a file of .git or .terraform");
      }
      if (segment.known() && !magic) {
        switch (segment.text()) {
          case "", "." -> {}
          case ".." -> {
            if (path.isEmpty()) {
              return all
                  ? new Outside("../" + rest(segments, i + 1), "above the checkout")
                  : new Unproven(doubt);
            }
            path.removeLast();
          }
          default -> {
            if (CLOSED.contains(segment.text())) {
              return new Outside(
                  segment.text() + (last ? "" : "/" + rest(segments, i + 1)),
                  "which is no part of the configuration");
            }
            path.add(segment.text());
          }
        }
        continue;
      }
      all = false;
      doubt = segment.why();
      if (isOpen(segment)) {
        if (path.isEmpty()) {
          return new Unproven(segment.why());
        }
        List<@Nullable String> above = new ArrayList<>(path.subList(0, path.size() - 1));
        Place up = walk(segments, i + 1, above, -1, root, pattern);
        Place here = walk(segments, i + 1, path, -1, root, pattern);
        if (!(up instanceof Inside) || !(here instanceof Inside)) {
          return new Unproven(segment.why());
        }
      }
      for (String closed : CLOSED) {
        boolean there = path.isEmpty() && closed.equals(".git");
        there |= closed.equals(".terraform") && path.equals(root);
        if (there && (segment.within() || !last) && !magic && segment.canBe(closed)) {
          return new Unproven(segment.why());
        }
      }
      path.add(null);
    }
    return new Inside(all ? (path.isEmpty() ? "." : String.join("/", knownParts(path))) : null);
  }

  private static List<String> knownParts(List<@Nullable String> path) {
    List<String> parts = new ArrayList<>();
    for (String part : path) {
      parts.add(String.valueOf(part));
    }
    return parts;
  }

  private static String rest(List<Segment> segments, int from) {
    return String.join(
        "/",
        segments.subList(from, segments.size()).stream()
            .map(segment -> segment.text().replace("\0", "…"))
            .toList());
  }

  /** What is missing in the checkout is left to Terraform, which fails where it is missing. */
  private static Place followed(String path, Checkout checkout) {
    if (checkout.leaves(path)) {
      return new Outside(path, "behind a link that leaves the checkout");
    }
    Optional<String> real = checkout.resolve(path);
    if (real.isPresent() && Arrays.stream(real.get().split("/")).anyMatch(CLOSED::contains)) {
      return new Outside(path, "which is no part of the configuration");
    }
    return new Inside(path);
  }

  /** The directory above. */
  public static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : path.substring(0, slash);
  }

  private static List<String> parts(String path) {
    return path.equals(".") ? List.of() : List.of(path.split("/"));
  }

  /** The path that leads from one directory of the checkout to another; {@code .} for itself. */
  public static String relative(String from, String to) {
    List<String> start = parts(from);
    List<String> end = parts(to);
    int common = 0;
    while (common < start.size()
        && common < end.size()
        && start.get(common).equals(end.get(common))) {
      common++;
    }
    List<String> steps = new ArrayList<>();
    for (int i = common; i < start.size(); i++) {
      steps.add("..");
    }
    steps.addAll(end.subList(common, end.size()));
    return steps.isEmpty() ? "." : String.join("/", steps);
  }

  /**
   * A relative path joined to a directory of the checkout and cleaned of {@code .} and {@code ..};
   * empty where that leads above the checkout.
   */
  public static Optional<String> joined(String directory, String relative) {
    List<String> path = new ArrayList<>();
    for (String part : (directory + "/" + relative).split("/", 0)) {
      if (part.equals("..")) {
        if (path.isEmpty()) {
          return Optional.empty();
        }
        path.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        path.add(part);
      }
    }
    return Optional.of(path.isEmpty() ? "." : String.join("/", path));
  }

  /** The path as Go cleans it. */
  public static String cleaned(String path) {
    boolean rooted = path.startsWith("/");
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", 0)) {
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".") && !(rooted && part.equals(".."))) {
        parts.add(part);
      }
    }
    String joined = String.join("/", parts);
    return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
  }
}

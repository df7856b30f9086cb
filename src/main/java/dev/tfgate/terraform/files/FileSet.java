package dev.tfgate.terraform.files;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.terraform.values.Budget;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Possible.Repeated;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import dev.tfgate.terraform.values.Texts;
import dev.tfgate.text.ByBytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code fileset} can find when Terraform plans: what the checkout holds, and what lies beside
 * it by then. That it finds each is not said.
 */
final class FileSet {
  private static final int MOST_FILES = 5_000;

  /** What git and init keep, with tokens in it or with text of others. */
  private static final List<String> HIDDEN =
      List.of(
          ".git/config",
          ".git/config.worktree",
          ".git/credentials",
          ".git/FETCH_HEAD",
          ".git/HEAD",
          ".git/logs/HEAD",
          ".git/modules/module/config",
          ".terraform/environment",
          ".terraform/terraform.tfstate",
          ".terraform/modules/modules.json",
          ".terraform/modules/module/main.tf");

  private static final String LOCK_FILE = ".terraform.lock.hcl";

  /** A pattern may start above the folder; a slash in front of it means nothing. */
  private static final Pattern ABOVE = Pattern.compile("/*(?:\\./+)*(?:\\.\\./+)+");

  private static final String WHY = "a file that fileset() finds";

  private final Checkout checkout;
  private final @Nullable String root;
  private final boolean archives;
  private final Map<List<Text>, Possible> found;
  private final Budget budget;

  /**
   * @param root the path of the directory in which Terraform runs; null where it is not known
   * @param archives whether the root writes archives at plan
   * @param found what was found before, below this root
   */
  FileSet(
      Checkout checkout,
      @Nullable String root,
      boolean archives,
      Map<List<Text>, Possible> found,
      Budget budget) {
    this.checkout = checkout;
    this.root = root;
    this.archives = archives;
    this.found = found;
    this.budget = budget;
  }

  Possible of(List<Possible> arguments) {
    if (arguments.size() != 2) {
      return Possible.nothing();
    }
    List<Possible> files = new ArrayList<>();
    for (Possible path : Texts.of(arguments.getFirst()).options()) {
      for (Possible pattern : Texts.of(arguments.get(1)).options()) {
        if (path.isPending() || pattern.isPending()) {
          files.add(Possible.pending(WHY));
        } else if (path instanceof Text folder && pattern instanceof Text glob) {
          files.add(remembered(folder, glob));
        }
      }
    }
    return Possible.anyOf(files);
  }

  /** The same patterns are asked for again and again. */
  private Possible remembered(Text path, Text pattern) {
    List<Text> key = List.of(path, pattern);
    Possible known = found.get(key);
    if (known == null) {
      known = of(path, pattern);
      found.put(key, known);
    }
    return known;
  }

  private Possible of(Text path, Text pattern) {
    FilePath.Place place = FilePath.of(path, root, checkout);
    Optional<String> glob = pattern.literal();
    if (glob.isEmpty() || path.pieces().stream().anyMatch(FileSet::mayBePattern)) {
      // Terraform looks for patterns in the path, too.
      return anything(place, "");
    }
    Matcher above = ABOVE.matcher(glob.get());
    String up = above.lookingAt() ? above.group() : "";
    // Terraform cleans a pattern as it cleans paths: "x/*/." and "x//*" are "x/*".
    String rest = FilePath.cleaned(glob.get().substring(up.length()).replaceFirst("^/+", ""));
    if (rest.equals(".")) {
      // Which is the path itself, and that may be a file.
      return anything(place, "");
    }
    if (place instanceof FilePath.Inside(var folder)
        && folder != null
        && !("/" + rest + "/").contains("/../")) {
      Optional<String> start = FilePath.joined(folder, up);
      Optional<PathGlob> matcher = PathGlob.of(rest);
      if (start.isPresent()) {
        Way way = new Way(folder, start.get());
        return matcher.isPresent() ? files(rest, matcher.get(), way) : many(rest, way);
      }
    }
    return anything(place, glob.get());
  }

  private static boolean mayBePattern(Piece piece) {
    return switch (piece) {
      case Piece.Literal(var text) -> FilePath.isPattern(text);
      case Piece.Hole hole -> hole.kind().isDirectory() && FilePath.isPattern(hole.why());
    };
  }

  private static Possible anything(FilePath.Place place, String glob) {
    return place instanceof FilePath.Inside && !glob.isEmpty()
        ? many(glob, new Way(".", "."))
        : collection(new Unknown(WHY));
  }

  /**
   * How Terraform names what it finds: by the way from the path to it, which may be a file.
   *
   * @param start the folder from where the pattern starts, the path or one above it
   */
  private record Way(String path, String start) {
    String to(String name) {
      return path.equals(start)
          ? name
          : FilePath.relative(path, FilePath.joined(start, name).orElse(name));
    }

    /** What is unknown below the start may lie below the path as well, or be it. */
    Possible to(Text below) {
      if (path.equals(start)) {
        return below;
      }
      Text above = (Text) Possible.text(FilePath.relative(path, start) + "/");
      return Possible.anyOf(List.of(Texts.concat(above, below), below, Possible.text(".")));
    }
  }

  private Possible files(String glob, PathGlob pattern, Way way) {
    String folder = way.start();
    TreeSet<String> certain = new TreeSet<>(ByBytes.ORDER);
    TreeSet<String> names = new TreeSet<>(ByBytes.ORDER);
    Deque<String> pending = new ArrayDeque<>(List.of(""));
    boolean descends = glob.contains("/") || glob.contains("**");
    int seen = 0;
    while (!pending.isEmpty()) {
      String below = pending.pop();
      Optional<String> real = FilePath.joined(folder, below).flatMap(checkout::resolve);
      if (real.isEmpty()) {
        continue;
      }
      budget.spend(1);
      for (CheckoutFile entry : checkout.in(real.get())) {
        if (++seen > MOST_FILES) {
          return many(glob, way);
        }
        String name = below + entry.name();
        if (descends && checkout.leaves(entry.path())) {
          return collection(
              new Unknown("a file that fileset() finds beyond '" + entry.path() + "', a link out"));
        }
        if (!isFolder(entry)) {
          if (pattern.matches(name)) {
            names.add(way.to(name));
            if (isFile(entry)) {
              certain.add(way.to(name));
            }
          }
        } else if (name.length() < 1_000 && descends) {
          pending.push(name + "/");
        }
      }
    }
    for (String hidden : HIDDEN) {
      String closed = hidden.substring(0, hidden.indexOf('/'));
      boolean there = closed.equals(".git") ? folder.equals(".") : folder.equals(root);
      if (there && pattern.matches(hidden)) {
        names.add(way.to(hidden));
      }
      String inner = hidden.substring(hidden.indexOf('/') + 1);
      if (folder.endsWith(closed) && pattern.matches(inner)) {
        names.add(way.to(inner));
      }
    }
    if (folder.equals(root) && pattern.matches(LOCK_FILE)) {
      names.add(way.to(LOCK_FILE));
    }
    List<Possible> all = new ArrayList<>(names.stream().map(Possible::text).toList());
    all.addAll(written(glob, way));
    Possible exact = new Sequence(certain.stream().map(Possible::text).toList(), true);
    if (all.size() == certain.size() && pattern.isExact()) {
      return exact;
    }
    // Each of these may be there, and that none is there beside the files of the checkout.
    Possible any = Possible.anyOf(all);
    return pattern.isExact()
        ? Possible.either(exact, new Repeated(any, any))
        : new Repeated(any, any);
  }

  private boolean isFile(CheckoutFile entry) {
    return checkout
        .resolve(entry.path())
        .flatMap(checkout::file)
        .filter(CheckoutFile::isFile)
        .isPresent();
  }

  private boolean isFolder(CheckoutFile entry) {
    return checkout
        .resolve(entry.path())
        .map(
            path ->
                path.equals(".")
                    || checkout.file(path).filter(CheckoutFile::isDirectory).isPresent())
        .orElse(false);
  }

  /** Archives that a data source may have written by then. */
  private Collection<Possible> written(String glob, Way way) {
    if (!archives) {
      return List.of();
    }
    int magic = glob.length();
    while (magic > 0 && "*?]}".indexOf(glob.charAt(magic - 1)) < 0) {
      magic--;
    }
    String end = magic == 0 ? "" : glob.substring(magic);
    List<Possible> names = new ArrayList<>();
    for (String archive : FileArguments.ARCHIVES) {
      if (magic > 0 && (archive.endsWith(end) || end.endsWith(archive))) {
        names.add(
            way.to(
                Texts.concat(
                    (Text) Possible.hole(Kind.BELOW, WHY), (Text) Possible.text(archive))));
      }
    }
    return names;
  }

  private static Possible many(String glob, Way way) {
    return collection(
        ("/" + glob + "/").contains("/../") || glob.startsWith("/")
            ? new Unknown(WHY)
            : way.to((Text) Possible.hole(Kind.WITHIN, WHY)));
  }

  private static Possible collection(Possible file) {
    return new Repeated(file, file);
  }
}

package dev.tfgate.terraform.values;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.terraform.values.Piece.Kind;
import dev.tfgate.terraform.values.Possible.Repeated;
import dev.tfgate.terraform.values.Possible.Sequence;
import dev.tfgate.terraform.values.Possible.Text;
import dev.tfgate.terraform.values.Possible.Unknown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What {@code fileset} finds in the checkout. */
final class FileSet {
  private static final int MOST_FILES = 5_000;

  /** Files that a checkout in use holds although they are no part of it. */
  private static final List<String> HIDDEN =
      List.of(".git/config", ".git/HEAD", ".terraform/environment", ".terraform/terraform.tfstate");

  /** A pattern may start above the folder; a slash in front of it means nothing. */
  private static final Pattern ABOVE = Pattern.compile("/*(?:\\./+)*(?:\\.\\./+)+");

  private final ModuleValues module;
  private final Budget budget;

  FileSet(ModuleValues module, Budget budget) {
    this.module = module;
    this.budget = budget;
  }

  Possible of(List<Possible> arguments) {
    if (arguments.size() != 2) {
      return Possible.nothing();
    }
    List<Possible> found = new ArrayList<>();
    for (Possible path : Texts.of(arguments.getFirst()).options()) {
      for (Possible pattern : Texts.of(arguments.get(1)).options()) {
        if (path instanceof Text folder && pattern instanceof Text glob) {
          found.add(of(folder, glob));
        }
      }
    }
    return Possible.anyOf(found);
  }

  private Possible of(Text path, Text pattern) {
    Checkout checkout = module.root().checkout();
    String root = module.root().path();
    FilePath.Place place = FilePath.of(path, root, checkout);
    Optional<String> glob = pattern.literal();
    if (place instanceof FilePath.Inside(var folder) && folder != null && glob.isPresent()) {
      Matcher above = ABOVE.matcher(glob.get());
      String up = above.lookingAt() ? above.group() : "";
      String rest = glob.get().substring(up.length());
      Optional<String> start = FilePath.joined(folder, up);
      if (!("/" + rest + "/").contains("/../") && (up.isEmpty() || start.isPresent())) {
        return up.isEmpty()
            ? files(folder, rest, "")
            : files(start.get(), rest, FilePath.relative(folder, start.get()) + "/");
      }
    }
    boolean below =
        place instanceof FilePath.Inside
            && glob.isPresent()
            && !glob.get().contains("..")
            && !glob.get().startsWith("/");
    Possible file =
        below
            ? Possible.hole(Kind.BELOW, "a file that fileset() finds")
            : new Unknown("a file that fileset() finds");
    return new Repeated(file, file);
  }

  /**
   * @param way leads to the folder from where the pattern starts, as Terraform puts it before the
   *     names
   */
  private Possible files(String folder, String glob, String way) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression(glob));
    } catch (PatternSyntaxException e) {
      Unknown unknown = new Unknown("a file that fileset() finds by '" + glob + "'");
      return new Repeated(unknown, unknown);
    }
    TreeSet<String> found = new TreeSet<>();
    Checkout checkout = module.root().checkout();
    Deque<String> pending = new ArrayDeque<>(List.of(""));
    int seen = 0;
    while (!pending.isEmpty()) {
      String below = pending.pop();
      String place = folder + "/" + below;
      Optional<String> real = FilePath.joined(".", place).flatMap(checkout::resolve);
      if (real.isEmpty()) {
        continue;
      }
      budget.spend(1);
      for (CheckoutFile entry : checkout.in(real.get())) {
        if (++seen > MOST_FILES) {
          return many(glob, way);
        }
        String name = below + entry.name();
        boolean descends = glob.contains("/") || glob.contains("**");
        if (descends && checkout.leaves(entry.path())) {
          Unknown unknown =
              new Unknown("a file that fileset() finds beyond '" + entry.path() + "', a link out");
          return new Repeated(unknown, unknown);
        }
        boolean directory =
            checkout
                .resolve(entry.path())
                .map(
                    path ->
                        path.equals(".")
                            || checkout.file(path).filter(CheckoutFile::isDirectory).isPresent())
                .orElse(false);
        if (!directory) {
          if (pattern.matcher(name).matches()) {
            found.add(way + name);
          }
        } else if (name.length() < 1_000 && descends) {
          pending.push(name + "/");
        }
      }
    }
    String root = module.root().path();
    for (String hidden : HIDDEN) {
      boolean there = hidden.startsWith(".git/") ? folder.equals(".") : folder.equals(root);
      if (there && pattern.matcher(hidden).matches()) {
        found.add(way + hidden);
      }
    }
    return new Sequence(found.stream().map(Possible::text).toList(), true);
  }

  private static Possible many(String glob, String way) {
    Possible file =
        glob.contains("..") || glob.startsWith("/")
            ? new Unknown("a file that fileset() finds")
            : Texts.concat(
                (Text) Possible.text(way),
                (Text) Possible.hole(Kind.BELOW, "a file that fileset() finds"));
    return new Repeated(file, file);
  }

  /** The glob as a regular expression that matches what it matches, or more. */
  private static String expression(String glob) {
    StringBuilder out = new StringBuilder("(?s)");
    int braces = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          if (i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
            i++;
            if (i + 1 < glob.length() && glob.charAt(i + 1) == '/') {
              i++;
              out.append("(.*/)?");
            } else {
              out.append(".*");
            }
          } else {
            out.append("[^/]*");
          }
        }
        case '?' -> out.append("[^/]");
        case '[' -> {
          int end = glob.indexOf(']', i + 1);
          if (end < 0) {
            out.append(Pattern.quote("["));
          } else {
            out.append("[^/]");
            i = end;
          }
        }
        case '{' -> {
          braces++;
          out.append("(?:");
        }
        case '}' -> {
          out.append(braces > 0 ? ")" : "\\}");
          braces = Math.max(0, braces - 1);
        }
        case ',' -> out.append(braces > 0 ? "|" : ",");
        case '\\' -> {
          if (i + 1 < glob.length()) {
            out.append(Pattern.quote(String.valueOf(glob.charAt(++i))));
          }
        }
        default -> out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return out.append(braces > 0 ? ")".repeat(braces) : "").toString();
  }
}

package dev.tfgate.terraform;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.TemplatePart;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The paths that the text of a directory's expressions names: what a function or a provider may
 * read when Terraform runs in a root that reaches the directory. What a computation alone gives is
 * not among them: {@link Configuration#readsElsewhere} tells where that may be.
 */
public final class NamedPaths {
  private static final int LONGEST = 4096;
  private static final String ROOT = "root";
  private static final Set<String> BASES = Set.of("module", ROOT, "cwd");

  private final String directory;
  private final Set<String> inCheckout = new HashSet<>();
  private final Set<String> fromRoot = new HashSet<>();

  private NamedPaths(String directory) {
    this.directory = directory;
  }

  /** The paths that the files of a directory name, but for the sources of modules. */
  static NamedPaths of(ConfigurationDirectory directory) {
    NamedPaths named = new NamedPaths(directory.path());
    for (ParsedFile file : directory.files()) {
      file.hcl().body().attributes().forEach(attribute -> attribute.value().walk(named::add));
      for (Block block : file.hcl().body().blocks()) {
        boolean call = block.type().equals("module");
        for (Attribute attribute : block.body().attributes()) {
          if (!call || !attribute.name().equals("source")) {
            attribute.value().walk(named::add);
          }
        }
        for (Block inner : block.body().blocks()) {
          inner.body().expressions().forEach(value -> value.walk(named::add));
        }
      }
    }
    return named;
  }

  /**
   * Whether an expression is text alone, behind {@code path.…} or not, that climbs at its start.
   */
  static boolean isNamed(Expression expression) {
    if (!(expression instanceof Expression.Template template)) {
      return false;
    }
    Start start = Start.of(template.parts());
    return start.whole() && climbsAtItsStart(start.text());
  }

  /** Behind a name, {@code ..} leads where a link of that name leads. */
  private static boolean climbsAtItsStart(String path) {
    boolean named = false;
    for (String part : path.split("/", -1)) {
      if ((part.equals("..") && named) || part.startsWith("~") || path.startsWith("/")) {
        return false;
      }
      named |= !part.equals("..") && !part.equals(".");
    }
    return !path.startsWith(".") || path.startsWith("./") || path.startsWith("../");
  }

  /**
   * Whether a path is named, or lies below one that is.
   *
   * @param path relative to the checkout
   * @param root path of the root in which Terraform runs, which most paths are relative to
   */
  public boolean reach(String path, String root) {
    return inCheckout.stream().anyMatch(place -> isAtOrBelow(path, place))
        || fromRoot.stream()
            .map(text -> Checkout.cleaned(root + "/" + text))
            .flatMap(Optional::stream)
            .anyMatch(place -> isAtOrBelow(path, place));
  }

  private static boolean isAtOrBelow(String path, String folder) {
    return folder.equals(".") || path.equals(folder) || path.startsWith(folder + "/");
  }

  private void add(Expression expression) {
    switch (expression) {
      case Expression.Template template -> add(template.parts());
      case Expression.JsonString json when json.template() == null -> add(ROOT, json.value());
      case Expression.Traversal traversal -> {
        String base = base(traversal);
        if (base != null) {
          add(base, ".");
        }
      }
      default -> {}
    }
  }

  /**
   * What a string starts with.
   *
   * @param base what {@code text} is relative to: one of {@link #BASES}
   * @param whole whether that is all of the string
   */
  private record Start(String base, String text, boolean whole) {
    static Start of(List<TemplatePart> parts) {
      StringBuilder text = new StringBuilder();
      String base = parts.isEmpty() ? null : base(parts.getFirst());
      for (TemplatePart part : base == null ? parts : parts.subList(1, parts.size())) {
        if (!(part instanceof TemplatePart.Text piece)) {
          return new Start(base == null ? ROOT : base, (base == null ? "" : ".") + text, false);
        }
        text.append(piece.value());
      }
      return new Start(base == null ? ROOT : base, (base == null ? "" : ".") + text, true);
    }

    private static @Nullable String base(TemplatePart part) {
      return part instanceof TemplatePart.Interpolation first
              && first.expression() instanceof Expression.Traversal traversal
          ? NamedPaths.base(traversal)
          : null;
    }
  }

  /** Adds what the text starts with: up to the last slash, where more follows that isn't text. */
  private void add(List<TemplatePart> parts) {
    Start start = Start.of(parts);
    String text = start.text();
    add(start.base(), start.whole() ? text : text.substring(0, text.lastIndexOf('/') + 1));
  }

  private void add(String base, String text) {
    if (text.isEmpty() || text.length() > LONGEST || text.indexOf('\n') >= 0) {
      return;
    }
    if (base.equals("module")) {
      Checkout.cleaned(directory + "/" + text).ifPresent(inCheckout::add);
    } else {
      fromRoot.add(text);
    }
  }

  private static @Nullable String base(Expression.Traversal traversal) {
    return "path".equals(traversal.rootName())
            && traversal.steps().size() == 1
            && traversal.steps().getFirst() instanceof Expression.Step.Attribute step
            && BASES.contains(step.name())
        ? step.name()
        : null;
  }
}

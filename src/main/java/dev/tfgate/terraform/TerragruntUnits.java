package dev.tfgate.terraform;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Namesakes;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.hcl.TemplatePart;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What units of Terragrunt run, as far as their files tell: {@code terraform.source} and {@code
 * remote_state} of {@code terragrunt.hcl}, the latter also of the folders above.
 *
 * @param runs the folders of the checkout that are run, each with the first unit that does
 * @param elsewhere sources of other revisions or repositories, each with its units
 * @param untold units whose source is not known, so that they may run any folder
 * @param states the states that units keep, by the folder that is run
 */
public record TerragruntUnits(
    SortedMap<String, String> runs,
    SortedMap<String, List<String>> elsewhere,
    List<String> untold,
    SortedMap<String, List<State>> states) {
  /** No units. */
  public static final TerragruntUnits NONE =
      new TerragruntUnits(new TreeMap<>(), new TreeMap<>(), List.of(), new TreeMap<>());

  private static final String FILE = "terragrunt.hcl";
  private static final String ROOT_FILE = "root.hcl";

  /**
   * A state that a unit keeps.
   *
   * @param unit path of its folder
   * @param type of the backend; empty where it is not constant
   * @param config its arguments; empty where there are none
   */
  public record State(String unit, String type, Optional<Expression> config) {}

  /** Reads the units of a checkout. */
  static TerragruntUnits of(Checkout checkout, Limits limits, Collection<String> modules) {
    return new Reader(checkout, limits, modules).read();
  }

  private static final class Reader {
    private final Checkout checkout;
    private final Limits limits;
    private final Collection<String> modules;
    private final SortedMap<String, Optional<Body>> files = new TreeMap<>();
    private final SortedMap<String, String> runs = new TreeMap<>();
    private final SortedMap<String, List<String>> elsewhere = new TreeMap<>();
    private final List<String> untold = new ArrayList<>();
    private final SortedMap<String, List<State>> states = new TreeMap<>();

    Reader(Checkout checkout, Limits limits, Collection<String> modules) {
      this.checkout = checkout;
      this.limits = limits;
      this.modules = modules;
    }

    TerragruntUnits read() {
      for (Namesakes named : checkout.byName()) {
        if (named.name().equals(FILE) || named.name().equals(ROOT_FILE)) {
          for (CheckoutFile file : named.entries()) {
            if (!file.isDirectory()) {
              files.put(file.path(), body(file.path()));
            }
          }
        }
      }
      if (files.isEmpty()) {
        return NONE;
      }
      files.forEach(
          (path, body) -> {
            if (path.equals(FILE) || path.endsWith("/" + FILE)) {
              unit(path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : ".", body);
            }
          });
      return new TerragruntUnits(runs, elsewhere, untold, states);
    }

    private Optional<Body> body(String path) {
      try {
        return Optional.of(HclParser.parseNative(checkout.read(path), path, limits).body());
      } catch (UnreadableFileException | HclSyntaxException e) {
        return Optional.empty();
      }
    }

    private void unit(String unit, Optional<Body> body) {
      if (body.isEmpty()) {
        untold.add(unit);
        return;
      }
      Optional<Attribute> source =
          body.get().blocks("terraform").stream()
              .flatMap(block -> block.body().attribute("source").stream())
              .findFirst();
      List<String> folders = new ArrayList<>();
      if (source.isPresent()) {
        folders.addAll(folders(unit, source.get().value()));
      } else if (modules.contains(unit)) {
        folders.add(unit);
      } else if (!body.get().blocks("include").isEmpty() && !isAboveOthers(unit)) {
        // The source stands in a file that is included.
        untold.add(unit);
      }
      Optional<State> state = state(unit);
      for (String folder : folders) {
        runs.putIfAbsent(folder, unit);
        state.ifPresent(kept -> states.computeIfAbsent(folder, key -> new ArrayList<>()).add(kept));
      }
    }

    private boolean isAboveOthers(String unit) {
      String prefix = unit.equals(".") ? "" : unit + "/";
      return files.keySet().stream()
          .anyMatch(path -> path.startsWith(prefix) && path.indexOf('/', prefix.length()) > 0);
    }

    /** The folders that a source may name; one of elsewhere or unknown is noted. */
    private List<String> folders(String unit, Expression source) {
      StringBuilder text = new StringBuilder();
      boolean known = ConstantEvaluator.plainString(source).map(text::append).isPresent();
      boolean startsKnown = known;
      if (!known && source instanceof Expression.Template template) {
        for (TemplatePart part : template.parts()) {
          startsKnown |= text.isEmpty() && part instanceof TemplatePart.Text;
          text.append(part instanceof TemplatePart.Text(var literal, var range) ? literal : "*");
        }
      }
      String written = text.toString();
      int query = written.indexOf('?');
      String address = query < 0 ? written : written.substring(0, query);
      if (startsKnown && isElsewhere(address)) {
        elsewhere.computeIfAbsent(written, key -> new ArrayList<>()).add(unit);
        // It may be this repository: then the folder is run, in that revision now and in this
        // later.
        int scheme = address.indexOf("://");
        int inside = address.indexOf("//", scheme < 0 ? 0 : scheme + 3);
        return inside < 0 ? List.of() : named(address.substring(inside + 2));
      }
      if (known) {
        return Checkout.cleaned(unit + "/" + address.replace("//", "/"))
            .filter(modules::contains)
            .map(List::of)
            .orElseGet(List::of);
      }
      // What stands before the last unknown part leads to a folder, and behind it its path.
      List<String> found = named(address.substring(address.lastIndexOf('*') + 1));
      if (found.isEmpty()) {
        untold.add(unit);
      }
      return found;
    }

    private static boolean isElsewhere(String address) {
      return address.contains("::")
          || address.contains("://")
          || address.startsWith("git@")
          || address.startsWith("github.com/")
          || address.startsWith("bitbucket.org/")
          || address.matches("[A-Za-z0-9.-]+\\.[a-z]+/.*");
    }

    private List<String> named(String tail) {
      String path = tail.replaceAll("/{2,}", "/").replaceFirst("^/", "").replaceFirst("/$", "");
      return path.isEmpty() || path.contains("*")
          ? List.of()
          : modules.stream()
              .filter(module -> module.equals(path) || module.endsWith("/" + path))
              .sorted()
              .toList();
    }

    /** The unit's own, or that of the nearest folder above. */
    private Optional<State> state(String unit) {
      for (String folder = unit; ; folder = above(folder)) {
        String prefix = folder.equals(".") ? "" : folder + "/";
        for (String name : List.of(FILE, ROOT_FILE)) {
          Optional<Block> state =
              files.getOrDefault(prefix + name, Optional.empty()).stream()
                  .flatMap(body -> body.blocks("remote_state").stream())
                  .findFirst();
          if (state.isPresent()) {
            Body body = state.get().body();
            return Optional.of(
                new State(
                    unit,
                    body.attribute("backend")
                        .flatMap(value -> ConstantEvaluator.plainString(value.value()))
                        .orElse(""),
                    body.attribute("config").map(Attribute::value)));
          }
        }
        if (folder.equals(".")) {
          return Optional.empty();
        }
      }
    }

    private static String above(String folder) {
      int slash = folder.lastIndexOf('/');
      return slash < 0 ? "." : folder.substring(0, slash);
    }
  }
}

package dev.tfgate.trust;

import com.google.re2j.Pattern;
import dev.tfgate.report.Layer;
import dev.tfgate.text.Glob;
import dev.tfgate.text.NearestWord;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlObject;
import dev.tfgate.yaml.YamlParser;
import dev.tfgate.yaml.YamlValue;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code exceptions}: entries, and names of further files that hold entries under the key
 * {@code exceptions}.
 */
final class ExceptionEntries {
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private final Path directory;
  private final Map<String, Layer> knownRules;
  private final Function<YamlValue, Optional<Glob>> checkoutGlob;
  private final List<TrustedException> entries = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private String lastText = "";
  private Optional<LocalDate> lastDate = Optional.empty();

  ExceptionEntries(
      Path directory,
      Map<String, Layer> knownRules,
      Function<YamlValue, Optional<Glob>> checkoutGlob) {
    this.directory = directory;
    this.knownRules = knownRules;
    this.checkoutGlob = checkoutGlob;
  }

  /** Reads the list of {@code gate.yaml}. */
  void read(YamlValue list) {
    for (YamlValue item : list.items()) {
      if (item.node() instanceof YamlNode.Scalar) {
        item.nonEmptyText().ifPresent(name -> file(item, name));
      } else {
        entry(item, "gate.yaml").ifPresent(entries::add);
      }
    }
  }

  /** The entries, those of a file where it is named. */
  List<TrustedException> entries() {
    return entries;
  }

  /** The files that were named. */
  List<Path> files() {
    return files;
  }

  private void file(YamlValue item, String name) {
    if (name.indexOf('\0') >= 0) {
      item.problem("expected a path, found one with a zero character");
      return;
    }
    Path path = directory.resolve(name).normalize();
    if (files.contains(path)) {
      item.problem("\"%s\" is named twice".formatted(name));
      return;
    }
    files.add(path);
    Optional<byte[]> bytes =
        TrustFile.bytes(path, "exceptions that gate.yaml names", item.problems());
    if (bytes.isEmpty()) {
      return;
    }
    Optional<YamlNode> node = YamlParser.parse(path.toString(), bytes.get(), item.problems());
    node.map(top -> new YamlValue(path.toString(), "", top, item.problems()))
        .flatMap(top -> top.object("version", "exceptions"))
        .ifPresent(
            top -> {
              top.get("version", value -> value.integer(1, 1));
              top.require("exceptions")
                  .ifPresent(
                      list -> {
                        for (YamlValue entry : list.items()) {
                          entry(entry, name).ifPresent(entries::add);
                        }
                      });
            });
  }

  private Optional<TrustedException> entry(YamlValue value, String file) {
    Optional<YamlObject> found =
        value.object("rule", "module", "path", "reason", "by", "expires", "fingerprint", "max");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    YamlObject object = found.get();
    Optional<String> rule = object.require("rule", id -> rule(id, knownRules));
    if (rule.isPresent() && knownRules.get(rule.get()) == Layer.PATH) {
      value.problem(
          "\"%s\" is a rule of the path layer: what it finds can run code whatever else is checked,"
                  .formatted(rule.get())
              + " so no exception lifts it; remove the file from the checkout");
    }
    Optional<Glob> module = object.get("module", YamlValue::nonEmptyText).map(Glob::of);
    Optional<Glob> path = object.get("path", checkoutGlob);
    Optional<String> fingerprint = object.get("fingerprint", YamlValue::nonEmptyText);
    if (object.get("path").isEmpty() && object.get("fingerprint").isEmpty()) {
      value.problem("the key \"path\" is missing: it says where the exception holds");
    }
    Optional<String> reason = object.require("reason", YamlValue::nonEmptyText);
    Optional<String> by = object.get("by", YamlValue::nonEmptyText);
    Optional<LocalDate> expires = object.require("expires", this::date);
    @Nullable Integer max =
        object.get("max", v -> v.integer(1, Integer.MAX_VALUE)).map(Math::toIntExact).orElse(null);
    if (rule.isEmpty() || reason.isEmpty() || expires.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TrustedException(
            rule.get(),
            module.orElse(null),
            path.orElse(null),
            reason.get(),
            by.orElse(null),
            expires.get(),
            fingerprint.orElse(null),
            max,
            file,
            value.node().start()));
  }

  /** Reads the id of a rule or policy. */
  static Optional<String> rule(YamlValue value, Map<String, Layer> knownRules) {
    Optional<String> id = value.nonEmptyText();
    if (id.isPresent() && !knownRules.isEmpty() && !knownRules.containsKey(id.get())) {
      String nearest =
          NearestWord.to(id.get(), knownRules.keySet())
              .map(word -> "; did you mean \"" + word + "\"?")
              .orElse("; \"tfgate rules\" lists them");
      value.problem("there is no rule \"%s\"%s".formatted(id.get(), nearest));
      return Optional.empty();
    }
    return id;
  }

  /** Most entries of a file end on the same day. */
  private Optional<LocalDate> date(YamlValue value) {
    if (value.node() instanceof YamlNode.Scalar scalar && scalar.text().equals(lastText)) {
      return lastDate;
    }
    Optional<String> text = value.text(DATE, "a date such as 2027-01-31");
    try {
      Optional<LocalDate> date = text.map(LocalDate::parse);
      if (date.isPresent()) {
        lastText = text.get();
        lastDate = date;
      }
      return date;
    } catch (DateTimeParseException e) {
      value.problem("there is no day %s".formatted(text.orElse("")));
      return Optional.empty();
    }
  }
}

package dev.tfgate.ciconfig;

import com.google.re2j.Pattern;
import dev.tfgate.google.JsonTree;
import dev.tfgate.yaml.PlainReadings;
import dev.tfgate.yaml.YamlNode.Entry;
import dev.tfgate.yaml.YamlNode.Mapping;
import dev.tfgate.yaml.YamlNode.Scalar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The substitutions of one build, and what they make of the texts of its configuration: {@code
 * $NAME}, {@code ${NAME}} and what bash does with them in braces; {@code $$} is a dollar sign. What
 * the file gives to its own substitutions may hold others.
 */
final class Substitutions {
  private static final Pattern USER = Pattern.compile("_[A-Z0-9_]+");

  /** Names that the service knows; one that has no value in a build is empty. */
  private static final Set<String> BUILT_IN =
      Set.of(
          "BRANCH_NAME",
          "BUILD_ID",
          "COMMIT_SHA",
          "LOCATION",
          "PROJECT_ID",
          "PROJECT_NUMBER",
          "REF_NAME",
          "REPO_FULL_NAME",
          "REPO_NAME",
          "REVISION_ID",
          "SERVICE_ACCOUNT",
          "SERVICE_ACCOUNT_EMAIL",
          "SHORT_SHA",
          "TAG_NAME",
          "TRIGGER_BUILD_CONFIG_PATH",
          "TRIGGER_NAME");

  /** What every build has, so that one without a value here is one that was not told. */
  private static final Set<String> ALWAYS =
      Set.of(
          "BUILD_ID",
          "LOCATION",
          "PROJECT_ID",
          "PROJECT_NUMBER",
          "SERVICE_ACCOUNT",
          "SERVICE_ACCOUNT_EMAIL");

  /** What pull request triggers add by themselves, and how it looks. */
  private static final Map<String, Pattern> OF_PULL_REQUESTS =
      Map.of(
          "_PR_NUMBER", Pattern.compile("[0-9]{1,18}"),
          "_HEAD_BRANCH", Pattern.compile("[^\\x00-\\x20~^:?*\\[\\\\\\x7f]*"),
          "_BASE_BRANCH", Pattern.compile("[^\\x00-\\x20~^:?*\\[\\\\\\x7f]*"),
          "_HEAD_REPO_URL", Pattern.compile("https://[^\\x00-\\x20\\x7f\"'<>]*"));

  private static final String PULL_REQUEST = "_PR_NUMBER";

  /** What a trigger takes out of the message that starts it. */
  private static final String PAYLOAD = "$(";

  private static final int LARGEST_TEXT = 1 << 20;

  private final Map<String, String> ofTheFile = new LinkedHashMap<>();
  private final Map<String, Scalar> scalars = new HashMap<>();
  private final Map<String, String> ofTheBuild = new LinkedHashMap<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Optional<String>> followed = new HashMap<>();

  /**
   * @param region that was asked, for builds that don't name theirs
   */
  Substitutions(Mapping configuration, JsonTree.Fields build, String region) {
    if (configuration.get("substitutions").orElse(null) instanceof Mapping mapping) {
      for (Entry entry : mapping.entries()) {
        if (entry.value() instanceof Scalar value) {
          ofTheFile.put(entry.key().text(), value.text());
          scalars.put(entry.key().text(), value);
        }
      }
    }
    BuildOwner owner = BuildOwner.of(build);
    values.put("LOCATION", owner.location().orElse(region));
    owner.number().ifPresent(number -> values.put("PROJECT_NUMBER", number));
    build
        .text("serviceAccount")
        .ifPresent(
            account -> {
              values.put("SERVICE_ACCOUNT", account);
              values.put("SERVICE_ACCOUNT_EMAIL", account.substring(account.lastIndexOf('/') + 1));
            });
    if (build.of().get("substitutions") instanceof JsonTree.Fields fields) {
      fields.of().keySet().forEach(key -> fields.text(key).ifPresent(v -> ofTheBuild.put(key, v)));
    }
    values.putAll(ofTheBuild);
    build.text("projectId").ifPresent(value -> values.put("PROJECT_ID", value));
    build.text("id").ifPresent(value -> values.put("BUILD_ID", value));
  }

  /** Whether a substitution of users is in the build as the file has it. */
  enum Standing {
    SAME,
    DIFFERENT,
    /** The file gives it a value that can't be followed. */
    UNCLEAR
  }

  /** Returns how the substitutions of users stand to the file, by name. */
  Map<String, Standing> standings() {
    Map<String, Standing> standings = new TreeMap<>();
    ofTheFile.keySet().forEach(name -> standings.put(name, standing(name)));
    ofTheBuild.keySet().stream()
        .filter(name -> name.startsWith("_"))
        .forEach(name -> standings.put(name, standing(name)));
    return standings;
  }

  private Standing standing(String name) {
    @Nullable String wanted = ofTheFile.get(name);
    @Nullable Scalar scalar = scalars.get(name);
    String here = ofTheBuild.getOrDefault(name, "");
    if (wanted == null || scalar == null) {
      return isOfPullRequest(name, here) ? Standing.SAME : Standing.DIFFERENT;
    }
    if (isGivenByPullRequest(name)) {
      return Standing.SAME;
    }
    Optional<String> meant = expanded(name, new HashSet<>());
    if (wanted.equals(here) || meant.equals(Optional.of(here))) {
      return Standing.SAME;
    }
    boolean open =
        meant.isEmpty() || wanted.contains(PAYLOAD) || PlainReadings.mayMean(scalar, here);
    return open ? Standing.UNCLEAR : Standing.DIFFERENT;
  }

  /** Whether a pull request trigger gives the value, in place of the file's. */
  private boolean isGivenByPullRequest(String name) {
    return ofTheBuild.containsKey(name)
        && isOfPullRequest(name, ofTheBuild.get(name))
        && isOfPullRequest(PULL_REQUEST, ofTheBuild.getOrDefault(PULL_REQUEST, ""));
  }

  private static boolean isOfPullRequest(String name, String value) {
    @Nullable Pattern shape = OF_PULL_REQUESTS.get(name);
    return shape != null && shape.matches(value);
  }

  private Optional<String> expanded(String name, Set<String> open) {
    if (followed.containsKey(name)) {
      return followed.get(name);
    }
    if (!open.add(name)) {
      return Optional.empty();
    }
    Optional<String> value = new Expansion(ofTheFile.getOrDefault(name, ""), open, false).all();
    open.remove(name);
    followed.put(name, value);
    return value;
  }

  /** Returns what the service makes of a text; empty where that can't be followed. */
  Optional<String> expand(String text) {
    return new Expansion(text, Set.of(), false).all();
  }

  /**
   * Returns what bash makes of a text, where {@link #expand} can't be certain that the service does
   * the same.
   */
  Optional<String> asBash(String text) {
    return new Expansion(text, Set.of(), true).all();
  }

  private final class Expansion {
    private final String text;
    private final Set<String> open;
    private final boolean asBash;

    /**
     * @param open substitutions whose values are being worked out
     * @param asBash whether all counts that bash knows
     */
    Expansion(String text, Set<String> open, boolean asBash) {
      this.text = text;
      this.open = open;
      this.asBash = asBash;
    }

    Optional<String> all() {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < text.length(); ) {
        char c = text.charAt(i);
        char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
        if (c != '$') {
          out.append(c);
          i++;
        } else if (next == '$') {
          out.append('$');
          i += 2;
        } else {
          boolean braces = next == '{';
          int start = i + (braces ? 2 : 1);
          int end = nameEnd(start);
          String name = text.substring(start, end);
          int close = braces ? closing(end) : end;
          if (!isKnown(name) && !isOddBrace(braces, start, close)) {
            out.append('$');
            i++;
            continue;
          }
          Optional<String> value =
              close < 0 || !isKnown(name)
                  ? Optional.empty()
                  : value(name).flatMap(v -> braces ? operated(v, end, close) : Optional.of(v));
          if (value.isEmpty() || out.length() + value.get().length() > LARGEST_TEXT) {
            return Optional.empty();
          }
          out.append(value.get());
          i = braces ? close + 1 : end;
        }
      }
      return Optional.of(out.toString());
    }

    /** {@code ${#NAME}} and {@code ${!NAME}}, which are about a name that the service knows. */
    private boolean isOddBrace(boolean braces, int start, int close) {
      if (!braces || close < 0 || start >= text.length()) {
        return false;
      }
      char mark = text.charAt(start);
      return (mark == '#' || mark == '!') && isKnown(text.substring(start + 1, nameEnd(start + 1)));
    }

    private boolean isKnown(String name) {
      return USER.matches(name) || BUILT_IN.contains(name);
    }

    private int nameEnd(int start) {
      int end = start;
      while (end < text.length() && isNamePart(text.charAt(end))) {
        end++;
      }
      return end;
    }

    /** The brace that closes what is open at {@code from}; -1 where there is none. */
    private int closing(int from) {
      int depth = 0;
      for (int i = from; i < text.length(); i++) {
        if (text.charAt(i) == '}' && depth-- == 0) {
          return i;
        }
        if (text.charAt(i) == '{' && i > 0 && text.charAt(i - 1) == '$') {
          depth++;
        }
      }
      return -1;
    }

    private Optional<String> value(String name) {
      @Nullable String wanted = ofTheFile.get(name);
      if (wanted != null && isGivenByPullRequest(name)) {
        return Optional.ofNullable(ofTheBuild.get(name));
      }
      if (wanted != null) {
        Optional<String> meant = expanded(name, new HashSet<>(open));
        // What was told once as another value isn't told again wherever it stands.
        boolean told = open.isEmpty() && meant.isPresent() && ofTheBuild.containsKey(name);
        return told && standing(name) != Standing.SAME
            ? Optional.ofNullable(ofTheBuild.get(name))
            : meant;
      }
      @Nullable String value = values.get(name);
      return value == null && ALWAYS.contains(name)
          ? Optional.empty()
          : Optional.of(value == null ? "" : value);
    }

    private Optional<String> operated(String value, int from, int close) {
      String rest = text.substring(from, close);
      if (rest.isEmpty()) {
        return Optional.of(value);
      }
      if (rest.length() > 1_000 || value.length() > 10_000) {
        return Optional.empty();
      }
      Optional<String> inner =
          rest.indexOf('$') < 0 ? Optional.of(rest) : new Expansion(rest, open, asBash).all();
      return inner.flatMap(operation -> BashExpansion.apply(value, operation, asBash));
    }
  }

  private static boolean isNamePart(char c) {
    return c == '_' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}

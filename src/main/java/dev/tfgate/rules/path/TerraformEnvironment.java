package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Namesakes;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.ciconfig.CiFiles;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.trust.Trust;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Variables such as TF_CLI_ARGS and TF_REATTACH_PROVIDERS undo the pinned plugin directory. */
public final class TerraformEnvironment implements TreeRule {
  /** What decides over plugins; TF_VAR_x, TF_LOG, TF_IN_AUTOMATION and the like don't. */
  private static final Pattern WORD =
      Pattern.compile(
          "(?<![A-Za-z0-9_])(?:"
              + Profile.variables()
              + "|dev_overrides|provider_installation|plugin_cache_dir)(?![A-Za-z0-9_])"
              + "|(?:opentofu/tofurc|\\.terraformrc|(?<![A-Za-z0-9_.-])terraform\\.rc|\\.tofurc)(?![A-Za-z0-9_.])");

  /** A line may be as long as a file: what stands further behind a word is not looked at. */
  private static final int MOST_BEHIND = 2_000;

  /** Also for one environment or machine: {@code mise.local.toml}, {@code .mise/config.ci.toml}. */
  private static final Pattern MISE =
      Pattern.compile(
          "(?:.*/)?(?:\\.?(?:mise|rtx)(?:\\.\\w+)*\\.toml"
              + "|\\.?mise/(?:config(?:\\.\\w+)*|conf\\.d/[^/]+)\\.toml)");

  /** What stands before a variable that is only read, or taken away. */
  private static final Pattern READ =
      Pattern.compile(
          "(?:\\$\\{?|\\bunset(?:\\s+-v)?(?:\\s+\\w+)*\\s+|(?:-u|--unset)[\\s=]|\\benv\\.)$");

  /** Arguments that can't lead to other plugins, state or files. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "[\"']?\\s*[:=]\\s*[\"']?"
              + "(?:\\s*--?(?:no-color|input=false|compact-warnings|detailed-exitcode"
              + "|lock=(?:true|false)|lock-timeout=[0-9a-z]+|parallelism=[0-9]+"
              + "|refresh=(?:true|false)))*\\s*[\"']?[\\s,\\]})]*(?:#.*)?");

  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))");

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "terraform-environment",
        "Environment of Terraform set from the checkout",
        Enforcement.MANDATORY,
        Layer.PATH,
        "Variables such as TF_CLI_ARGS and TF_REATTACH_PROVIDERS undo the pinned plugin"
            + " directory, and TF_ENCRYPTION has OpenTofu run a program.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (Namesakes named : checkout.byName()) {
      String name = named.lowerCase();
      boolean byName = setsEnvironment(name);
      boolean data = isData(name);
      for (CheckoutFile entry : named.entries()) {
        if (!entry.isDirectory()
            && (byName
                || setsEnvironment(entry.path(), data)
                || CiFiles.isOne(entry.path())
                || isOfMise(name, entry.path()))
            && !isGoverned(entry, trust)) {
          check(checkout, entry, findings);
        }
      }
    }
  }

  /** What is compared with a trusted copy says what the platform team wrote, or is a drift. */
  private static boolean isGoverned(CheckoutFile entry, Trust trust) {
    for (Trust.CiFile file : trust.ciConfig().files()) {
      if (entry.isFile() && file.governs(entry.path())) {
        return true;
      }
    }
    return false;
  }

  private static void check(Checkout checkout, CheckoutFile entry, Findings findings) {
    if (checkout
        .resolve(entry.path())
        .flatMap(checkout::file)
        .filter(CheckoutFile::isDirectory)
        .isPresent()) {
      return;
    }
    String text;
    try {
      text = new String(checkout.read(entry.path()), StandardCharsets.UTF_8);
    } catch (UnreadableFileException e) {
      if (e.isNotFetched()) {
        // Nobody can read here what only git's server has; the checkout says that it was left out.
        return;
      }
      findings.add(
          entry.path(),
          "The file may set the environment of a run, but it can't be read (%s). Make it readable."
              .formatted(e.getMessage()));
      return;
    }
    int number = 0;
    int offset = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      Optional<String> word = word(line);
      if (word.isPresent()) {
        int length = line.codePointCount(0, line.length());
        findings.add(
            entry.path(),
            new SourceRange(number, 1, offset, number, length + 1, offset + line.length()),
            "'"
                + word.get()
                + "' in this file changes which programs, plugins or state a run uses, whatever is pinned. Remove it. The CI sets the environment of runs.",
            line);
      }
      offset += line.length() + 1;
    }
  }

  private static boolean isData(String name) {
    return name.endsWith(".yml")
        || name.endsWith(".yaml")
        || name.endsWith(".json")
        || name.endsWith(".sh");
  }

  /** Whether a file of that name does so, in small letters, wherever it lies. */
  private static boolean setsEnvironment(String name) {
    return name.startsWith(".env")
        || name.endsWith(".env")
        || name.startsWith("jenkinsfile")
        || name.endsWith(".jenkinsfile")
        || name.equals("makefile")
        || name.equals("gnumakefile")
        || name.endsWith(".mk")
        || name.equals("justfile")
        || (isData(name)
            && (name.contains("cloudbuild")
                || name.contains(".gitlab-ci")
                || name.contains("azure-pipelines")
                || name.startsWith("bitbucket-pipelines")
                || name.startsWith("buildspec")
                || name.startsWith("taskfile")
                || name.startsWith("action.")
                || name.startsWith(".travis")
                || name.startsWith(".drone")));
  }

  /** Whether a file does so because of the folder that it lies in. */
  private static boolean setsEnvironment(String path, boolean data) {
    if (path.startsWith(".buildkite/hooks/")) {
      return true;
    }
    if (!data || !path.startsWith(".")) {
      return false;
    }
    String lower = path.toLowerCase(Locale.ROOT);
    return lower.startsWith(".github/")
        || lower.startsWith(".circleci/")
        || lower.startsWith(".gitlab")
        || lower.startsWith(".buildkite/")
        || lower.startsWith(".azure")
        || lower.startsWith(".woodpecker");
  }

  private static boolean isOfMise(String name, String path) {
    return name.endsWith(".toml") && MISE.matcher(path).matches();
  }

  /** The word in {@code line} that decides over plugins; empty where it is only read. */
  private static Optional<String> word(String line) {
    String start = line.strip();
    if (start.startsWith("#") || start.startsWith("//")) {
      return Optional.empty();
    }
    String plain = plain(line);
    Matcher matcher = WORD.matcher(plain);
    while (matcher.find()) {
      String before = plain.substring(Math.max(0, matcher.start() - 200), matcher.start());
      boolean far = plain.length() - matcher.end() > MOST_BEHIND;
      String behind =
          plain.substring(matcher.end(), far ? matcher.end() + MOST_BEHIND : plain.length());
      boolean set =
          behind.startsWith(":=")
              || (before.endsWith("env.") ? behind.strip() : behind).matches("(?s)=[^=].*");
      boolean read = READ.matcher(before).find() && !set;
      boolean harmless =
          matcher.group().startsWith("TF_CLI_ARGS")
              && !far
              && !behind.isBlank()
              && HARMLESS.matcher(behind).matches()
              && behind.contains("-");
      if (!read && !harmless) {
        return Optional.of(matcher.group());
      }
    }
    return Optional.empty();
  }

  /** The line as YAML, JSON and shells read it: without escapes and quotes inside of words. */
  private static String plain(String line) {
    if (line.indexOf('\\') < 0 && !line.contains("\"\"") && !line.contains("''")) {
      return line;
    }
    String decoded =
        ESCAPE
            .matcher(line)
            .replaceAll(
                escape -> {
                  String digits =
                      escape.group(1) != null
                          ? escape.group(1)
                          : escape.group(2) != null ? escape.group(2) : escape.group(3);
                  int point = Integer.parseUnsignedInt(digits, 16);
                  return Matcher.quoteReplacement(
                      Character.isValidCodePoint(point) ? Character.toString(point) : "?");
                });
    return decoded.replace("\"\"", "").replace("''", "").replaceAll("\\\\(?=[A-Za-z_])", "");
  }
}

package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.trust.Trust;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Variables such as TF_CLI_ARGS and TF_REATTACH_PROVIDERS undo the pinned plugin directory. */
final class TerraformEnvironment implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "terraform-environment",
        "Terraform environment set in the checkout",
        Enforcement.MANDATORY,
        Layer.PATH,
        "Variables such as TF_CLI_ARGS and TF_REATTACH_PROVIDERS undo the pinned plugin"
            + " directory.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (CheckoutFile entry : checkout.files()) {
      if (entry.isDirectory() || !isEnvironment(entry.path(), entry.name())) {
        continue;
      }
      String text;
      try {
        text = new String(checkout.read(entry.path()), StandardCharsets.UTF_8);
      } catch (UnreadableFileException e) {
        findings.add(entry.path(), "it can't be read (" + e.getMessage() + "), so it is refused");
        continue;
      }
      int number = 0;
      int offset = 0;
      for (String line : text.split("\n", -1)) {
        number++;
        String word = line.strip().startsWith("#") ? null : variable(line);
        if (word != null) {
          int length = line.codePointCount(0, line.length());
          findings.add(
              entry.path(),
              new SourceRange(number, 1, offset, number, length + 1, offset + line.length()),
              word
                  + " in here changes which plugins Terraform runs, whatever the pinned plugin"
                  + " directory; remove it: the CI sets Terraform's environment",
              line);
        }
        offset += line.length() + 1;
      }
    }
  }

  private static boolean isEnvironment(String path, String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    boolean yaml = name.endsWith(".yml") || name.endsWith(".yaml");
    return name.startsWith(".env")
        || name.endsWith(".env")
        || name.equals("jenkinsfile")
        || (yaml
            && (path.startsWith(".github/")
                || path.startsWith(".circleci/")
                || path.startsWith(".gitlab")
                || name.startsWith("cloudbuild")
                || name.startsWith(".gitlab-ci")
                || name.startsWith("azure-pipelines")
                || name.startsWith("bitbucket-pipelines")
                || name.startsWith("buildspec")
                || name.startsWith(".travis")
                || name.startsWith(".drone")));
  }

  /** The word in {@code line} that sets what decides over plugins, or null. */
  private static @Nullable String variable(String line) {
    for (String word :
        new String[] {
          "TF_CLI_ARGS",
          "TF_CLI_CONFIG_FILE",
          "TERRAFORM_CONFIG",
          "TF_REATTACH_PROVIDERS",
          "TF_DATA_DIR",
          "TF_PLUGIN_CACHE_DIR",
          ".terraformrc",
          "terraform.rc"
        }) {
      int at = line.indexOf(word);
      boolean whole = at == 0 || (at > 0 && !Character.isLetterOrDigit(line.charAt(at - 1)));
      if (whole && (at == 0 || line.charAt(at - 1) != '_')) {
        return word;
      }
    }
    return null;
  }
}

package dev.tfgate.rules.path;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Namesakes;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.TreeRule;
import dev.tfgate.trust.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Terraform runs plugins that it finds beside the configuration. */
public final class PluginInCheckout implements TreeRule {
  private static final String PLATFORM =
      "(linux|darwin|windows|freebsd|openbsd|solaris)_[a-z0-9]{2,8}";

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "plugin-in-checkout",
        "Plugin in the checkout",
        Enforcement.MANDATORY,
        Layer.PATH,
        "Terraform runs plugins that it finds beside the configuration.");
  }

  /** What no system takes for a program where the file isn't executable. */
  private static final List<String> TEXTS =
      List.of(
          ".adoc", ".go", ".hcl", ".html", ".java", ".js", ".json", ".md", ".png", ".py", ".rb",
          ".rst", ".svg", ".tf", ".toml", ".ts", ".txt", ".yaml", ".yml");

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    pinnedDirectory(checkout, trust)
        .ifPresent(
            path ->
                findings.add(
                    path,
                    "The plugin directory of gate.yaml (terraform.plugin_dir) lies in the checkout, so a pull request could replace the plugins. Put them into the image, outside of the checkout."));
    for (Namesakes named : checkout.byName()) {
      String name = named.lowerCase();
      boolean folder = name.equals("terraform.d") || name.equals(".terraform.d");
      boolean plugin = name.startsWith("terraform-provi");
      boolean platform = name.indexOf('_') > 0 && named.name().matches(PLATFORM);
      if (folder || plugin || platform) {
        for (CheckoutFile entry : named.entries()) {
          if (folder
              || (plugin && !entry.isDirectory() && isPlugin(name, entry.mode()))
              || (platform && entry.isDirectory() && isPackage(entry.path()))) {
            findings.add(
                entry.path(),
                "%s looks for plugins under this name and would run them. Remove it. Plugins come from the pinned plugin directory alone."
                    .formatted(trust.programs().runners()));
          }
        }
      }
    }
  }

  /** Where the plugin directory of gate.yaml lies in the checkout, links resolved. */
  private static Optional<String> pinnedDirectory(Checkout checkout, Trust trust) {
    Path top = checkout.top().orElse(null);
    Path directory = trust.pluginDirectory();
    if (top == null || directory == null) {
      return Optional.empty();
    }
    Path real = directory.normalize();
    try {
      real = directory.toRealPath();
    } catch (IOException e) {
      // What does not exist is told by its name.
    }
    return real.startsWith(top)
        ? Optional.of(real.equals(top) ? "." : top.relativize(real).toString())
        : Optional.empty();
  }

  private static boolean isPlugin(String name, int mode) {
    if (name.startsWith("terraform-provisioner-")) {
      return true;
    }
    if (!name.startsWith("terraform-provider-")) {
      return false;
    }
    if ((mode & 0111) != 0) {
      return true;
    }
    return TEXTS.stream().noneMatch(name::endsWith);
  }

  /** Whether it is HOST/NAMESPACE/TYPE/VERSION/OS_ARCH of a plugin directory or cache. */
  private static boolean isPackage(String path) {
    String[] parts = path.split("/", 0);
    return parts.length >= 5
        && parts[parts.length - 1].matches(PLATFORM)
        && parts[parts.length - 2].matches("[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}[^/]{0,60}")
        && parts[parts.length - 5].indexOf('.') > 0;
  }
}

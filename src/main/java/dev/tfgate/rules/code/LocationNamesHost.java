package dev.tfgate.rules.code;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ProviderAddress;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Locations that the provider google puts into the names of its hosts as they are. */
public final class LocationNamesHost implements RootRule {
  private static final Set<String> PROVIDERS = Set.of("google", "google-beta");

  /** They stand in addresses such as {@code https://{{location}}-run.googleapis.com/}. */
  private static final List<String> LOCATIONS = List.of("location", "region", "parent");

  /**
   * What no name of an object starts with: an end of a host's name, behind a host where it is a
   * slash.
   */
  private static final Pattern ANOTHER_HOST =
      Pattern.compile("^[^/]*[?#\\\\]|^[^/$]*[.@][^/]*/|^[^/$]+:[0-9]+/|^(?:0x)?[0-9]+/|^\\[");

  /** Behind a space stand members of a policy, which may hold {@code ?uid=}. */
  private static final Pattern IN_ID = Pattern.compile("^[^ ]*[?#]");

  private static final Pattern IN_PATH = Pattern.compile("(?:locations|regions)/[^/]*[?#]");

  private static final String MESSAGE =
      "The provider google puts this into the names of the hosts that it asks, at plan too, and it"
          + " holds what ends a host's name: the build's token would go to another host. Write the"
          + " plain name of a location.";

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "location-names-host",
        "Location that names another host",
        Enforcement.MANDATORY,
        Layer.CODE,
        "Some services of Google Cloud have a host for each location, and the provider puts the"
            + " location into its name as it is written.");
  }

  @Override
  public void check(Root root, Scope scope, Findings findings) {
    for (Root.Reached reached : root.modules()) {
      Module module = reached.module();
      for (Resource resource : module.resources()) {
        if (resource.type().startsWith("google_")) {
          for (String name : LOCATIONS) {
            look(root, module, resource.declaration(), name, scope, findings);
          }
        }
      }
      for (Declaration provider : module.declarations("provider")) {
        if (module
            .provider(provider.block().label(0))
            .map(ProviderAddress::type)
            .filter(PROVIDERS::contains)
            .isPresent()) {
          look(root, module, provider, "region", scope, findings);
        }
      }
      for (Declaration imported : module.declarations("import")) {
        look(root, module, imported, "id", scope, findings);
      }
    }
  }

  private static void look(
      Root root, Module module, Declaration block, String name, Scope scope, Findings findings) {
    Optional<Argument> argument = block.argument(name);
    if (argument.isEmpty()) {
      return;
    }
    Possible value = scope.value(root, module, block, argument.get());
    boolean other =
        switch (name) {
          case "id" -> importsGoogle(block) && holds(IN_ID, value);
          case "parent" -> holds(IN_PATH, value);
          default -> holds(ANOTHER_HOST, value);
        };
    if (other) {
      findings.add(root, argument.get().file(), argument.get().attribute().range(), MESSAGE);
    }
  }

  private static boolean holds(Pattern pattern, Possible value) {
    return value.options().stream()
        .anyMatch(
            option -> option instanceof Possible.Text text && pattern.matcher(known(text)).find());
  }

  /** The text, with a letter where it isn't known. */
  private static String known(Possible.Text text) {
    StringBuilder known = new StringBuilder();
    for (Piece piece : text.pieces()) {
      known.append(piece instanceof Piece.Literal(var literal) ? literal : "x");
    }
    return known.toString();
  }

  private static boolean importsGoogle(Declaration block) {
    return block
        .argument("to")
        .filter(to -> to.file().hcl().source().text(to.value().range()).contains("google_"))
        .isPresent();
  }
}

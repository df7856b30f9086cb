package dev.tfgate.terraform.profile;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a program does at one version, or at whichever version where none is pinned: then all that
 * any of them does.
 *
 * @param program which one
 * @param release the version; null where any may run
 */
public record Profile(Engine program, @Nullable Release release) {
  /** Any version of Terraform. */
  public static final Profile TERRAFORM = new Profile(Engine.TERRAFORM, null);

  /** Any version of OpenTofu. */
  public static final Profile TOFU = new Profile(Engine.TOFU, null);

  /** Whether it has a feature; where no version is pinned, whether some version has. */
  public boolean has(Feature feature) {
    return has(feature.since());
  }

  boolean has(Since since) {
    return since.includes(program, release);
  }

  /** Whether a block of that type may stand at the top of a file of configuration. */
  public boolean hasBlock(String type) {
    return has(Names.BLOCKS, type);
  }

  /** Whether a block of that type may stand in a {@code terraform} block. */
  public boolean hasSetting(String type) {
    return has(Names.SETTINGS, type);
  }

  /** Whether an argument of that name may stand in a {@code terraform} block. */
  public boolean hasSettingArgument(String name) {
    return Names.SETTING_ARGUMENTS.contains(name);
  }

  /** Whether it has a subcommand, of those that may run. */
  public boolean hasCommand(String name) {
    return has(Names.COMMANDS.getOrDefault(name, Since.ALWAYS));
  }

  /**
   * Whether a subcommand takes an option, of those that may be given.
   *
   * @param option its name without dashes
   */
  public boolean hasOption(String command, String option) {
    boolean variable = option.equals("var") || option.equals("var-file");
    Since since =
        variable
            ? Names.EARLY_VARIABLES.getOrDefault(command, Since.ALWAYS)
            : Names.OPTIONS.getOrDefault(command + " -" + option, Since.ALWAYS);
    return hasCommand(command) && has(since);
  }

  /**
   * The variables of the environment that start or redirect something in any program, as one
   * pattern: what a checkout sets for the other one is no better.
   */
  public static String variables() {
    return String.join("|", new TreeSet<>(Names.VARIABLES.keySet())).replace("*", "[A-Za-z0-9_]*");
  }

  /** Whether any program takes a file of that name for configuration of its command line. */
  public static boolean isCliFile(String lowerCase) {
    for (String name : Names.CLI_FILES.keySet()) {
      if (name.startsWith("*") ? lowerCase.endsWith(name.substring(1)) : lowerCase.equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether plans of any program have that section. */
  public static boolean isPlanSection(String name) {
    return Names.PLAN_SECTIONS.containsKey(name);
  }

  /** Whether its plans may have that section. */
  boolean hasPlanSection(String name) {
    return has(Names.PLAN_SECTIONS, name);
  }

  private boolean has(Map<String, Since> names, String name) {
    Since since = names.get(name);
    return since != null && has(since);
  }

  /** The programs, with their versions, that know a block at the top or in {@code terraform}. */
  public static Optional<String> owners(String block) {
    Since since = Names.BLOCKS.getOrDefault(block, Names.SETTINGS.get(block));
    if (since == null) {
      return Optional.empty();
    }
    Set<String> owners = new TreeSet<>();
    for (Engine program : Engine.values()) {
      if (since.of(program) != Since.NEVER) {
        owners.add("%s 1.%d".formatted(program.title(), since.of(program)));
      }
    }
    return Optional.of(String.join(" and ", owners) + " and later");
  }

  /** Whether tfgate was tried with this version; without a pin there is none to be tried. */
  public boolean isVerified() {
    return release == null || program.isVerified(release);
  }

  /** For sentences: {@code Terraform 1.16.4}; without the version where none is pinned. */
  public String title() {
    return release == null ? program.title() : program.title() + " " + release.text();
  }

  @Override
  public String toString() {
    return title();
  }
}

package dev.tfgate.trust;

import com.google.re2j.Pattern;
import dev.tfgate.plugins.Manifest;
import dev.tfgate.report.Enforcement;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.text.Glob;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the platform team decides: {@code gate.yaml} and the manifest, or the defaults where there
 * is no trust directory.
 *
 * @param location the trust directory, or null where the defaults hold
 * @param roots the directories in which Terraform is run; null means: discover them, and so does
 *     one that only leaves some out
 * @param pluginDirectory the absolute plugin directory, or null where none is named
 * @param manifest the pinned packages; {@link Manifest#EMPTY} where there is no manifest
 * @param manifestPath where the manifest lies, or null where there is none
 * @param programChoices which pinned program runs which roots
 * @param run how {@code tfgate terraform} runs
 * @param modules module sources that are allowed beside relative paths
 * @param backends the allowed backends
 * @param backendConfigFiles partial backend configuration that CI passes to {@code init}
 * @param remoteState the allowed backends of {@code terraform_remote_state}
 * @param encryption the allowed key providers of OpenTofu's encryption, by type and arguments
 * @param deniedArguments further denied provider arguments, {@code aws.endpoints}
 * @param allowedArguments denied arguments that are allowed with a value
 * @param deniedTypes further denied types, {@code data.aws_lambda_invocation}
 * @param allowedTypes types that are allowed although the rules deny them
 * @param ciConfig the CI configuration and its trusted copies
 * @param webhook which events become which builds, or null where none does
 * @param dispatch the build that each root gets, or null where there is none
 * @param owners who loses the Owner role of a new project
 * @param rules enforcement by rule id, where it is not the rule's own
 * @param exceptions in the order of the file
 * @param exceptionFiles absolute paths of further files that they stand in
 * @param policies absolute directories of policies
 * @param limits bounds on what is read
 * @param identities who the roots are
 * @param contact whom to ask about findings, or null
 * @param notes what is not governed, in sentences for the report
 */
public record Trust(
    @Nullable TrustLocation location,
    @Nullable ForRoots roots,
    @Nullable Path pluginDirectory,
    Manifest manifest,
    @Nullable Path manifestPath,
    List<ProgramChoices.Choice> programChoices,
    Run run,
    List<ModuleSource> modules,
    List<AllowedBackend> backends,
    List<Glob> backendConfigFiles,
    List<AllowedBackend> remoteState,
    List<AllowedBackend> encryption,
    List<String> deniedArguments,
    List<AllowedArgument> allowedArguments,
    List<String> deniedTypes,
    List<AllowedType> allowedTypes,
    CiConfig ciConfig,
    @Nullable WebhookSettings webhook,
    @Nullable DispatchSettings dispatch,
    Owners owners,
    Map<String, Enforcement> rules,
    List<TrustedException> exceptions,
    List<Path> exceptionFiles,
    List<Path> policies,
    Limits limits,
    Identities identities,
    @Nullable String contact,
    List<String> notes) {

  /** The backends that are allowed where {@code gate.yaml} has no list. */
  static final List<AllowedBackend> DEFAULT_BACKENDS =
      List.of(
          new AllowedBackend("local", Map.of(), ForRoots.ALL, true),
          new AllowedBackend("gcs", Map.of("bucket", "**", "prefix", "**"), ForRoots.ALL, true));

  public Trust {
    programChoices = List.copyOf(programChoices);
    modules = List.copyOf(modules);
    backends = List.copyOf(backends);
    backendConfigFiles = List.copyOf(backendConfigFiles);
    remoteState = List.copyOf(remoteState);
    encryption = List.copyOf(encryption);
    deniedArguments = List.copyOf(deniedArguments);
    allowedArguments = List.copyOf(allowedArguments);
    deniedTypes = List.copyOf(deniedTypes);
    allowedTypes = List.copyOf(allowedTypes);
    rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    exceptions = List.copyOf(exceptions);
    exceptionFiles = List.copyOf(exceptionFiles);
    policies = List.copyOf(policies);
    notes = List.copyOf(notes);
  }

  /** Returns what holds without a trust directory; no provider is pinned. */
  public static Trust defaults() {
    return new Trust(
        null,
        null,
        null,
        Manifest.EMPTY,
        null,
        List.of(),
        Run.DEFAULT,
        List.of(),
        DEFAULT_BACKENDS,
        List.of(),
        DEFAULT_BACKENDS,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        CiConfig.NONE,
        null,
        null,
        Owners.CREATOR,
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        Limits.DEFAULT,
        Identities.NONE,
        null,
        List.of(
            "there is no trust directory, so no provider is pinned, no CI configuration is compared and no policy runs. Name one with --trust"));
  }

  /** Which of the pinned programs runs which roots. */
  public ProgramChoices programs() {
    return new ProgramChoices(manifest.programs(), programChoices);
  }

  /**
   * How {@code tfgate terraform} runs.
   *
   * @param passEnvironment variables that it lets through
   * @param printState subcommands that may print the secrets of the state
   * @param localState whether {@code backends.allow} itself names the local backend, so that a
   *     state may be kept on the machine in CI
   */
  public record Run(List<String> passEnvironment, List<String> printState, boolean localState) {
    static final Run DEFAULT = new Run(List.of(), List.of(), false);

    public Run {
      passEnvironment = List.copyOf(passEnvironment);
      printState = List.copyOf(printState);
    }
  }

  /**
   * Whether {@code types.allow} names a type.
   *
   * @param mode {@code resource}, {@code data}, {@code ephemeral} or {@code action}; a type without
   *     a mode stands for the resource
   * @param root path of the root that it belongs to, or null to ask whether any may have it
   */
  public boolean allowsType(String mode, String type, @Nullable String root) {
    for (AllowedType allowed : allowedTypes) {
      if (allowed.roots().include(root) && allowed.names(mode, type)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every root may have what {@code types.allow} names a type. */
  public boolean allowsTypeEverywhere(String mode, String type) {
    for (AllowedType allowed : allowedTypes) {
      if (allowed.roots().isAll() && allowed.names(mode, type)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A type that is allowed.
   *
   * @param name {@code data.archive_file}; without a mode it stands for the resource
   * @param roots for which it is allowed
   */
  public record AllowedType(String name, ForRoots roots) {
    /** Whether it names that type of that mode. */
    public boolean names(String mode, String type) {
      return name.equals(type)
          ? mode.equals("resource")
          : name.length() == mode.length() + 1 + type.length()
              && name.startsWith(mode)
              && name.charAt(mode.length()) == '.'
              && name.endsWith(type);
    }
  }

  /**
   * Whether {@code types.deny} names a type.
   *
   * @param mode {@code resource}, {@code data}, {@code ephemeral} or {@code action}; a type without
   *     a mode stands for all four
   */
  public boolean deniesType(String mode, String type) {
    return deniedTypes.contains(mode + "." + type) || deniedTypes.contains(type);
  }

  /**
   * A module source that is allowed.
   *
   * @param source without the ref
   * @param ref the whole {@code ref}, or the version of a registry module, must match; null for any
   * @param version the whole version of a registry module must match, or null for any
   * @param roots for which it is allowed
   */
  public record ModuleSource(
      Glob source, @Nullable Pattern ref, @Nullable Pattern version, ForRoots roots) {}

  /**
   * A backend that is allowed: the type equal, each listed argument present and matching, no other.
   *
   * @param arguments globs by name, in which {@code {root}} stands for the root's path; what stands
   *     in an object or a block has a dotted name
   * @param roots for which it is allowed
   * @param constantsOnly whether stars cover nothing that is not known
   */
  public record AllowedBackend(
      String type, Map<String, String> arguments, ForRoots roots, boolean constantsOnly) {
    /** The pattern of {@code any: true}. */
    public static final String ANY = "**";

    /** Copies the arguments. */
    public AllowedBackend {
      arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /** Whether the backend may have an argument of that name. */
    public boolean names(String argument) {
      return pattern(argument) != null;
    }

    /** The pattern for an argument; null where the entry does not name it. */
    public @Nullable String pattern(String argument) {
      String own = arguments.get(argument);
      for (int dot = argument.lastIndexOf('.');
          own == null && dot > 0;
          dot = argument.lastIndexOf('.', dot - 1)) {
        // What an object holds is whatever it is where the object as a whole may be that.
        String outer = arguments.get(argument.substring(0, dot));
        own = ANY.equals(outer) ? outer : null;
        if (outer != null) {
          break;
        }
      }
      return own;
    }

    /** Whether exactly the arguments that the entry names are among {@code given}. */
    public boolean fitsNames(Set<String> given) {
      for (String name : given) {
        if (!names(name)) {
          return false;
        }
      }
      for (String name : arguments.keySet()) {
        boolean there = given.contains(name);
        for (String argument : given) {
          there = there || (ANY.equals(arguments.get(name)) && argument.startsWith(name + "."));
        }
        if (!there) {
          return false;
        }
      }
      return true;
    }

    /**
     * Whether a backend with these literal arguments is allowed.
     *
     * @param root the root's path in the checkout, {@code .} at the top
     */
    public boolean matches(String type, Map<String, String> given, String root) {
      if (!type.equals(this.type) || !roots.include(root) || !fitsNames(given.keySet())) {
        return false;
      }
      for (Map.Entry<String, String> argument : given.entrySet()) {
        String pattern = pattern(argument.getKey());
        if (pattern == null || !Glob.of(pattern, root).matches(argument.getValue())) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * A denied provider argument that is allowed.
   *
   * @param argument {@code google.project}
   * @param value what it may be; null for whatever it is
   * @param roots for which it is allowed
   */
  public record AllowedArgument(String argument, @Nullable Glob value, ForRoots roots) {}

  /**
   * The CI configuration.
   *
   * @param runningBuild whether the running build is compared too
   * @param files the files with a trusted copy
   */
  public record CiConfig(boolean runningBuild, List<CiFile> files) {
    /** Governs nothing. */
    public static final CiConfig NONE = new CiConfig(false, List.of());

    public CiConfig {
      files = List.copyOf(files);
    }
  }

  /**
   * A file, or a folder with all that is in it, of the CI configuration.
   *
   * @param path in the checkout, without {@code /} at its end
   * @param trusted where the trusted copy lies; a folder for a folder
   */
  public record CiFile(String path, ObjectAddress trusted) {
    /** Whether a file of the checkout is the one that is compared, or lies in the folder. */
    public boolean governs(String file) {
      return file.equals(path) || (file.startsWith(path) && file.charAt(path.length()) == '/');
    }
  }

  /**
   * Who loses the Owner role of a new project.
   *
   * @param strip {@code creator} or members
   * @param keep members that keep it
   * @param otherAdmins members that administer every project from above
   */
  public record Owners(List<String> strip, List<String> keep, List<String> otherAdmins) {
    /** Takes the role from the creator of the project. */
    public static final Owners CREATOR = new Owners(List.of("creator"), List.of(), List.of());

    public Owners {
      strip = List.copyOf(strip);
      keep = List.copyOf(keep);
      otherAdmins = List.copyOf(otherAdmins);
    }
  }

  /**
   * Bounds on what is read.
   *
   * @param fileBytes the largest file, in bytes
   * @param nesting the deepest nesting of expressions and blocks
   * @param seconds the longest check
   * @param ruleSeconds how long one rule may look at one place
   */
  public record Limits(int fileBytes, int nesting, int seconds, int ruleSeconds) {
    /** 4 MiB, 200 levels, 10 minutes and 2 minutes. */
    public static final Limits DEFAULT = new Limits(4 * 1024 * 1024, 200, 600, 120);
  }
}

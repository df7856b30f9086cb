package dev.tfgate.trust;

import dev.tfgate.checkout.OtherWriters;
import dev.tfgate.plugins.Manifest;
import dev.tfgate.plugins.ProgramPlaces;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Mode;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.trust.Trust.CiConfig;
import dev.tfgate.trust.Trust.CiFile;
import dev.tfgate.trust.WebhookSettings.SecretAddress;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a trust directory as a whole, and refuses one that others could have written. */
public final class TrustReader {
  private TrustReader() {}

  /**
   * Reads the trust directory that {@code location} names, or returns the defaults in local mode
   * where there is none.
   *
   * @param checkout the top of the checkout, or null where none is checked
   * @param knownRules the layer of every rule id, to check those of the file; empty to check none
   * @throws ExitException with code 2 and every problem in its message
   */
  public static Trust read(
      Optional<TrustLocation> location,
      Mode mode,
      @Nullable Path checkout,
      Map<String, Layer> knownRules) {
    return read(location, mode, checkout, (policies, problems) -> knownRules);
  }

  /** As above, where {@code gate.yaml} may speak of policies too. */
  public static Trust read(
      Optional<TrustLocation> location, Mode mode, @Nullable Path checkout, KnownRules knownRules) {
    if (location.isEmpty()) {
      if (mode == Mode.CI) {
        throw new ExitException(
            ExitCode.USAGE,
            "there is no trust directory, and in CI mode the gate needs to know what is pinned.%s Name it with --trust or TFGATE_TRUST, or put it at /etc/tfgate. 'tfgate doctor' says why this is CI mode"
                .formatted(
                    checkout != null && Files.exists(checkout.resolve("gate.yaml"))
                        ? " The gate.yaml of the checkout does not count there, because a pull request could change it."
                        : ""));
      }
      return Trust.defaults();
    }
    Problems problems = new Problems();
    Optional<Trust> trust = read(location.get(), mode, checkout, knownRules, problems);
    if (!problems.isEmpty() || trust.isEmpty()) {
      StringBuilder message = new StringBuilder("the trust directory is not valid:");
      for (Problem problem : problems.sorted()) {
        message.append("\n  ").append(problem);
      }
      throw new ExitException(ExitCode.USAGE, message.toString());
    }
    return trust.get();
  }

  /**
   * Reads a trust directory.
   *
   * @param problems takes everything that is wrong; the result only counts where it stays empty
   */
  public static Optional<Trust> read(
      TrustLocation location,
      Mode mode,
      @Nullable Path checkout,
      KnownRules knownRules,
      Problems problems) {
    Path file = location.path().resolve("gate.yaml");
    Optional<byte[]> bytes = TrustFile.bytes(file, "named by " + location.source(), problems);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    Optional<Trust> gate =
        new GateFile(location, problems, knownRules).read(file.toString(), bytes.get());
    if (gate.isEmpty()) {
      return Optional.empty();
    }
    Trust trust = withManifest(gate.get(), file, checkout, problems);
    if (mode == Mode.CI) {
      checkPlaces(trust, file, checkout, problems);
    }
    return Optional.of(trust);
  }

  /** The CI configuration, with the paths that begin beside gate.yaml begun at the top. */
  private static CiConfig placed(
      CiConfig config, @Nullable TrustLocation location, @Nullable Path checkout) {
    String folder = "";
    if (location != null && checkout != null) {
      try {
        Path top = checkout.toRealPath();
        Path written = location.path().toAbsolutePath().normalize();
        // A link on the way is left to the comparison, which refuses it.
        Path trust = written.startsWith(top) ? written : written.toRealPath();
        if (trust.startsWith(top) && !trust.equals(top)) {
          folder = top.relativize(trust) + "/";
        }
      } catch (IOException e) {
        // Then gate.yaml is none that could be read.
      }
    }
    List<CiFile> files = new ArrayList<>();
    for (CiFile file : config.files()) {
      files.add(
          file.path().startsWith(GateFile.BESIDE)
              ? new CiFile(folder + file.path().substring(GateFile.BESIDE.length()), file.trusted())
              : file);
    }
    return new CiConfig(config.runningBuild(), files);
  }

  private static Trust withManifest(
      Trust trust, Path gateFile, @Nullable Path checkout, Problems problems) {
    TrustLocation location = trust.location();
    Path path = trust.manifestPath();
    List<String> notes = new ArrayList<>(trust.notes());
    Manifest manifest = Manifest.EMPTY;
    if (path == null && location != null) {
      Path usual = location.path().resolve(Manifest.FILE_NAME);
      path = Files.exists(usual, LinkOption.NOFOLLOW_LINKS) ? usual : null;
    }
    if (path == null) {
      notes.add("no provider is pinned, because there is no " + Manifest.FILE_NAME);
    } else {
      Path file = path;
      Problems found = new Problems();
      Optional<byte[]> bytes = TrustFile.bytes(file, "the manifest that gate.yaml names", found);
      manifest = bytes.map(b -> Manifest.read(file.toString(), b, found)).orElse(Manifest.EMPTY);
      found.sorted().forEach(problems::add);
    }
    ProgramChoices programs = new ProgramChoices(manifest.programs(), trust.programChoices());
    for (ProgramChoices.Choice choice : trust.programChoices()) {
      programs
          .problem(choice)
          .ifPresent(
              problem ->
                  problems.add(gateFile.toString(), choice.position(), "programs: " + problem));
    }
    for (Path policies : trust.policies()) {
      if (!Files.exists(policies)) {
        problems.add(
            policies.toString(),
            null,
            "gate.yaml names these policies, and nothing is there. Put them there, or remove the entry");
      }
    }
    return new Trust(
        trust.location(),
        trust.roots(),
        trust.pluginDirectory(),
        manifest,
        path,
        trust.programChoices(),
        trust.run(),
        trust.modules(),
        trust.backends(),
        trust.backendConfigFiles(),
        trust.remoteState(),
        trust.encryption(),
        trust.deniedArguments(),
        trust.allowedArguments(),
        trust.deniedTypes(),
        trust.allowedTypes(),
        placed(trust.ciConfig(), trust.location(), checkout),
        trust.webhook(),
        trust.dispatch(),
        trust.owners(),
        trust.rules(),
        trust.exceptions(),
        trust.exceptionFiles(),
        trust.policies(),
        trust.limits(),
        trust.identities(),
        trust.contact(),
        notes);
  }

  /** Everything that decides lies outside the checkout, and only its owner can write it. */
  private static void checkPlaces(
      Trust trust, Path gateFile, @Nullable Path checkout, Problems problems) {
    Map<Path, String> places = new LinkedHashMap<>();
    places.put(gateFile, "the trust directory");
    if (trust.manifestPath() != null) {
      places.put(trust.manifestPath(), "the manifest");
    }
    if (trust.pluginDirectory() != null) {
      addTree(trust.pluginDirectory(), "the plugin directory", places, problems);
    }
    ProgramPlaces.of(trust.manifest().programs())
        .forEach(program -> places.put(program, "the program that runs"));
    for (Path exceptions : trust.exceptionFiles()) {
      places.put(exceptions, "the file of exceptions");
    }
    for (Path policies : trust.policies()) {
      addTree(policies, "the policies", places, problems);
    }
    for (CiFile file : trust.ciConfig().files()) {
      if (file.trusted() instanceof ObjectAddress.OnDisk copy) {
        addTree(copy.path(), "the trusted copy of " + file.path(), places, problems);
      }
    }
    if (trust.webhook() != null) {
      addFiles(trust.webhook(), places);
    }
    if (trust.dispatch() != null) {
      addJob(trust.dispatch().plan(), "the configuration of plan", places);
      addJob(trust.dispatch().apply(), "the configuration of apply", places);
    }
    OtherWriters others;
    try {
      others = OtherWriters.here();
    } catch (IOException e) {
      problems.add(gateFile.toString(), null, "who else may write it is not known: " + e);
      return;
    }
    places.forEach((path, what) -> checkPlace(path, what, checkout, others, problems));
  }

  private static void addFiles(WebhookSettings webhook, Map<Path, String> places) {
    addJob(webhook.plan(), "the configuration of plan", places);
    addJob(webhook.apply(), "the configuration of apply", places);
    for (SecretAddress secret : webhook.secrets()) {
      if (secret instanceof SecretAddress.InFile file) {
        places.put(file.path(), "the webhook's secret");
      }
    }
    if (webhook.token() instanceof SecretAddress.InFile file) {
      places.put(file.path(), "the webhook's token");
    }
  }

  private static void addJob(
      WebhookSettings.@Nullable Job job, String what, Map<Path, String> places) {
    if (job != null && job.configuration() instanceof ObjectAddress.OnDisk file) {
      places.put(file.path(), what);
    }
  }

  private static void addTree(Path top, String what, Map<Path, String> places, Problems problems) {
    places.put(top, what);
    if (!Files.isDirectory(top)) {
      return;
    }
    // A link at the top is followed, as reading does.
    try (java.util.stream.Stream<Path> files = Files.walk(top.toRealPath())) {
      files.sorted().forEach(file -> places.putIfAbsent(file, what));
    } catch (IOException | java.io.UncheckedIOException e) {
      problems.add(top.toString(), null, "can't be listed: " + e.getMessage());
    }
  }

  private static void checkPlace(
      Path path, String what, @Nullable Path checkout, OtherWriters others, Problems problems) {
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        inside(path.toAbsolutePath().normalize(), path, what, checkout, problems);
        return;
      }
      Path real = path.toRealPath();
      Path absolute = path.toAbsolutePath().normalize();
      if (!inside(real, path, what, checkout, problems)) {
        Path parent = absolute.getParent();
        Path named = parent == null ? real : parent.toRealPath().resolve(path.getFileName());
        inside(named, path, what, checkout, problems);
      }
      others
          .of(absolute)
          .ifPresent(problem -> problems.add(path.toString(), null, what + " " + problem));
    } catch (IOException e) {
      problems.add(path.toString(), null, what + " can't be resolved: " + e.getMessage());
    }
  }

  private static boolean inside(
      Path real, Path path, String what, @Nullable Path checkout, Problems problems)
      throws IOException {
    if (checkout == null || !real.startsWith(checkout.toRealPath())) {
      return false;
    }
    problems.add(
        path.toString(),
        null,
        "%s lies inside the checkout (%s), where a pull request could change it in CI mode. Put it into"
                .formatted(what, checkout)
            + " the image");
    return true;
  }
}

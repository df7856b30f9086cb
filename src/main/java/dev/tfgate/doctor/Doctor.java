package dev.tfgate.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.plugins.PackageHash;
import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.plugins.ProgramBinary;
import dev.tfgate.plugins.ProgramOnPath;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Json;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Wrapped;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.trust.Identities;
import dev.tfgate.trust.Identities.Identity;
import dev.tfgate.trust.Identities.Phase;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.TrustReader;
import dev.tfgate.yaml.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What tfgate finds around it. Looks and tells; nothing it misses is an error. */
public final class Doctor {
  private static final int CREDENTIALS_LIMIT = 1 << 20;
  private static final int PROGRAM_SECONDS = 5;
  private static final Set<String> CREDENTIAL_KINDS =
      Set.of(
          "service_account",
          "authorized_user",
          "external_account",
          "external_account_authorized_user",
          "impersonated_service_account",
          "gdch_service_account");

  /**
   * One thing that was looked for.
   *
   * @param name what it is
   * @param path where it was found, or null
   * @param version its version or kind, or null
   * @param meaning what it means that it is there, or not
   */
  public record Observation(
      String name, boolean found, @Nullable Path path, @Nullable String version, String meaning) {}

  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final RunMode mode;
  private final Optional<TrustLocation> trust;
  private final @Nullable Path root;

  /**
   * Looks around a run of that mode, with that trust directory.
   *
   * @param root a root module whose identities are told, or null for none
   */
  public Doctor(
      Map<String, String> environment,
      Path workingDirectory,
      RunMode mode,
      Optional<TrustLocation> trust,
      @Nullable Path root) {
    this.environment = environment;
    this.workingDirectory = workingDirectory;
    this.mode = mode;
    this.trust = trust;
    this.root = root;
  }

  /** Returns what was found and what was not. */
  public List<Observation> observe() {
    List<Observation> observations = new ArrayList<>();
    Optional<Trust> trusted = trusted();
    for (Engine engine : Engine.values()) {
      engine(engine, trusted).ifPresent(observations::add);
    }
    observations.add(
        program(
            "git",
            List.of("--version"),
            "tells which files are ignored or changed",
            "nothing on the PATH, so every file on disk counts as part of the checkout"));
    observations.add(trustDirectory());
    observations.add(pluginDirectory(trusted));
    observations.add(credentials());
    if (root != null) {
      for (Phase phase : Phase.values()) {
        observations.add(identity(root, phase, trusted, workingDirectory));
      }
    }
    return observations;
  }

  /** Who a root would be: by where it really lies, as a run sees it. */
  private static Observation identity(
      Path root, Phase phase, Optional<Trust> trusted, Path standing) {
    String name = "identity for " + phase.word();
    if (trusted.isEmpty()) {
      return new Observation(
          name, false, root, null, "nothing says who it is: there is no valid trust directory");
    }
    Identities identities = trusted.get().identities();
    if (identities.isEmpty()) {
      return new Observation(
          name, false, root, null, "gate.yaml has no identities, so it is the caller of tfgate");
    }
    try {
      Path real = root.toRealPath();
      Path top = Checkout.top(real);
      Optional<Path> around = Checkout.around(top, standing.toRealPath());
      if (around.isPresent()) {
        return new Observation(
            name,
            false,
            real,
            null,
            "it lies in a repository of its own, '%s', inside of '%s', so its path is another root's and no command runs it"
                .formatted(top, around.get()));
      }
      String relative = top.relativize(real).toString();
      String path = relative.isEmpty() ? "." : relative;
      Optional<Identity> identity = identities.of(path, phase);
      if (identity.isEmpty()) {
        return new Observation(
            name,
            false,
            real,
            null,
            "no entry of identities names '%s', so it has no credentials".formatted(path));
      }
      @Nullable String account = identity.get().serviceAccount();
      @Nullable String role = identity.get().role();
      return account == null && role == null
          ? new Observation(
              name,
              false,
              real,
              null,
              "the entry of '%s' names nothing for %s, so it has no credentials"
                  .formatted(path, phase.word()))
          : new Observation(
              name,
              true,
              real,
              account == null ? role : account,
              (account == null ? "no account of Google; " : "the account of Google; ")
                  + (role == null
                      ? "no role of AWS"
                      : "the role of AWS is %s, had by %s for %s"
                          .formatted(
                              role,
                              account == null ? "the identity that runs tfgate" : "that account",
                              identity.get().audience())));
    } catch (IOException e) {
      return new Observation(name, false, root, null, "it can't be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return new Observation(name, false, root, null, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Prints the observations for a reader.
   *
   * @param columns width that text is wrapped to
   */
  public void print(PrintStream out, int columns) {
    out.println("mode                " + mode.mode().word() + " (" + mode.reason() + ")");
    for (Observation seen : observe()) {
      StringBuilder line = new StringBuilder(seen.name());
      line.append(" ".repeat(Math.max(1, 20 - seen.name().length())));
      line.append(seen.found() ? "" : "not found ");
      if (seen.version() != null) {
        line.append(Printable.line(seen.version())).append(' ');
      }
      if (seen.path() != null) {
        line.append(Printable.line(seen.path().toString()));
      }
      out.println(line.toString().stripTrailing());
      for (String part : Wrapped.lines(seen.meaning(), Math.max(20, columns - 20))) {
        out.println(" ".repeat(20) + part);
      }
    }
  }

  /** Writes the observations as {@code {"mode", "reason", "observations": […]}}. */
  public void writeJson(Writer out) throws IOException {
    List<Observation> observations = observe();
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeStringField("mode", mode.mode().word());
          json.writeStringField("reason", mode.reason());
          json.writeArrayFieldStart("observations");
          for (Observation seen : observations) {
            json.writeStartObject();
            json.writeStringField("name", seen.name());
            json.writeBooleanField("found", seen.found());
            json.writeStringField("path", seen.path() == null ? null : seen.path().toString());
            json.writeStringField("version", seen.version());
            json.writeStringField("meaning", seen.meaning());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Observation program(String name, List<String> arguments, String meaning, String missing) {
    Optional<Path> program = ProgramOnPath.find(name, environment);
    if (program.isPresent()) {
      @Nullable String version = version(program.get(), arguments);
      return new Observation(
          name,
          true,
          program.get(),
          version,
          version == null ? "found, but it doesn't tell its version" : meaning);
    }
    return new Observation(name, false, null, null, missing);
  }

  /** The last word of the first line that the program prints, in an environment of its own. */
  private static @Nullable String version(Path program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(Path.of("/dev/null").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("HOME", "/nonexistent");
    builder.environment().put("CHECKPOINT_DISABLE", "1");
    try {
      Process process = builder.start();
      try (InputStream out = process.getInputStream()) {
        if (!process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return null;
        }
        String line =
            new String(out.readNBytes(4096), StandardCharsets.UTF_8).lines().findFirst().orElse("");
        return process.exitValue() == 0 && !line.isBlank()
            ? line.substring(line.lastIndexOf(' ') + 1)
            : null;
      }
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private Observation trustDirectory() {
    if (trust.isEmpty()) {
      return new Observation(
          "trust directory",
          false,
          null,
          null,
          "none is named: --trust, TFGATE_TRUST or /etc/tfgate would do that");
    }
    TrustLocation location = trust.get();
    boolean complete = Files.isRegularFile(location.path().resolve("gate.yaml"));
    return new Observation(
        "trust directory",
        complete,
        location.path(),
        null,
        complete
            ? "named by " + location.source()
            : "named by " + location.source() + ", but there is no gate.yaml in it");
  }

  /** What the trust directory says; empty where it says nothing, or is not valid. */
  private Optional<Trust> trusted() {
    if (trust.isEmpty()) {
      return Optional.empty();
    }
    try {
      return TrustReader.read(
          trust.get(), mode.mode(), null, (policies, problems) -> Map.of(), new Problems());
    } catch (ExitException e) {
      return Optional.empty();
    }
  }

  /** A program that runs configurations; OpenTofu only where it is found or pinned. */
  private Optional<Observation> engine(Engine engine, Optional<Trust> trusted) {
    List<PinnedProgram> pinned =
        trusted.map(known -> known.manifest().versionsOf(engine)).orElse(List.of());
    Optional<Path> program = ProgramOnPath.find(engine.word(), environment);
    String wanted =
        pinned.isEmpty()
            ? ""
            : engine.title()
                + " "
                + String.join(" or ", pinned.stream().map(PinnedProgram::version).toList());
    if (program.isEmpty()) {
      return engine == Engine.TOFU && pinned.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Observation(
                  engine.word(),
                  false,
                  null,
                  null,
                  pinned.isEmpty()
                      ? "nothing on the PATH; only the commands that run %s need it"
                          .formatted(engine.title())
                      : "nothing on the PATH, and the manifest pins " + wanted));
    }
    @Nullable String version = version(program.get(), List.of("version"));
    String meaning =
        version == null
            ? "found, but it doesn't tell its version"
            : pinned.isEmpty()
                ? trusted.map(known -> known.manifest().programs().isEmpty()).orElse(true)
                    ? "what CI would run"
                    : "not pinned by the manifest, so tfgate does not run it"
                : compared(engine, program.get(), pinned, wanted);
    return Optional.of(new Observation(engine.word(), true, program.get(), version, meaning));
  }

  private static String compared(
      Engine engine, Path program, List<PinnedProgram> pinned, String wanted) {
    try {
      ProgramBinary found = ProgramBinary.ask(program);
      if (found.program() != engine) {
        return "this is %s and not %s".formatted(found.title(), engine.title());
      }
      String sha256 = PackageHash.sha256(program.toRealPath(), read -> {});
      for (PinnedProgram one : pinned) {
        if (one.version().equals(found.version())) {
          return sha256.equals(one.sha256().get(found.platform()))
              ? "what the manifest pins"
              : "another build than the manifest pins of this version, so tfgate does not run it";
        }
      }
      return "the manifest pins %s, so tfgate does not run this one".formatted(wanted);
    } catch (ExitException | IOException e) {
      return "it could not be compared with %s, which the manifest pins".formatted(wanted);
    }
  }

  private static Observation pluginDirectory(Optional<Trust> trusted) {
    Path named = trusted.map(Trust::pluginDirectory).orElse(null);
    Path directory = named == null ? Path.of("/opt/terraform/plugins") : named;
    boolean found = Files.isDirectory(directory);
    return new Observation(
        "plugin directory",
        found,
        directory,
        null,
        named != null
            ? found ? "named by gate.yaml" : "named by gate.yaml, but there is no such directory"
            : found
                ? "the pinned providers of an image"
                : "a CI image has one; the static gates don't need it");
  }

  private Observation credentials() {
    @Nullable String named = environment.get("GOOGLE_APPLICATION_CREDENTIALS");
    @Nullable String home = environment.get("HOME");
    Path file;
    if (named != null && !named.isEmpty()) {
      file = workingDirectory.resolve(named);
    } else if (home != null) {
      file = Path.of(home, ".config/gcloud/application_default_credentials.json");
    } else {
      return noCredentials();
    }
    if (!Files.exists(file)) {
      return named == null || named.isEmpty()
          ? noCredentials()
          : new Observation(
              "Google credentials",
              false,
              file,
              null,
              "GOOGLE_APPLICATION_CREDENTIALS names a file that doesn't exist");
    }
    @Nullable String kind = credentialKind(file);
    return new Observation(
        "Google credentials",
        kind != null,
        file,
        kind,
        kind == null ? "the file is not a credentials file" : "used where Google is asked");
  }

  private static Observation noCredentials() {
    return new Observation(
        "Google credentials",
        false,
        null,
        null,
        "no file; on Google Cloud the metadata server gives some, which is not asked here");
  }

  /** The kind of credentials in the file, and nothing else of it. */
  private static @Nullable String credentialKind(Path file) {
    try (JsonParser json =
        new JsonFactory().createParser(BoundedFile.read(file, CREDENTIALS_LIMIT))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("type")) {
          String kind = json.getText();
          return CREDENTIAL_KINDS.contains(kind) ? kind : "of an unknown kind";
        }
        json.skipChildren();
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }
}

package dev.tfgate.adoption;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.ciconfig.CiFiles;
import dev.tfgate.gate.CheckRequest;
import dev.tfgate.gate.Gate;
import dev.tfgate.plugins.Manifest;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Mode;
import dev.tfgate.report.ReportFile;
import dev.tfgate.report.Verdict;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.Wanted;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The draft of a trust directory with which a checkout passes as it is, but for what is dangerous:
 * that is left to the reviewer of the draft.
 *
 * @param files the content of each, by path in the trust directory
 * @param roots how many roots the draft names
 * @param entries how many entries its allow lists have
 * @param excepted how many findings its exceptions lift
 * @param decisions what is to be decided, a line each
 */
public record Adoption(
    Map<String, String> files, int roots, int entries, int excepted, List<String> decisions) {
  private static final String EMPTY =
      "version: 1\nbackends: {allow: []}\nremote_state: {allow: []}\n";
  private static final int CONTEXT = 2;

  /** An exception of the draft ends after so many days. */
  private static final int DAYS = 90;

  /** What they find runs something, or lets what is secret out: no draft lifts that. */
  private static final Set<String> DANGEROUS =
      Set.of(
          "access-token",
          "action-call",
          "external-data",
          "file-outside-checkout",
          "http-data",
          "location-names-host",
          "plan-time-call",
          "provider-argument",
          "provisioner",
          "state-encryption",
          "syntax-error",
          "tls-certificate-host");

  /** Copies the collections. */
  public Adoption {
    files = Map.copyOf(files);
    decisions = List.copyOf(decisions);
  }

  /**
   * Drafts a trust directory.
   *
   * @param request what to check; its mode and trust directory don't count
   * @param manifest the pinned plugins as YAML, or null where none are pinned
   * @param pluginDirectory that they lie in, or null
   * @param policies files of policies by path in the trust directory
   * @param standing what an earlier draft left: its exceptions end when they did, as a second draft
   *     is no further reprieve
   */
  public static Adoption draft(
      CheckRequest request,
      @Nullable String manifest,
      @Nullable Path pluginDirectory,
      Map<String, String> policies,
      Standing standing) {
    Path place = temporary();
    try {
      Map<String, String> files = new TreeMap<>(policies);
      if (manifest != null) {
        files.put(Manifest.FILE_NAME, manifest);
      }
      Map<String, String> first = new TreeMap<>(files);
      first.put(Standing.GATE, EMPTY);
      write(first, place.resolve("first"));
      try (Gate.Survey survey = Gate.survey(as(request, place.resolve("first")))) {
        LocalDate end = request.today().plusDays(DAYS);
        LocalDate earlier = standing.expires();
        return draft(
            request,
            survey,
            files,
            pluginDirectory,
            place.resolve("draft"),
            earlier == null || earlier.isAfter(end) || earlier.isBefore(request.today())
                ? end
                : earlier);
      }
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "the draft can't be made: %s".formatted(e.getMessage()), e);
    } finally {
      delete(place);
    }
  }

  private static Adoption draft(
      CheckRequest request,
      Gate.Survey survey,
      Map<String, String> given,
      @Nullable Path pluginDirectory,
      Path place,
      LocalDate expires)
      throws IOException {
    Map<String, String> files = new TreeMap<>(given);
    TrustDraft draft = new TrustDraft();
    draft.plugins(pluginDirectory, given.containsKey(Manifest.FILE_NAME));
    Set<String> uncalled = new TreeSet<>();
    Set<String> folders = new TreeSet<>();
    survey
        .views()
        .forEach(
            view -> {
              uncalled.addAll(view.scope().configuration().uncalled());
              view.scope().configuration().paths().stream()
                  .filter(path -> view.scope().configuration().isModule(path))
                  .forEach(folders::add);
            });
    List<RootOutline> roots =
        survey.roots().stream().filter(root -> folders.contains(root.path())).toList();
    Set<String> modules = new TreeSet<>(folders);
    roots.forEach(root -> modules.remove(root.path()));
    draft.roots(roots, folders, uncalled, linked(survey.checkout(), modules));
    SortedMap<String, List<String>> elsewhere = new TreeMap<>();
    survey
        .views()
        .forEach(view -> elsewhere.putAll(view.scope().configuration().terragrunt().elsewhere()));
    draft.elsewhere(elsewhere);
    Set<String> paths = new TreeSet<>();
    roots.forEach(root -> paths.add(root.path()));
    EntryDraft entries = new EntryDraft(Wishes.of(survey), paths);
    draft.list("modules", "Modules from elsewhere, in the revisions in use.", entries.modules());
    draft.list(
        "backends",
        "Where states are kept. {root} is the path of the root.",
        entries.states(Wanted.List.BACKENDS));
    draft.list("remote_state", "States that roots read.", entries.states(Wanted.List.REMOTE_STATE));
    draft.list(
        "encryption",
        "Key providers of OpenTofu's encryption.",
        entries.states(Wanted.List.ENCRYPTION));
    draft.list(
        "provider_arguments",
        "Arguments of providers that name identities, hosts and files.",
        entries.arguments());
    for (String path : ciFiles(survey.checkout().files())) {
      try {
        String content = new String(survey.checkout().read(path), StandardCharsets.UTF_8);
        files.put("ci/" + path, content);
        draft.ciFile(CiFiles.entry(path), path);
      } catch (UnreadableFileException e) {
        draft.unreadable(path);
      }
    }
    draft.policies(given.keySet().stream().anyMatch(path -> path.startsWith("policies/")));
    files.put(Standing.GATE, draft.yaml(false, Map.of()));
    write(files, place);
    List<Finding> left;
    try (Gate.Outcome outcome = Gate.check(as(request, place))) {
      left = outcome.report().findings().stream().filter(Finding::blocks).toList();
      if (outcome.report().verdict() == Verdict.UNDECIDED) {
        outcome
            .report()
            .undecided()
            .forEach(undecided -> draft.undecided(undecided.path() + ": " + undecided.message()));
      }
    }
    Map<String, Layer> layers = Rules.layers();
    Map<String, List<String>> decide = new TreeMap<>(entries.dangerous());
    Set<String> asked = new TreeSet<>();
    decide.values().forEach(asked::addAll);
    List<Finding> lifted = new ArrayList<>();
    for (Finding finding : left) {
      String at = place(finding);
      if (DANGEROUS.contains(finding.rule()) && asked.contains(at)) {
        // The entry that would admit it is among the decisions.
        continue;
      }
      if (DANGEROUS.contains(finding.rule()) || layers.get(finding.rule()) == Layer.PATH) {
        decide
            .computeIfAbsent(
                (layers.get(finding.rule()) == Layer.PATH ? "to mend: " : "finding: ")
                    + finding.rule(),
                rule -> new ArrayList<>())
            .add(at);
      } else {
        lifted.add(finding);
      }
    }
    if (!lifted.isEmpty()) {
      StringWriter exceptions = new StringWriter();
      ExceptionDraft.of(lifted).write(exceptions, Standing.REASON, expires);
      files.put(Standing.EXCEPTIONS, exceptions.toString());
    }
    files.put(Standing.GATE, draft.yaml(!lifted.isEmpty(), decide));
    return new Adoption(
        files, roots.size(), draft.entries(), lifted.size(), draft.decisions(decide));
  }

  /** The paths of modules through links of the checkout. */
  private static Set<String> linked(Checkout checkout, Set<String> modules) {
    Set<String> linked = new TreeSet<>();
    for (String link : checkout.links()) {
      checkout
          .destination(link)
          .ifPresent(
              behind -> {
                for (String module : modules) {
                  if (module.equals(behind) || module.startsWith(behind + "/")) {
                    linked.add(link + module.substring(behind.length()));
                  }
                }
              });
    }
    return linked;
  }

  private static String place(Finding finding) {
    return finding.path() + (finding.region() == null ? "" : ":" + finding.region().line());
  }

  /** Paths of the files that say what a CI runs. */
  private static Set<String> ciFiles(Collection<CheckoutFile> files) {
    Set<String> found = new TreeSet<>();
    for (CheckoutFile file : files) {
      if (!file.isDirectory() && !file.isLink() && CiFiles.isOne(file.path())) {
        found.add(file.path());
      }
    }
    return found;
  }

  /** How the files differ from those in a trust directory, as unified diffs; empty where not. */
  public String changes(Path directory) throws IOException {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
      Path old = directory.resolve(file.getKey());
      List<String> before = Files.exists(old) ? Files.readString(old).lines().toList() : List.of();
      List<String> after = file.getValue().lines().toList();
      List<String> diff =
          UnifiedDiffUtils.generateUnifiedDiff(
              file.getKey(), file.getKey(), before, DiffUtils.diff(before, after), CONTEXT);
      diff.forEach(line -> out.append(line).append('\n'));
    }
    return out.toString();
  }

  /** Whether a trust directory has a file already that the draft would write. */
  public boolean stands(Path directory) {
    return files.keySet().stream()
        .anyMatch(file -> Files.exists(directory.resolve(file), LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Writes the files.
   *
   * @param checkout top of the checkout: no link in it is followed
   */
  public void write(Path directory, Path checkout) throws IOException {
    for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      ReportFile.write(path, checkout, out -> out.write(file.getValue()));
    }
  }

  private static CheckRequest as(CheckRequest request, Path trust) {
    return new CheckRequest(
        request.version(),
        request.path(),
        new RunMode(Mode.CI, "a draft is for CI"),
        new TrustLocation(trust, "the draft"),
        request.store(),
        null,
        request.today(),
        request.extent(),
        request.searchPath(),
        request.jobs(),
        Map.of());
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory(
          "tfgate-init-",
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "no temporary folder can be made: " + e.getMessage(), e);
    }
  }

  private static void write(Map<String, String> files, Path directory) throws IOException {
    for (Map.Entry<String, String> file : new LinkedHashMap<>(files).entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.writeString(path, file.getValue());
    }
  }

  private static void delete(Path place) {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // What stays behind is a copy of what the checkout holds.
      return;
    }
  }
}

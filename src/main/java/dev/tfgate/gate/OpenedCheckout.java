package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.GitException;
import dev.tfgate.checkout.GitRepository;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.FileOutlines;
import dev.tfgate.trust.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The checkout that a request is about.
 *
 * @param checkout the tree: the work tree, or git's index
 * @param changed the paths that changed, where only those count
 * @param files the paths that were named, where only those count
 * @param outlines of its files, as far as they were read to find out what changed
 * @param base gives the checkout before the change; null where nothing changed or nobody knows
 * @param notes what the reader should know
 */
record OpenedCheckout(
    Checkout checkout,
    Optional<Set<String>> changed,
    Optional<Set<String>> files,
    FileOutlines outlines,
    @Nullable Base base,
    List<String> notes) {
  /** Gives the checkout before a change. */
  @FunctionalInterface
  interface Base {
    /** Opens it. */
    Checkout open() throws GitException, UnreadableFileException;

    /** Opens it, where nothing else need be there than the files of some folders. */
    default Checkout open(Set<String> folders) throws GitException, UnreadableFileException {
      return open();
    }
  }

  private record Committed(GitRepository git, String revision, Path start, int fileBytes)
      implements Base {
    @Override
    public Checkout open() throws GitException, UnreadableFileException {
      return git.at(revision, start, fileBytes);
    }

    @Override
    public Checkout open(Set<String> folders) throws GitException, UnreadableFileException {
      return git.at(revision, start, fileBytes, folders);
    }
  }

  OpenedCheckout {
    notes = List.copyOf(notes);
  }

  /** A checkout of which all counts. */
  OpenedCheckout(Checkout checkout, FileOutlines outlines, List<String> notes) {
    this(checkout, Optional.empty(), Optional.empty(), outlines, null, notes);
  }

  /**
   * What git is asked before the trust directory is read.
   *
   * @param git the repository; empty where there is none, or no git
   * @param look at a work tree that is only chosen from
   * @param revision since which changes count
   * @param staged what a commit would change
   * @param index what git's index holds
   * @param ignored what doesn't count on a laptop
   */
  record Asked(
      Optional<GitRepository> git,
      Optional<GitRepository.Look> look,
      Optional<GitRepository.Revision> revision,
      Optional<GitRepository.Answer<Set<String>>> staged,
      Optional<GitRepository.Index> index,
      Optional<GitRepository.Answer<Set<String>>> ignored) {}

  /**
   * Begins to ask git what a request needs.
   *
   * @param top of the checkout, links resolved
   * @param selects whether nothing follows but which roots are looked at: git's index is believed
   *     then, as on a laptop. Otherwise what is not judged may be run by somebody's next step, and
   *     each file is compared
   */
  static Asked ask(CheckRequest request, Path top, boolean selects) {
    Extent extent = request.extent();
    boolean local = request.mode().mode() == Mode.LOCAL;
    Path file = extent.staged() ? extent.index() : null;
    Optional<GitRepository> git =
        GitRepository.at(top, request.searchPath())
            .map(repository -> file == null ? repository : repository.withIndex(file));
    Optional<String> since = Optional.ofNullable(extent.changedSince());
    boolean staged = local && extent.staged();
    return new Asked(
        git,
        git.filter(any -> selects)
            .flatMap(repository -> since.map(named -> repository.look(named, !local))),
        git.filter(any -> !selects)
            .flatMap(
                repository ->
                    since.map(
                        named -> local ? repository.beginByIndex(named) : repository.begin(named))),
        staged ? git.map(GitRepository::beginStaged) : Optional.empty(),
        staged ? git.map(GitRepository::beginIndex) : Optional.empty(),
        local && !(selects && since.isPresent()) && !extent.staged() && extent.files().isEmpty()
            ? git.map(GitRepository::beginIgnored)
            : Optional.empty());
  }

  /**
   * Opens the checkout.
   *
   * @param top its top, links resolved
   * @param asked what git was asked
   * @throws ExitException where the request doesn't fit the mode or the checkout, or git or the
   *     disk don't answer
   */
  static OpenedCheckout of(CheckRequest request, Path top, Trust trust, Asked asked) {
    Limits limits = new Limits(trust.limits().fileBytes(), trust.limits().nesting());
    Extent extent = request.extent();
    boolean local = request.mode().mode() == Mode.LOCAL;
    if (!local && (extent.staged() || !extent.files().isEmpty())) {
      throw new ExitException(
          ExitCode.USAGE,
          "%s leaves out files that are on disk, so it is for laptops. This is CI mode (%s)"
              .formatted(extent.staged() ? "--staged" : "--files", request.mode().reason()));
    }
    Optional<GitRepository> git = asked.git();
    List<String> notes = new ArrayList<>();
    String revision = extent.changedSince();
    try {
      boolean allOutlines = trust.roots() == null || trust.roots().patterns().isEmpty();
      if (revision != null && asked.look().isPresent()) {
        Optional<GitRepository.Looked> looked =
            asked.look().get().at(request.path(), limits.fileBytes());
        if (looked.isPresent()) {
          Checkout checkout = looked.get().checkout();
          FileOutlines outlines =
              new FileOutlines(checkout, limits, local ? request.cache() : null);
          if (allOutlines) {
            outlines.begin(request.jobs());
          }
          try {
            looked.get().tellUnchanged(outlines);
          } finally {
            outlines.complete();
          }
          Optional<Set<String>> changed = looked.get().changed(request.jobs());
          if (changed.isPresent()) {
            checkout.list(request.jobs());
            return since(checkout, changed.get(), revision, outlines, git, request, limits, notes);
          }
        }
      }
      Optional<GitRepository.Revision> begun =
          revision == null || asked.revision().isPresent()
              ? asked.revision()
              : git.map(repository -> repository.begin(revision));
      Checkout checkout = open(request, asked, limits.fileBytes(), notes);
      if (!request.digest()) {
        checkout.withoutDigest();
      }
      FileOutlines outlines = new FileOutlines(checkout, limits, local ? request.cache() : null);
      if (!extent.files().isEmpty()) {
        Set<String> files = files(extent.files(), top);
        refuseNothing(files, top, git);
        return new OpenedCheckout(
            checkout,
            Optional.of(files),
            Optional.of(files),
            outlines,
            base(git, "HEAD", request, limits),
            notes);
      }
      if (extent.staged()) {
        return ofCommit(
            checkout,
            needed(asked.staged(), "--staged").get(),
            outlines,
            base(git, "HEAD", request, limits),
            notes);
      }
      checkout.list(request.jobs());
      if (revision == null) {
        return new OpenedCheckout(checkout, outlines, notes);
      }
      Set<String> changed;
      if (allOutlines) {
        outlines.begin(request.jobs());
      }
      try {
        changed = needed(begun, "--changed-since").changed(checkout, request.jobs(), outlines);
      } finally {
        outlines.complete();
      }
      return since(checkout, changed, revision, outlines, git, request, limits, notes);
    } catch (GitException e) {
      throw new ExitException(ExitCode.UNDECIDED, e.getMessage(), e);
    } catch (UnreadableFileException e) {
      throw unreadable(request.path(), e);
    }
  }

  private static OpenedCheckout since(
      Checkout checkout,
      Set<String> changed,
      String revision,
      FileOutlines outlines,
      Optional<GitRepository> git,
      CheckRequest request,
      Limits limits,
      List<String> notes) {
    notes.add(
        "%s changed since %s. Only the roots that %s can affect are checked by the rules over configuration."
            .formatted(
                changed.size() == 1 ? "1 file" : changed.size() + " files",
                revision,
                changed.size() == 1 ? "it" : "they"));
    return new OpenedCheckout(
        checkout,
        Optional.of(Changes.withLinks(changed, checkout)),
        Optional.empty(),
        outlines,
        base(git, revision, request, limits),
        notes);
  }

  private static @Nullable Base base(
      Optional<GitRepository> git, String revision, CheckRequest request, Limits limits) {
    return git.isEmpty()
        ? null
        : new Committed(git.get(), revision, request.path(), limits.fileBytes());
  }

  /** What a commit would take: without any change, all of it. */
  static OpenedCheckout ofCommit(
      Checkout checkout,
      Set<String> staged,
      FileOutlines outlines,
      @Nullable Base base,
      List<String> notes) {
    if (staged.isEmpty()) {
      notes.add("nothing is staged, so all that git's index holds is checked.");
      return new OpenedCheckout(checkout, outlines, notes);
    }
    notes.add(
        "%d %s from HEAD in git's index. Only these and the roots that they can affect are checked."
            .formatted(staged.size(), staged.size() == 1 ? "file differs" : "files differ"));
    return new OpenedCheckout(
        checkout,
        Optional.of(Changes.withLinks(staged, checkout)),
        Optional.of(staged),
        outlines,
        base,
        notes);
  }

  /**
   * Lists all of what git's index holds on several threads, and begins to read its outlines.
   *
   * @param outlines whether all of them will be asked for
   * @param jobs how many threads may work at once
   */
  void readAhead(boolean outlines, int jobs) {
    if (files.isPresent()) {
      checkout.list(jobs);
      if (outlines) {
        this.outlines.begin(checkout.files(), jobs);
      }
    }
  }

  /** The changed paths where the rest of the checkout need not be looked at for its own sake. */
  Optional<Set<String>> narrow() {
    return files.isEmpty() ? Optional.empty() : changed;
  }

  /**
   * Returns the same checkout, all of it, where what it is held to is among the changes.
   *
   * @param top of the checkout, links resolved
   */
  OpenedCheckout heldTo(Trust trust, Path top) {
    Optional<String> governing = governing(trust, top);
    if (governing.isEmpty()) {
      return this;
    }
    List<String> told = new ArrayList<>(notes);
    told.add("%s is among the changes, so everything is checked.".formatted(governing.get()));
    return new OpenedCheckout(checkout, outlines, told);
  }

  /**
   * The part of the trust directory that is among the changes, relative to the checkout; empty
   * where none is.
   *
   * @param top of the checkout, links resolved
   */
  Optional<String> governing(Trust trust, Path top) {
    if (changed.isEmpty() || trust.location() == null) {
      return Optional.empty();
    }
    List<Path> places = new ArrayList<>(trust.policies());
    places.addAll(trust.exceptionFiles());
    places.add(trust.location().path().resolve("gate.yaml"));
    if (trust.manifestPath() != null) {
      places.add(trust.manifestPath());
    }
    Changes changes = new Changes(changed.get());
    for (Path place : places) {
      Path real = real(place);
      if (real.startsWith(top) && changes.concern(top.relativize(real).toString())) {
        return Optional.of(top.relativize(real).toString());
      }
    }
    return Optional.empty();
  }

  /**
   * What the changed files did before they changed.
   *
   * @param now the configuration after the change
   */
  Before before(CheckRequest request, Limits limits, Configuration now) {
    if (changed.isEmpty() || base == null) {
      return Before.NONE;
    }
    try (Checkout before = base.open()) {
      return new Before(before, changed.get(), limits, now);
    } catch (GitException e) {
      if (request.extent().changedSince() == null) {
        // Before the first commit.
        return Before.NONE;
      }
      throw new ExitException(ExitCode.UNDECIDED, e.getMessage(), e);
    } catch (UnreadableFileException e) {
      throw unreadable(request.path(), e);
    }
  }

  /**
   * Whether the folders of changed files call all modules that they called before: what nobody
   * calls any more may be a root.
   *
   * @param files that changed, in folders that a configuration lists
   * @param now that configuration
   */
  boolean keepsCalls(CheckRequest request, Set<String> files, Limits limits, Configuration now) {
    if (base == null) {
      return true;
    }
    Set<String> folders = new TreeSet<>();
    for (String file : files) {
      folders.add(file.contains("/") ? file.substring(0, file.lastIndexOf('/')) : ".");
    }
    try (Checkout before = base.open(folders)) {
      return Before.calls(before, folders, files, limits, now);
    } catch (GitException e) {
      // Before the first commit; and where git can't tell, all of the checkout is looked at.
      return false;
    } catch (UnreadableFileException e) {
      throw unreadable(request.path(), e);
    }
  }

  /** The checkout at the revision since which the request asks for changes. */
  Optional<Checkout> base(CheckRequest request, Path top, int fileBytes) {
    String revision = request.extent().changedSince();
    if (revision == null) {
      return Optional.empty();
    }
    try {
      GitRepository git = needed(GitRepository.at(top, request.searchPath()), "--changed-since");
      return Optional.of(git.at(revision, request.path(), fileBytes));
    } catch (GitException e) {
      throw new ExitException(ExitCode.UNDECIDED, e.getMessage(), e);
    } catch (UnreadableFileException e) {
      throw unreadable(request.path(), e);
    }
  }

  private static Path real(Path place) {
    try {
      return place.toRealPath();
    } catch (IOException e) {
      return place.toAbsolutePath().normalize();
    }
  }

  private static Checkout open(CheckRequest request, Asked asked, int fileBytes, List<String> notes)
      throws GitException, UnreadableFileException {
    if (request.extent().staged()) {
      GitRepository.Index index = needed(asked.index(), "--staged");
      Checkout staged = index.at(request.path(), fileBytes);
      converted(index.converted()).ifPresent(notes::add);
      return staged;
    }
    Checkout checkout = Checkout.open(request.path(), fileBytes);
    Optional<GitRepository.Answer<Set<String>>> ignored = asked.ignored();
    if (ignored.isEmpty()
        && request.mode().mode() == Mode.LOCAL
        && request.extent().files().isEmpty()) {
      ignored = asked.git().map(GitRepository::beginIgnored);
    }
    if (ignored.isPresent()) {
      GitRepository.Answer<Set<String>> answer = ignored.get();
      if (request.extent().changedSince() == null) {
        checkout.listWhile(() -> !answer.isDone());
      }
      try {
        checkout.leaveOut(answer.get());
      } catch (GitException e) {
        notes.add("ignored files count too: %s.".formatted(e.getMessage()));
      }
    }
    return checkout;
  }

  /** Says whose contents come from disk; of what Terraform doesn't load, nobody wants to know. */
  private static Optional<String> converted(Map<String, String> converted) {
    List<String> loaded = new ArrayList<>();
    Set<String> how = new TreeSet<>();
    converted.forEach(
        (path, by) -> {
          if (FileKind.of(path.substring(path.lastIndexOf('/') + 1)).isPresent()) {
            loaded.add(path);
            how.add(by);
          }
        });
    if (loaded.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "git stores %s through %s, so what is staged is not what a run reads. %s on disk %s checked."
            .formatted(
                loaded.size() == 1
                    ? "'" + loaded.getFirst() + "'"
                    : loaded.size() + " files, '" + loaded.getFirst() + "' among them,",
                String.join(" and ", how),
                loaded.size() == 1 ? "The file" : "The files",
                loaded.size() == 1 ? "is" : "are"));
  }

  private static <T> T needed(Optional<T> git, String option) {
    return git.orElseThrow(
        () ->
            new ExitException(
                ExitCode.USAGE,
                "%s needs a git checkout, and git on the PATH outside of it. Clone the repository, and install git"
                    .formatted(option)));
  }

  /** A name that is neither on disk nor known to git says nothing about any file. */
  private static void refuseNothing(Set<String> files, Path top, Optional<GitRepository> git)
      throws GitException {
    for (String file : files) {
      boolean there = Files.exists(top.resolve(file), LinkOption.NOFOLLOW_LINKS);
      if (!there && (git.isEmpty() || !git.get().knows(file))) {
        throw new ExitException(
            ExitCode.USAGE,
            "--files names '%s', which is neither on disk nor in the last commit, so nothing was checked. Correct the name"
                .formatted(file));
      }
    }
  }

  private static Set<String> files(List<Path> files, Path top) {
    Set<String> paths = new TreeSet<>();
    for (Path file : files) {
      Path parent = file.getParent();
      Path real = file;
      try {
        if (parent != null && Files.exists(parent)) {
          real = parent.toRealPath().resolve(file.getFileName());
        }
      } catch (IOException e) {
        throw unreadable(file, e);
      }
      if (!real.startsWith(top) || real.equals(top)) {
        throw new ExitException(
            ExitCode.USAGE,
            "--files names '%s', which is not a file of the checkout %s".formatted(file, top));
      }
      paths.add(top.relativize(real).toString());
    }
    return paths;
  }

  static ExitException unreadable(Path path, IOException e) {
    return new ExitException(
        ExitCode.UNDECIDED, "'%s' can't be checked: %s".formatted(path, e.getMessage()), e);
  }
}

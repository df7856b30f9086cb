package dev.tfgate.webhook;

import dev.tfgate.ciconfig.UnusableConfigurationException;
import dev.tfgate.google.CloudBuilds;
import dev.tfgate.google.CloudBuilds.Build;
import dev.tfgate.google.JsonTree;
import dev.tfgate.google.ServiceException;
import dev.tfgate.google.ServiceException.Kind;
import dev.tfgate.store.StoreException;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.WebhookSettings;
import dev.tfgate.webhook.BuildRequests.Wanted;
import dev.tfgate.webhook.BuiltChange.StartedBuild;
import dev.tfgate.webhook.Claim.Outcome;
import dev.tfgate.webhook.Journal.Version;
import dev.tfgate.webhook.RepositoryHost.PullRequest;
import dev.tfgate.webhook.RepositoryHost.Status;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a claimed event a build, or a reason. Every step may be the last one of this process: what
 * was done is written down before or found again after, so that the next holder of the claim goes
 * on and does nothing twice.
 */
final class Deliveries {
  static final String PLAN = "tfgate/plan";
  static final String APPLY = "tfgate/apply";
  static final String OF_SUBJECT = "tfgate-s-";

  /** Ends of what never became a build. */
  private static final String REFUSED = "REFUSED";

  private static final String SUPERSEDED = "SUPERSEDED";
  private static final String OF_BUILD = "tfgate-b-";
  private static final Duration CALL = Duration.ofSeconds(8);
  private static final Duration GIVE_UP_AFTER = Duration.ofHours(24);
  private static final int MOST_CONFLICTS = 10;

  private final WebhookSettings settings;
  private final RepositoryHost host;
  private final CloudBuilds cloud;
  private final Journal journal;
  private final BuildRequests requests;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  Deliveries(
      WebhookSettings settings,
      RepositoryHost host,
      CloudBuilds cloud,
      Journal journal,
      BuildRequests requests,
      InstantSource clock) {
    this.settings = settings;
    this.host = host;
    this.cloud = cloud;
    this.journal = journal;
    this.requests = requests;
    this.clock = clock;
  }

  /**
   * Does what is left to do for a claim.
   *
   * @return what it became; empty where somebody must come back to it later
   * @throws ServiceException where a service is in the way
   * @throws StoreException where the bucket is
   */
  Optional<Outcome> work(Claim claim) throws ServiceException, StoreException {
    Event event = Event.of(claim.facts()).orElse(new Event.Unwanted("the claim holds no event"));
    if (clock.instant().isAfter(claim.first().plus(GIVE_UP_AFTER))) {
      return Optional.of(Outcome.failed("given up after a day of trying"));
    }
    try {
      return switch (event) {
        case Event.PullRequest pull -> plan(claim, pull.repository(), pull.number(), null);
        case Event.Command command -> plan(claim, command.repository(), command.number(), command);
        case Event.Push push -> apply(claim, push);
        case Event.Unwanted unwanted -> Optional.of(Outcome.nothing(unwanted.why()));
      };
    } catch (ServiceException e) {
      if (e.mayPass()) {
        throw e;
      }
      return Optional.of(Outcome.failed(e.getMessage()));
    }
  }

  private Optional<Outcome> plan(
      Claim claim, String repository, long number, Event.@Nullable Command command)
      throws ServiceException, StoreException {
    PullRequest pull = host.pullRequest(repository, number);
    String id = subject(new Event.PullRequest(repository, number));
    @Nullable Version<BuiltChange> known = journal.subject(id).orElse(null);
    boolean begun = known != null && known.value().of(claim).isPresent();
    if (!begun) {
      if (!pull.open()) {
        return Optional.of(Outcome.nothing("the pull request is closed"));
      }
      if (!settings.baseBranches().contains(pull.base())) {
        return Optional.of(
            Outcome.nothing("the base is not one of webhook.base_branches in gate.yaml"));
      }
      Optional<Outcome> refused =
          command == null ? refusal(repository, pull) : refusal(repository, pull, command);
      if (refused.isPresent()) {
        return refused;
      }
      if (command == null
          && !settings.paths().isEmpty()
          && isUntouched(host.changedPaths(repository, number))) {
        return Optional.of(untouched(repository, pull.commit(), PLAN));
      }
    }
    return start(
        claim,
        known,
        new BuiltChange(id, repository, number, 0, List.of()),
        new Wanted(
            settings.plan(), repository, number, pull.commit(), pull.base(), pull.baseCommit()),
        command == null ? "commit" : "comment " + command.comment());
  }

  /** Why the event alone starts nothing. */
  private Optional<Outcome> refusal(String repository, PullRequest pull) throws ServiceException {
    if (pull.draft() && !settings.start().drafts()) {
      return Optional.of(Outcome.nothing("the pull request is a draft"));
    }
    if (!needsCommand(pull)) {
      return Optional.empty();
    }
    host.setStatus(
        repository,
        pull.commit(),
        new Status(
            PLAN,
            "pending",
            "a maintainer starts it: %s %s".formatted(settings.start().command(), pull.commit()),
            ""));
    return Optional.of(
        Outcome.nothing(
            pull.fork()
                ? "the commit comes from a fork, so a maintainer must start the plan"
                : "the author is %s of the repository, so a maintainer must start the plan"
                    .formatted(pull.association())));
  }

  /** Why the command starts nothing. */
  private Optional<Outcome> refusal(String repository, PullRequest pull, Event.Command command)
      throws ServiceException {
    if (!host.mayWrite(repository, command.author())) {
      return Optional.of(
          Outcome.nothing("the author of the command may not write to the repository"));
    }
    if (command.commit().isEmpty()) {
      return needsCommand(pull)
          ? Optional.of(
              Outcome.nothing(
                  "the command must name the commit that it is for: %s %s"
                      .formatted(settings.start().command(), pull.commit())))
          : Optional.empty();
    }
    return command.commit().equals(pull.commit())
        ? Optional.empty()
        : Optional.of(
            Outcome.nothing("the command is for another commit than the pull request has now"));
  }

  private boolean needsCommand(PullRequest pull) {
    return pull.fork() || !settings.start().associations().contains(pull.association());
  }

  private Optional<Outcome> apply(Claim claim, Event.Push push)
      throws ServiceException, StoreException {
    if (settings.apply() == null) {
      return Optional.of(Outcome.nothing("gate.yaml has no webhook.apply"));
    }
    String id = subject(push);
    @Nullable Version<BuiltChange> known = journal.subject(id).orElse(null);
    if (known == null) {
      if (!host.head(push.repository(), push.branch()).equals(push.after())) {
        return Optional.of(Outcome.nothing("the branch has moved on since"));
      }
      if (!settings.paths().isEmpty()
          && isUntouched(host.changedPaths(push.repository(), push.before(), push.after()))) {
        return Optional.of(untouched(push.repository(), push.after(), APPLY));
      }
    }
    return start(
        claim,
        known,
        new BuiltChange(id, push.repository(), 0, 0, List.of()),
        new Wanted(
            settings.apply(), push.repository(), 0, push.after(), push.branch(), push.before()),
        "commit");
  }

  private boolean isUntouched(Optional<List<String>> paths) {
    if (paths.isEmpty()) {
      return false;
    }
    for (String path : paths.get()) {
      for (Glob glob : settings.paths()) {
        if (glob.matches(path)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Says so on the commit, as hosts may wait for the status. */
  private Outcome untouched(String repository, String commit, String context)
      throws ServiceException {
    host.setStatus(
        repository,
        commit,
        new Status(context, "success", "nothing below webhook.paths changes", ""));
    return Outcome.nothing("the change touches none of webhook.paths");
  }

  private Optional<Outcome> start(
      Claim claim,
      @Nullable Version<BuiltChange> known,
      BuiltChange empty,
      Wanted wanted,
      String cause)
      throws ServiceException, StoreException {
    @Nullable Version<BuiltChange> old = known;
    for (int tries = 0; tries < MOST_CONFLICTS; tries++) {
      BuiltChange subject = old == null ? empty : old.value();
      Optional<StartedBuild> own = subject.of(claim);
      if (own.isPresent() && old != null) {
        return goOn(old, own.get(), wanted);
      }
      Optional<StartedBuild> same = subject.newest().filter(build -> isSame(build, wanted, cause));
      if (same.isPresent()) {
        return Optional.of(
            Outcome.nothing(
                same.get().build().isEmpty()
                    ? "another delivery already starts a build of this commit"
                    : "build %s is of this commit already".formatted(same.get().build())));
      }
      byte[] tag = new byte[16];
      random.nextBytes(tag);
      StartedBuild build =
          new StartedBuild(
              OF_BUILD + HexFormat.of().formatHex(tag),
              claim.id(),
              wanted.commit(),
              wanted.base(),
              cause,
              clock.instant(),
              "",
              "",
              false,
              Instant.EPOCH,
              "");
      JsonTree.Fields request;
      try {
        request = request(subject, build, wanted);
      } catch (UnusableConfigurationException e) {
        host.setStatus(
            subject.repository(),
            wanted.commit(),
            new Status(context(subject), "error", e.getMessage(), ""));
        return Optional.of(Outcome.failed(e.getMessage()));
      }
      Optional<Version<BuiltChange>> written = journal.replace(old, subject.with(build));
      if (written.isPresent()) {
        return send(written.get(), build, request);
      }
      old = journal.subject(subject.id()).orElse(null);
      if (!isCurrent(subject, wanted)) {
        return Optional.of(Outcome.nothing("a newer commit came meanwhile"));
      }
    }
    throw new ServiceException(Kind.NOT_DONE, "too many deliveries for one pull request at once");
  }

  /** Takes up what this delivery began before. */
  private Optional<Outcome> goOn(Version<BuiltChange> subject, StartedBuild build, Wanted wanted)
      throws ServiceException, StoreException {
    if (build.build().isEmpty() && build.hasEnded()) {
      return Optional.of(
          build.end().equals(SUPERSEDED)
              ? Outcome.nothing("a newer commit came meanwhile")
              : Outcome.failed("Cloud Build did not take the build; the commit's status says why"));
    }
    if (build.hasEnded() || (!build.build().isEmpty() && build.told())) {
      return Optional.of(started(subject.value(), build));
    }
    if (!build.build().isEmpty()) {
      return tell(subject, build);
    }
    Optional<Build> found = found(build.tag());
    if (found.isPresent()) {
      return tell(subject, build.found(found.get().id(), found.get().logUrl()));
    }
    if (build.sent().plus(CloudBuilds.SETTLED_AFTER).isAfter(clock.instant())) {
      return Optional.empty();
    }
    boolean current =
        subject.value().isNewest(build.tag())
            && wanted.commit().equals(build.commit())
            && wanted.base().equals(build.base());
    if (!current) {
      journal.change(subject, all -> all.changed(build.tag(), b -> b.endedAs(SUPERSEDED)));
      return Optional.of(Outcome.nothing("a newer commit came meanwhile"));
    }
    JsonTree.Fields request;
    try {
      request = request(subject.value(), build, wanted);
    } catch (UnusableConfigurationException e) {
      return Optional.of(refused(subject, build, e.getMessage()));
    }
    StartedBuild again = build.sentAt(clock.instant());
    Optional<Version<BuiltChange>> written =
        journal.replace(subject, subject.value().changed(build.tag(), b -> again));
    return written.isPresent() ? send(written.get(), again, request) : Optional.empty();
  }

  /** Sends a build whose sending is written down. */
  private Optional<Outcome> send(
      Version<BuiltChange> subject, StartedBuild build, JsonTree.Fields request)
      throws ServiceException, StoreException {
    Optional<Build> started;
    try {
      started = cloud.start(request, build.tag(), CALL);
    } catch (ServiceException e) {
      if (e.mayPass()) {
        journal.change(subject, all -> all.changed(build.tag(), b -> b.sentAt(Instant.EPOCH)));
        throw e;
      }
      return Optional.of(refused(subject, build, e.getMessage()));
    }
    return started.isEmpty()
        ? Optional.empty()
        : tell(subject, build.found(started.get().id(), started.get().logUrl()));
  }

  private Outcome refused(Version<BuiltChange> subject, StartedBuild build, String why)
      throws ServiceException, StoreException {
    host.setStatus(
        subject.value().repository(),
        build.commit(),
        new Status(context(subject.value()), "error", why, ""));
    journal.change(subject, all -> all.changed(build.tag(), b -> b.endedAs(REFUSED)));
    return Outcome.failed(why);
  }

  /** The build runs: those before it are stopped, and the commit says so. */
  private Optional<Outcome> tell(Version<BuiltChange> subject, StartedBuild build)
      throws ServiceException, StoreException {
    cancelOlder(subject.value(), build);
    try {
      host.setStatus(
          subject.value().repository(),
          build.commit(),
          new Status(context(subject.value()), "pending", "the build runs", build.log()));
    } catch (ServiceException e) {
      // A host that takes no status doesn't stop the build, nor what is done at its end.
      if (e.mayPass()) {
        throw e;
      }
    }
    Version<BuiltChange> now =
        journal.change(
            subject,
            all -> all.changed(build.tag(), b -> b.found(build.build(), build.log()).isTold()));
    StartedBuild after = now.value().tagged(build.tag()).orElse(build);
    if (!now.value().isNewest(build.tag()) && !after.hasEnded()) {
      cloud.cancel(build.build(), CALL);
    }
    return Optional.of(started(now.value(), after));
  }

  private void cancelOlder(BuiltChange subject, StartedBuild newer) throws ServiceException {
    for (StartedBuild older : subject.builds()) {
      if (older.tag().equals(newer.tag())) {
        return;
      }
      if (!older.hasEnded() && !older.build().isEmpty()) {
        try {
          cloud.cancel(older.build(), CALL);
        } catch (ServiceException e) {
          // An older build that can't be stopped doesn't stop the newer one.
          if (e.mayPass()) {
            throw e;
          }
        }
      }
    }
  }

  private static Outcome started(BuiltChange subject, StartedBuild build) {
    return Outcome.started(
        build.build(),
        "build %s %s %s"
            .formatted(build.build(), subject.number() == 0 ? "applies" : "plans", build.commit()));
  }

  /** Returns the build of a tag; should there be several, the others are stopped. */
  private Optional<Build> found(String tag) throws ServiceException {
    List<Build> builds = cloud.tagged(tag, CALL);
    for (int i = 1; i < builds.size(); i++) {
      cloud.cancel(builds.get(i).id(), CALL);
    }
    return builds.stream().findFirst();
  }

  private JsonTree.Fields request(BuiltChange subject, StartedBuild build, Wanted wanted)
      throws StoreException, UnusableConfigurationException {
    return requests.make(
        wanted,
        List.of(
            "tfgate-webhook",
            context(subject).replace('/', '-'),
            OF_SUBJECT + subject.id(),
            build.tag()));
  }

  private boolean isCurrent(BuiltChange subject, Wanted wanted) throws ServiceException {
    if (subject.number() == 0) {
      return true;
    }
    PullRequest pull = host.pullRequest(subject.repository(), subject.number());
    return pull.commit().equals(wanted.commit()) && pull.base().equals(wanted.base());
  }

  private static boolean isSame(StartedBuild build, Wanted wanted, String cause) {
    boolean lost =
        switch (build.end()) {
          case "CANCELLED", "EXPIRED", "INTERNAL_ERROR", REFUSED, SUPERSEDED -> true;
          default -> false;
        };
    return !lost
        && build.commit().equals(wanted.commit())
        && build.base().equals(wanted.base())
        && (cause.equals("commit") || build.cause().equals(cause));
  }

  static String context(BuiltChange subject) {
    return subject.number() == 0 ? APPLY : PLAN;
  }

  /** Returns the id of the subject that an event is about. */
  static String subject(Event event) {
    return switch (event) {
      case Event.PullRequest pull -> idOf("pull", pull.repository(), Long.toString(pull.number()));
      case Event.Command command ->
          idOf("pull", command.repository(), Long.toString(command.number()));
      case Event.Push push ->
          idOf("push", push.repository(), push.branch(), push.before(), push.after());
      case Event.Unwanted _ -> idOf("nothing");
    };
  }

  private static String idOf(String... parts) {
    return HexFormat.of()
        .formatHex(
            Signature.sha256(
                ReceivedBody.of(String.join("\0", parts).getBytes(StandardCharsets.UTF_8))),
            0,
            16);
  }
}

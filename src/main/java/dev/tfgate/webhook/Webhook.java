package dev.tfgate.webhook;

import dev.tfgate.google.CloudBuilds;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.IdentityTokens;
import dev.tfgate.google.ServiceException;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.TrustReader;
import dev.tfgate.trust.WebhookSettings;
import dev.tfgate.webhook.Bodies.RefusedException;
import dev.tfgate.webhook.BuiltChange.StartedBuild;
import dev.tfgate.webhook.Claim.Outcome;
import dev.tfgate.webhook.EventLog.Severity;
import dev.tfgate.webhook.Journal.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The handler: a request in, a reply out, whatever transport is between.
 *
 * <p>A delivery is judged by its signature before a byte of it is parsed, written down before it is
 * acknowledged, and answered with what it became where that is known in time.
 */
public final class Webhook implements AutoCloseable {
  private static final int BODIES_TOGETHER = 8 * 1024 * 1024;
  private static final Duration LONGEST_BODY = Duration.ofSeconds(10);

  /** GitHub waits ten seconds for an answer. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(8);

  /** Cloud Run gives ten seconds from SIGTERM to SIGKILL, for this and for the rest. */
  private static final Duration LONGEST_END = Duration.ofSeconds(6);

  /** Each holds a connection to the bucket while it lasts. */
  private static final int CLAIMED_TOGETHER = 64;

  private static final int WORKED_ON_TOGETHER = 8;
  private static final int IN_HAND = 256;

  /** What waits longer is left to the round, which finds it by its marker. */
  private static final Duration LONGEST_WAIT = News.LEASE.dividedBy(2);

  /** Scheduler waits a minute for the answer. */
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(45);

  private static final Duration LOOKED_FOR_ROOM = Duration.ofMillis(250);

  /** Running builds that one round asks for, those first that were not asked for longest. */
  private static final int FOLLOWED_AT_ONCE = 200;

  private static final int MOST_KNOWN = 10_000;

  private static final Set<String> MESSAGE =
      Set.of("message.attributes.buildId", "message.attributes.status", "message.data");

  private final WebhookSettings settings;
  private final Secrets secrets;
  private final RepositoryHost host;
  private final Journal journal;
  private final Deliveries deliveries;
  private final News news;
  private final CloudBuilds cloud;
  private final GoogleAccess access;
  private final EventLog log;
  private final InstantSource clock;
  private final Counters counters = new Counters();
  private final Bodies bodies = new Bodies(Bodies.LARGEST, LONGEST_BODY, BODIES_TOGETHER);
  private final Workers workers = new Workers(WORKED_ON_TOGETHER, IN_HAND);
  private final Semaphore claiming = new Semaphore(CLAIMED_TOGETHER, true);
  private final ReentrantLock rounds = new ReentrantLock();

  /** Builds that are known to run, by the claim that started them. */
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  /** The last claim that the round before looked at, where it did not look at all. */
  private String lookedAt = "";

  private long round;
  private volatile boolean leftBehind;
  private volatile boolean ending;
  private volatile boolean closed;
  private @Nullable IdentityTokens tokens;

  /** A delivery that is authentic. */
  private record Delivery(Event event, String id, String name, String kind) {}

  /**
   * A build that is known to run.
   *
   * @param build its id
   * @param asked the round that asked for it last
   * @param seen the last round that found its claim open
   */
  private record Running(String build, long asked, long seen) {}

  private Webhook(
      WebhookSettings settings, GoogleAccess access, PrintStream out, InstantSource clock)
      throws GoogleAccessException {
    this.settings = settings;
    this.access = access;
    this.clock = clock;
    log = new EventLog(out, settings.build().project());
    secrets = new Secrets(access, clock);
    host = new GitHub(settings, () -> secrets.get(settings.token()), access);
    Stores stores = new Stores(access, Deadline.in(Deadline.DEFAULT), false);
    journal = new Journal(stores, settings.state());
    cloud = new CloudBuilds(settings.build().project(), settings.build().region(), access);
    BuildRequests requests = new BuildRequests(settings, stores, host);
    deliveries = new Deliveries(settings, host, cloud, journal, requests, clock);
    news =
        new News(
            settings,
            host,
            cloud,
            journal,
            stores,
            clock,
            () -> secrets.get(settings.secrets().getFirst()));
  }

  /**
   * Returns the settings of a trust directory.
   *
   * @throws ExitException where there are none, or the directory is not valid
   */
  public static WebhookSettings settings(Optional<TrustLocation> location, Mode mode) {
    Trust trust = TrustReader.read(location, mode, null, Map.of());
    if (trust.webhook() == null) {
      throw new ExitException(
          ExitCode.USAGE,
          location.isEmpty()
              ? "there is no trust directory, so nothing says which events start which builds. Name one with --trust or TFGATE_TRUST"
              : "gate.yaml in '%s' has no key 'webhook', so nothing says which events start which builds. Add it"
                  .formatted(location.get().path()));
    }
    return trust.webhook();
  }

  /**
   * Opens the handler.
   *
   * @param log takes one line of JSON for each event
   * @throws ExitException where Google can't be called from here
   */
  public static Webhook open(WebhookSettings settings, GoogleAccess access, PrintStream log) {
    return open(settings, access, log, InstantSource.system());
  }

  static Webhook open(
      WebhookSettings settings, GoogleAccess access, PrintStream log, InstantSource clock) {
    try {
      return new Webhook(settings, access, log, clock);
    } catch (GoogleAccessException e) {
      throw new ExitException(ExitCode.UNDECIDED, e.getMessage(), e);
    }
  }

  /** Answers a request. */
  public Reply handle(Request request) {
    Reply reply;
    try {
      reply = route(request);
    } catch (RuntimeException | StackOverflowError e) {
      log.write(
          Severity.ERROR,
          "internal error: " + e.getClass().getName(),
          EventLog.trace(request),
          Map.of());
      reply = Reply.of(500, "failed", "an internal error; the log names it");
    }
    counters.count("answers", Integer.toString(reply.status()));
    return reply;
  }

  /**
   * Does one recorded delivery, without a look at its signature, and waits for its outcome.
   *
   * @param body the payload
   * @param kind such as {@code pull_request}
   */
  public Reply replay(byte[] body, String kind) {
    Request request =
        new Request(
            "POST",
            "/events/github",
            Map.of("X-GitHub-Event", List.of(kind)),
            java.io.InputStream.nullInputStream());
    return take(request, delivery(request, ReceivedBody.of(body)));
  }

  /**
   * Takes up what was begun and not finished, here or elsewhere: what is to be started first, then
   * the builds whose end is not told. Goes through as much as fits into a round.
   *
   * @return how much of it was finished
   */
  public int resume() {
    if (!rounds.tryLock()) {
      return 0;
    }
    try {
      round++;
      long end = System.nanoTime() + LONGEST_ROUND.toNanos();
      leftBehind = false;
      List<Future<Boolean>> begun = new ArrayList<>();
      boolean whole = lookedAt.isEmpty();
      boolean all = takeUp(begun, end);
      int done = await(begun, end);
      begun.clear();
      askForRunning(begun, end);
      done += await(begun, end);
      if (whole && all) {
        running.values().removeIf(build -> build.seen() < round);
      }
      leftBehind |= !all;
      return done;
    } catch (StoreException e) {
      log.write(
          Severity.WARNING,
          "open work can't be listed: " + e.getMessage(),
          Optional.empty(),
          Map.of());
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } catch (RuntimeException e) {
      // The next round must come all the same: nothing else takes up what was left.
      log.write(
          Severity.ERROR, "internal error: " + e.getClass().getName(), Optional.empty(), Map.of());
      return 0;
    } finally {
      rounds.unlock();
    }
  }

  /** Goes through the open claims; false where the time was over before. */
  private boolean takeUp(List<Future<Boolean>> begun, long end)
      throws StoreException, InterruptedException {
    while (true) {
      List<String> ids = journal.open(lookedAt);
      for (String id : ids) {
        Running known =
            running.computeIfPresent(
                id, (key, build) -> new Running(build.build(), build.asked(), round));
        if (known == null && Journal.isId(id) && !workers.holds(id)) {
          if (ending || !workers.reserve(left(end))) {
            return false;
          }
          workers.submit(id, () -> resume(id)).ifPresent(begun::add);
        }
        lookedAt = id;
      }
      if (ids.size() < Journal.PAGE) {
        lookedAt = "";
        return true;
      }
      begun.removeIf(Future::isDone);
    }
  }

  private void askForRunning(List<Future<Boolean>> begun, long end) throws InterruptedException {
    List<Map.Entry<String, Running>> builds =
        running.entrySet().stream()
            .filter(one -> one.getValue().asked() < round)
            .sorted(Comparator.comparingLong(one -> one.getValue().asked()))
            .limit(FOLLOWED_AT_ONCE)
            .toList();
    for (Map.Entry<String, Running> one : builds) {
      if (ending || !workers.reserve(left(end))) {
        return;
      }
      workers
          .submit(one.getKey(), () -> follow(one.getKey(), one.getValue().build()))
          .ifPresent(begun::add);
    }
  }

  private static int await(List<Future<Boolean>> begun, long end) throws InterruptedException {
    int done = 0;
    for (Future<Boolean> work : begun) {
      try {
        done += work.get(left(end).toNanos(), TimeUnit.NANOSECONDS) ? 1 : 0;
      } catch (ExecutionException | TimeoutException | CancellationException e) {
        // It is still open, and the next round finds it.
      }
    }
    return done;
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
  }

  /**
   * Waits until the next round is due: at the end of that time, or as soon as there is room for
   * what was left.
   */
  void awaitRound(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (System.nanoTime() < end && !(leftBehind && workers.hasRoom())) {
      Thread.sleep(LOOKED_FOR_ROOM);
    }
  }

  /**
   * Begins nothing more and lets what has begun go on for a while. What comes in meanwhile is still
   * written down, for another instance or the next start.
   */
  void drain() {
    ending = true;
    int left = workers.end(LONGEST_END);
    if (left > 0) {
      log.write(
          Severity.WARNING,
          "ended with work left, which is taken up again",
          Optional.empty(),
          Map.of("left", Integer.toString(left)));
    }
  }

  /** Ends it: nothing new is taken on, and what runs gets the time to end. */
  @Override
  public void close() {
    if (!ending) {
      drain();
    }
    closed = true;
    cloud.close();
  }

  private Reply route(Request request) {
    String method = request.method();
    return switch (request.path()) {
      case "/", "/events/github" -> post(method) ? github(request) : onlyPost();
      case "/events/build" -> post(method) ? build(request) : onlyPost();
      case "/events/resume" -> post(method) ? resume(request) : onlyPost();
      case "/health" -> Reply.of(200, "ok", "the process answers");
      case "/ready" -> ready();
      case "/metrics" ->
          new Reply(
              200,
              "text/plain; version=0.0.4; charset=utf-8",
              counters + "tfgate_webhook_in_hand %d\n".formatted(workers.inHand()));
      default -> Reply.of(404, "refused", "there is nothing here");
    };
  }

  private static boolean post(String method) {
    return method.equals("POST");
  }

  private static Reply onlyPost() {
    return Reply.of(405, "refused", "only POST is answered here");
  }

  private Reply ready() {
    if (ending) {
      return Reply.of(503, "closing", "this instance ends");
    }
    @Nullable Exception trouble = secrets.all(settings.secrets()).failure();
    try {
      journal.probe();
    } catch (StoreException e) {
      trouble = e;
    }
    if (trouble == null) {
      return Reply.of(200, "ok", "secrets and bucket can be read");
    }
    log.write(Severity.WARNING, "not ready: " + trouble.getMessage(), Optional.empty(), Map.of());
    return Reply.of(503, "failed", "a secret or the bucket can't be read; the log says which");
  }

  private Reply github(Request request) {
    if (closed) {
      return Reply.of(503, "closing", "this instance ends; send it again");
    }
    Delivery delivery;
    try {
      Object read = bodies.read(request, body -> judge(request, body));
      if (read instanceof Reply refused) {
        return logged(Severity.WARNING, request, refused);
      }
      delivery = (Delivery) read;
    } catch (RefusedException e) {
      return logged(Severity.WARNING, request, Reply.of(e.status(), "refused", e.getMessage()));
    }
    return take(request, delivery);
  }

  /** Returns the delivery, or the reply where it is none. */
  private Object judge(Request request, ReceivedBody body) {
    Secrets.Several keys = secrets.all(settings.secrets());
    if (!host.isAuthentic(request, body, keys.payloads())) {
      if (keys.failure() == null) {
        return Reply.of(401, "refused", "the signature is not that of this webhook's secret");
      }
      log.write(
          Severity.ERROR,
          "a secret can't be read: " + keys.failure().getMessage(),
          EventLog.trace(request),
          Map.of());
      return Reply.of(503, "failed", "a secret can't be read now; send it again");
    }
    String type = request.header("Content-Type").orElse("");
    if (!type.matches("application/json(;.*)?")) {
      return Reply.of(415, "refused", "set the webhook's content type to application/json");
    }
    try {
      return delivery(request, body, host.event(request, body));
    } catch (IOException e) {
      return Reply.of(400, "refused", "the body is not that of the event");
    }
  }

  private Delivery delivery(Request request, ReceivedBody body) {
    try {
      return delivery(request, body, host.event(request, body));
    } catch (IOException e) {
      return delivery(request, body, new Event.Unwanted("the body is not that of the event"));
    }
  }

  /** The id is made of what is signed: the delivery's own could be made up for old bytes. */
  private Delivery delivery(Request request, ReceivedBody body, Event event) {
    String id = HexFormat.of().formatHex(Signature.sha256(body), 0, 24);
    String name =
        request
            .header("X-GitHub-Delivery")
            .filter(text -> text.matches("[A-Za-z0-9-]{1,64}"))
            .orElse("");
    String suffix =
        switch (event) {
          case Event.PullRequest _ -> "-pull";
          case Event.Command _ -> "-command";
          case Event.Push _ -> "-push";
          case Event.Unwanted _ -> "";
        };
    return new Delivery(event, id + suffix, name, host.kind(request));
  }

  private Reply take(Request request, Delivery delivery) {
    if (delivery.event() instanceof Event.Unwanted unwanted) {
      counters.count("deliveries", "unwanted");
      return logged(Severity.INFO, request, delivery, Reply.of(200, "nothing", unwanted.why()));
    }
    boolean place = !ending && workers.reserve();
    try {
      Instant now = clock.instant();
      Optional<Version<Claim>> taken =
          claim(
              new Claim(
                  delivery.id(),
                  delivery.name(),
                  delivery.event().facts(),
                  now,
                  place ? now : Instant.EPOCH,
                  Optional.empty()));
      counters.count("deliveries", taken.isPresent() ? "claimed" : "repeated");
      if (taken.isEmpty()) {
        Version<Claim> known = known(delivery.id());
        if (known.value().outcome().isPresent()) {
          return logged(
              Severity.INFO, request, delivery, reply(200, known.value().outcome().get()));
        }
        taken = place ? takeOver(known) : Optional.empty();
        if (taken.isEmpty()) {
          if (!workers.holds(delivery.id())) {
            // The writer of the claim may have ended before there was a marker that finds it.
            journal.reopen(delivery.id());
          }
          return logged(Severity.INFO, request, delivery, accepted());
        }
      }
      if (!place) {
        leftBehind = true;
        return logged(Severity.INFO, request, delivery, accepted());
      }
      place = false;
      return logged(Severity.INFO, request, delivery, answer(taken.get()));
    } catch (StoreException e) {
      counters.count("deliveries", "not_claimed");
      log.write(
          Severity.ERROR,
          "the delivery can't be written down: " + e.getMessage(),
          EventLog.trace(request),
          Map.of("delivery", delivery.name()));
      return Reply.of(503, "failed", "the delivery can't be written down now; send it again");
    } finally {
      if (place) {
        workers.giveBack();
      }
    }
  }

  private Version<Claim> known(String id) throws StoreException {
    return journal
        .claim(id)
        .orElseThrow(
            () -> new StoreException(StoreException.Kind.MISSING, "the claim is no longer there"));
  }

  /** Writes a claim down; a host that sends faster than the bucket takes it waits its turn. */
  private Optional<Version<Claim>> claim(Claim claim) throws StoreException {
    try {
      if (!claiming.tryAcquire(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException(StoreException.Kind.UNREACHABLE, "too many deliveries at once");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(StoreException.Kind.UNREACHABLE, "interrupted", e);
    }
    try {
      return journal.claim(claim);
    } finally {
      claiming.release();
    }
  }

  private static Reply accepted() {
    return Reply.of(202, "accepted", "it is being worked on");
  }

  private static Reply reply(int status, Outcome outcome) {
    return Reply.of(status, outcome.word(), outcome.text());
  }

  /** Begins the work, and answers with its outcome where that comes in time. */
  private Reply answer(Version<Claim> claim) {
    boolean atOnce = workers.isIdle();
    long since = System.nanoTime();
    Optional<Future<Optional<Outcome>>> work =
        workers.submit(claim.value().id(), () -> inTurn(claim, since));
    if (!atOnce || work.isEmpty()) {
      return accepted();
    }
    try {
      return work.get()
          .get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
          .map(outcome -> reply(200, outcome))
          .orElseGet(Webhook::accepted);
    } catch (TimeoutException | CancellationException e) {
      return accepted();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return accepted();
    } catch (ExecutionException e) {
      log.write(
          Severity.ERROR,
          "internal error: " + e.getCause(),
          Optional.empty(),
          Map.of("delivery", claim.value().delivery()));
      return accepted();
    }
  }

  private Optional<Version<Claim>> takeOver(Version<Claim> claim) throws StoreException {
    Instant now = clock.instant();
    if (claim.value().taken().plus(News.LEASE).isAfter(now)) {
      return Optional.empty();
    }
    Optional<Version<Claim>> taken = journal.replace(claim, claim.value().takenAt(now));
    if (taken.isPresent()) {
      journal.reopen(claim.value().id());
    }
    return taken;
  }

  private Optional<Outcome> inTurn(Version<Claim> claim, long since) throws StoreException {
    if (ending) {
      // The next worker need not wait for the lease to be over.
      journal.replace(claim, claim.value().takenAt(Instant.EPOCH));
      return Optional.empty();
    }
    if (System.nanoTime() - since > LONGEST_WAIT.toNanos()) {
      counters.count("outcomes", "later");
      return Optional.empty();
    }
    return work(claim);
  }

  /** Works on a claim that is taken; an obstacle leaves it to the next round. */
  private Optional<Outcome> work(Version<Claim> claim) {
    String trouble;
    try {
      Optional<Outcome> outcome = deliveries.work(claim.value());
      if (outcome.isPresent()) {
        counters.count("outcomes", outcome.get().word());
        journal.replace(claim, claim.value().with(outcome.get()));
        if (outcome.get().build().isEmpty()) {
          journal.close(claim.value().id());
        } else {
          follows(claim.value().id(), outcome.get().build());
        }
        return outcome;
      }
      trouble = "Cloud Build has not said yet whether there is a build";
    } catch (ServiceException | StoreException e) {
      trouble = e.getMessage();
    }
    counters.count("outcomes", "later");
    log.write(
        Severity.WARNING,
        "left for later: " + trouble,
        Optional.empty(),
        Map.of("delivery", claim.value().delivery()));
    try {
      journal.replace(claim, claim.value().takenAt(Instant.EPOCH));
    } catch (StoreException e) {
      // Then it is taken up when the lease is over.
    }
    return Optional.empty();
  }

  private boolean resume(String id) {
    if (ending) {
      return false;
    }
    try {
      Optional<Version<Claim>> claim = journal.claim(id);
      if (claim.isEmpty()) {
        journal.close(id);
        return false;
      }
      if (claim.get().value().outcome().isEmpty()) {
        Optional<Version<Claim>> taken = takeOver(claim.get());
        return taken.isPresent() && work(taken.get()).isPresent();
      }
      return follow(claim.get().value(), claim.get().value().outcome().get());
    } catch (ServiceException | StoreException e) {
      later(e);
      return false;
    }
  }

  /** Asks how the build of a claim ends, should no message have told it. */
  private boolean follow(Claim claim, Outcome outcome) throws ServiceException, StoreException {
    if (!outcome.word().equals("started")) {
      journal.close(claim.id());
      return false;
    }
    String build = outcome.build();
    if (build.isEmpty()) {
      build = buildOf(claim).map(StartedBuild::build).orElse("");
    }
    if (build.isEmpty()) {
      journal.close(claim.id());
      return false;
    }
    follows(claim.id(), build);
    return follow(claim.id(), build);
  }

  private boolean follow(String claim, String build) {
    try {
      Running known = running.get(claim);
      if (known != null) {
        running.replace(claim, known, new Running(build, round, known.seen()));
      }
      return switch (news.of(build)) {
        case TOLD -> {
          running.remove(claim);
          journal.close(claim);
          yield true;
        }
        case FOREIGN -> {
          running.remove(claim);
          journal.close(claim);
          yield false;
        }
        case RUNS, LATER -> false;
      };
    } catch (ServiceException | StoreException e) {
      later(e);
      return false;
    }
  }

  private void follows(String claim, String build) {
    if (running.size() < MOST_KNOWN) {
      running.put(claim, new Running(build, 0, round));
    }
  }

  private void later(IOException e) {
    log.write(Severity.WARNING, "left for later: " + e.getMessage(), Optional.empty(), Map.of());
  }

  private Optional<StartedBuild> buildOf(Claim claim) throws StoreException {
    return journal
        .subject(Deliveries.subject(Event.of(claim.facts()).orElse(new Event.Unwanted(""))))
        .flatMap(known -> known.value().of(claim));
  }

  /** The reply where the caller is not the one that {@code webhook.push} names. */
  private Optional<Reply> stranger(Request request) {
    if (settings.push() == null) {
      return Optional.of(Reply.of(403, "refused", "gate.yaml has no webhook.push"));
    }
    try {
      return switch (tokens(settings.push()).judge(request.header("Authorization").orElse(""))) {
        case VALID -> Optional.empty();
        case INVALID ->
            Optional.of(Reply.of(401, "refused", "the identity token is not that of webhook.push"));
        case UNDECIDED ->
            Optional.of(Reply.of(503, "failed", "Google's keys can't be had; send it again"));
      };
    } catch (GoogleAccessException e) {
      return Optional.of(Reply.of(503, "failed", e.getMessage()));
    }
  }

  private synchronized IdentityTokens tokens(WebhookSettings.Push push)
      throws GoogleAccessException {
    if (tokens == null) {
      tokens = new IdentityTokens(push.audience(), push.serviceAccount(), access);
    }
    return tokens;
  }

  private Reply resume(Request request) {
    Optional<Reply> refused = stranger(request);
    if (refused.isPresent()) {
      return logged(Severity.WARNING, request, refused.get());
    }
    int done = resume();
    return Reply.of(200, "ok", "%d taken up and finished".formatted(done));
  }

  private Reply build(Request request) {
    Optional<Reply> refused = stranger(request);
    if (refused.isPresent()) {
      return logged(Severity.WARNING, request, refused.get());
    }
    Payload message;
    try {
      message =
          bodies.read(
              request,
              body -> {
                try {
                  return Payload.read(body.stream(), MESSAGE);
                } catch (IOException e) {
                  return new Payload(Map.of());
                }
              });
    } catch (RefusedException e) {
      return logged(Severity.WARNING, request, Reply.of(e.status(), "refused", e.getMessage()));
    }
    Optional<String> id = buildId(message);
    if (id.isEmpty()) {
      return Reply.of(200, "nothing", "the message names no build");
    }
    if (Set.of("PENDING", "QUEUED", "WORKING").contains(message.get("message.attributes.status"))) {
      return Reply.of(200, "nothing", "the build runs");
    }
    try {
      News.Result result = news.of(id.get());
      counters.count("news", result.name().toLowerCase(Locale.ROOT));
      return switch (result) {
        case FOREIGN -> Reply.of(200, "nothing", "no build of this webhook");
        case RUNS -> Reply.of(200, "nothing", "the build runs");
        case TOLD ->
            logged(Severity.INFO, request, Reply.of(200, "told", "the end of build " + id.get()));
        case LATER -> Reply.of(503, "later", "somebody else is at it; send it again");
      };
    } catch (ServiceException | StoreException e) {
      counters.count("news", "failed");
      log.write(
          Severity.WARNING,
          "the end of build %s is not told yet: %s".formatted(id.get(), e.getMessage()),
          EventLog.trace(request),
          Map.of());
      return Reply.of(503, "later", "a service is in the way; send it again");
    }
  }

  private static Optional<String> buildId(Payload message) {
    String id = message.get("message.attributes.buildId");
    if (id.isEmpty()) {
      try {
        byte[] data = Base64.getDecoder().decode(message.get("message.data"));
        id = Payload.read(new ByteArrayInputStream(data), Set.of("id")).get("id");
      } catch (IOException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.of(id).filter(text -> text.matches("[A-Za-z0-9-]{1,64}"));
  }

  private Reply logged(Severity severity, Request request, Reply reply) {
    log.write(
        severity,
        "%s: %d".formatted(request.path(), reply.status()),
        EventLog.trace(request),
        Map.of("answer", reply.body().strip()));
    return reply;
  }

  private Reply logged(Severity severity, Request request, Delivery delivery, Reply reply) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("delivery", delivery.name());
    facts.put("claim", delivery.id());
    facts.put("kind", delivery.kind());
    facts.putAll(delivery.event().facts());
    facts.put("answer", reply.body().strip());
    log.write(
        severity,
        "%s: %d".formatted(request.path(), reply.status()),
        EventLog.trace(request),
        facts);
    return reply;
  }
}

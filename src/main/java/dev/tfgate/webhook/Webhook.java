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
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The handler: a request in, a reply out, whatever transport is between.
 *
 * <p>A delivery is judged by its signature before a byte of it is parsed, written down before it is
 * acknowledged, and answered with what it became where that is known in time.
 */
public final class Webhook implements AutoCloseable {
  private static final int BODIES_TOGETHER = 48 * 1024 * 1024;
  private static final Duration LONGEST_BODY = Duration.ofSeconds(10);

  /** GitHub waits ten seconds for an answer. */
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(8);

  private static final Duration LONGEST_END = Duration.ofSeconds(9);

  /** Each holds a connection to the bucket or to a service while it lasts. */
  private static final int CLAIMED_TOGETHER = 16;

  private static final int WORKED_ON_TOGETHER = 16;

  /** What waits longer is left to the round, which finds it by its marker. */
  private static final Duration LONGEST_WAIT = News.LEASE.dividedBy(2);

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
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());
  private final Semaphore claiming = new Semaphore(CLAIMED_TOGETHER, true);
  private final Semaphore working = new Semaphore(WORKED_ON_TOGETHER, true);
  private volatile boolean closing;
  private @Nullable IdentityTokens tokens;

  /** A delivery that is authentic. */
  private record Delivery(Event event, String id, String name, String kind) {}

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
   * Does one recorded delivery, whoever signed it, and waits for its outcome.
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
    return take(request, delivery(request, body));
  }

  /** Takes up what was begun and not finished, here or elsewhere; returns how much that was. */
  public int resume() {
    int done = 0;
    try {
      for (String id : journal.open()) {
        if (closing) {
          break;
        }
        done += resume(id) ? 1 : 0;
      }
    } catch (StoreException e) {
      log.write(
          Severity.WARNING,
          "open work can't be listed: " + e.getMessage(),
          Optional.empty(),
          Map.of());
    }
    return done;
  }

  /** Ends it: nothing new is taken on, and what runs gets the time to end. */
  @Override
  public void close() {
    closing = true;
    workers.shutdown();
    try {
      if (!workers.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
        log.write(
            Severity.WARNING,
            "ended with work left, which is taken up again",
            Optional.empty(),
            Map.of());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.shutdownNow();
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
          new Reply(200, "text/plain; version=0.0.4; charset=utf-8", counters.toString());
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
    if (closing) {
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
    if (closing) {
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
  private Object judge(Request request, byte[] body) {
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

  private Delivery delivery(Request request, byte[] body) {
    try {
      return delivery(request, body, host.event(request, body));
    } catch (IOException e) {
      return delivery(request, body, new Event.Unwanted("the body is not that of the event"));
    }
  }

  /** The id is made of what is signed: the delivery's own could be made up for old bytes. */
  private Delivery delivery(Request request, byte[] body, Event event) {
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
    try {
      Instant now = clock.instant();
      Claim claim =
          new Claim(
              delivery.id(), delivery.name(), delivery.event().facts(), now, now, Optional.empty());
      Optional<Version<Claim>> taken = claim(claim);
      if (taken.isEmpty()) {
        counters.count("deliveries", "repeated");
        Version<Claim> known =
            journal
                .claim(delivery.id())
                .orElseThrow(
                    () ->
                        new StoreException(
                            StoreException.Kind.MISSING, "the claim is no longer there"));
        if (known.value().outcome().isPresent()) {
          return logged(
              Severity.INFO, request, delivery, reply(200, known.value().outcome().get()));
        }
        taken = takeOver(known);
        if (taken.isEmpty()) {
          return logged(Severity.INFO, request, delivery, accepted());
        }
      } else {
        counters.count("deliveries", "claimed");
      }
      return logged(Severity.INFO, request, delivery, answer(taken.get()));
    } catch (StoreException e) {
      counters.count("deliveries", "not_claimed");
      log.write(
          Severity.ERROR,
          "the delivery can't be written down: " + e.getMessage(),
          EventLog.trace(request),
          Map.of("delivery", delivery.name()));
      return Reply.of(503, "failed", "the delivery can't be written down now; send it again");
    }
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
    Future<Optional<Outcome>> work = workers.submit(() -> inTurn(claim));
    if (working.hasQueuedThreads()) {
      return accepted();
    }
    try {
      return work.get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
          .map(outcome -> reply(200, outcome))
          .orElseGet(Webhook::accepted);
    } catch (TimeoutException e) {
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
      journal.open(claim.value().id());
    }
    return taken;
  }

  private Optional<Outcome> inTurn(Version<Claim> claim) throws InterruptedException {
    if (!working.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      counters.count("outcomes", "later");
      return Optional.empty();
    }
    try {
      return work(claim);
    } finally {
      working.release();
    }
  }

  /** Works on a claim that is taken; what is in the way leaves it to the next who comes by. */
  private Optional<Outcome> work(Version<Claim> claim) {
    String trouble;
    try {
      Optional<Outcome> outcome = deliveries.work(claim.value());
      if (outcome.isPresent()) {
        counters.count("outcomes", outcome.get().word());
        journal.replace(claim, claim.value().with(outcome.get()));
        if (!outcome.get().word().equals("started")) {
          journal.close(claim.value().id());
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
      return follow(claim.get().value());
    } catch (ServiceException | StoreException e) {
      log.write(Severity.WARNING, "left for later: " + e.getMessage(), Optional.empty(), Map.of());
      return false;
    }
  }

  /** Asks how the build of a claim ends, should no message have told it. */
  private boolean follow(Claim claim) throws ServiceException, StoreException {
    Optional<Version<BuiltChange>> subject =
        journal.subject(Deliveries.subject(Event.of(claim.facts()).orElse(new Event.Unwanted(""))));
    Optional<StartedBuild> build = subject.flatMap(known -> known.value().of(claim));
    if (build.isEmpty() || build.get().hasEnded()) {
      journal.close(claim.id());
      return false;
    }
    return news.of(build.get().build()) == News.Result.TOLD;
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
                  return Payload.read(body, MESSAGE);
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
      counters.count("news", result.name().toLowerCase(java.util.Locale.ROOT));
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
        id = Payload.read(data, Set.of("id")).get("id");
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

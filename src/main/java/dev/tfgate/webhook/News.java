package dev.tfgate.webhook;

import dev.tfgate.google.CloudBuilds;
import dev.tfgate.google.CloudBuilds.Build;
import dev.tfgate.google.JsonTree;
import dev.tfgate.google.ServiceException;
import dev.tfgate.google.ServiceException.Kind;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.WebhookSettings;
import dev.tfgate.webhook.BuiltChange.StartedBuild;
import dev.tfgate.webhook.Journal.Version;
import dev.tfgate.webhook.RepositoryHost.Status;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Tells the repository host how builds end. A message about a build is a hint only: the build
 * itself is read, so that messages may come twice, late and in any order, and a forged one changes
 * nothing.
 */
final class News {
  private static final Duration CALL = Duration.ofSeconds(8);

  /** So long somebody who has begun something may take. */
  static final Duration LEASE = Duration.ofSeconds(60);

  private static final int LARGEST_REPORT = 256 * 1024;

  private final WebhookSettings settings;
  private final RepositoryHost host;
  private final CloudBuilds cloud;
  private final Journal journal;
  private final Stores stores;
  private final InstantSource clock;
  private final Key key;

  /** Gives the key that markers of comments are made with. */
  @FunctionalInterface
  interface Key {
    byte[] get() throws ServiceException;
  }

  /** What came of it. */
  enum Result {
    /** Not one of our builds. */
    FOREIGN,
    /** It runs, and its end will come. */
    RUNS,
    /** Its end was told, now or before. */
    TOLD,
    /** Somebody else is at it, or will be: ask again. */
    LATER
  }

  News(
      WebhookSettings settings,
      RepositoryHost host,
      CloudBuilds cloud,
      Journal journal,
      Stores stores,
      InstantSource clock,
      Key key) {
    this.settings = settings;
    this.host = host;
    this.cloud = cloud;
    this.journal = journal;
    this.stores = stores;
    this.clock = clock;
    this.key = key;
  }

  /** Looks at a build that may be one of ours. */
  Result of(String buildId) throws ServiceException, StoreException {
    Build build;
    try {
      build = cloud.get(buildId, CALL);
    } catch (ServiceException e) {
      if (e.kind() == Kind.MISSING) {
        return Result.FOREIGN;
      }
      throw e;
    }
    Optional<String> subject =
        build.tags().stream()
            .filter(tag -> tag.matches(Deliveries.OF_SUBJECT + "[0-9a-f]{32}"))
            .map(tag -> tag.substring(Deliveries.OF_SUBJECT.length()))
            .findFirst();
    if (subject.isEmpty()) {
      return Result.FOREIGN;
    }
    if (!build.hasEnded()) {
      return Result.RUNS;
    }
    Optional<Version<BuiltChange>> known = journal.subject(subject.get());
    if (known.isEmpty()) {
      return Result.FOREIGN;
    }
    // Tags can be copied once they are seen; which build it was is written down.
    Optional<StartedBuild> entry =
        known.get().value().builds().stream()
            .filter(
                one ->
                    one.build().isEmpty()
                        ? build.tags().contains(one.tag())
                        : one.build().equals(build.id()))
            .findFirst();
    return entry.isEmpty() ? Result.FOREIGN : tell(known.get(), entry.get(), build);
  }

  private Result tell(Version<BuiltChange> known, StartedBuild entry, Build build)
      throws ServiceException, StoreException {
    if (entry.hasEnded()) {
      return Result.TOLD;
    }
    Instant now = clock.instant();
    boolean beingStarted = !entry.told() && entry.sent().plus(LEASE).isAfter(now);
    if (beingStarted || entry.finishing().plus(LEASE).isAfter(now)) {
      return Result.LATER;
    }
    Optional<Version<BuiltChange>> taken =
        journal.replace(
            known,
            known
                .value()
                .changed(
                    entry.tag(),
                    one -> one.found(build.id(), build.logUrl()).isTold().finishingAt(now)));
    if (taken.isEmpty()) {
      return Result.LATER;
    }
    long comment;
    try {
      comment = tellHost(taken.get().value(), entry, build);
    } catch (ServiceException | StoreException e) {
      journal.change(
          taken.get(), all -> all.changed(entry.tag(), one -> one.finishingAt(Instant.EPOCH)));
      throw e;
    }
    journal.change(
        taken.get(),
        all -> all.changed(entry.tag(), one -> one.endedAs(build.status())).commented(comment));
    journal.close(entry.claim());
    return Result.TOLD;
  }

  /** Returns the id of the comment, or 0 where there is none. */
  private long tellHost(BuiltChange subject, StartedBuild entry, Build build)
      throws ServiceException, StoreException {
    boolean newest = subject.isNewest(entry.tag());
    Optional<String> report = report(build.id());
    long comment = subject.comment();
    if (newest && subject.number() != 0 && report.isPresent()) {
      try {
        comment =
            host.comment(
                subject.repository(),
                subject.number(),
                comment,
                marker(subject),
                "%s\n\n[The build's log](%s) of %s\n"
                    .formatted(report.get(), build.logUrl(), entry.commit()));
      } catch (ServiceException e) {
        // A locked conversation takes no comment; the status is what counts.
        if (e.mayPass()) {
          throw e;
        }
      }
    }
    host.setStatus(
        subject.repository(),
        entry.commit(),
        new Status(
            Deliveries.context(subject),
            state(build.status()),
            description(newest, build, report),
            build.logUrl()));
    return comment;
  }

  private static String state(String status) {
    return switch (status) {
      case "SUCCESS" -> "success";
      case "FAILURE" -> "failure";
      default -> "error";
    };
  }

  private static String description(boolean newest, Build build, Optional<String> report) {
    if (!newest && build.status().equals("CANCELLED")) {
      return "cancelled, as a newer commit came";
    }
    String verdict =
        report
            .flatMap(
                text ->
                    text.lines()
                        .map(line -> line.replaceFirst("^#+ *", "").strip())
                        .filter(line -> !line.isEmpty())
                        .findFirst())
            .map(line -> ": " + line)
            .orElse("");
    return switch (build.status()) {
      case "SUCCESS" -> "passed" + verdict;
      case "FAILURE" -> "failed" + failedStep(build) + verdict;
      case "CANCELLED" -> "the build was cancelled";
      case "TIMEOUT" -> "the build took too long" + failedStep(build);
      case "EXPIRED" -> "the build waited too long for a machine";
      default -> "the build broke down (%s)".formatted(build.status());
    };
  }

  private static String failedStep(Build build) {
    List<JsonTree> steps = build.json().items("steps");
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof JsonTree.Fields step
          && step.text("status").filter(text -> !text.equals("SUCCESS")).isPresent()
          && !step.text("status").equals(Optional.of("QUEUED"))) {
        String name = step.text("id").orElse(Integer.toString(i + 1));
        return " in step %s%s"
            .formatted(
                name,
                step.of().get("exitCode") instanceof JsonTree.Plain code
                    ? " (exit code %s)".formatted(code.source())
                    : "");
      }
    }
    return "";
  }

  /** The report, made harmless: the build that wrote it ran what a pull request brought. */
  private Optional<String> report(String build) throws StoreException {
    Optional<ObjectAddress> address = settings.reportOf(build);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] bytes =
          stores.within(Deadline.in(CALL)).read(address.get(), LARGEST_REPORT).content().bytes();
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(Comment.harmless(text)).filter(safe -> !safe.isBlank());
    } catch (StoreException e) {
      return switch (e.kind()) {
        case UNREACHABLE -> throw e;
        default -> Optional.empty();
      };
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private String marker(BuiltChange subject) throws ServiceException {
    byte[] code =
        Signature.hmac(ReceivedBody.of(subject.id().getBytes(StandardCharsets.UTF_8)), key.get());
    return "<!-- tfgate:%s -->".formatted(HexFormat.of().formatHex(code, 0, 16));
  }
}

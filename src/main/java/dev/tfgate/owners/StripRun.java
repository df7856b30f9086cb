package dev.tfgate.owners;

import com.google.auth.Credentials;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A strip of many projects at a time. */
public final class StripRun {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private StripRun() {}

  /**
   * Strips every project of {@code request} and hands the results over in the order of the request.
   *
   * @param creator whether the identity tfgate runs as loses Owner too
   * @param record file to append each result to as soon as there is one, or null
   * @param progress where to tell how far it is, or null
   */
  public static ExitCode run(
      StripRequest request,
      boolean creator,
      @Nullable Path record,
      @Nullable PrintStream progress,
      Consumer<StripResult> results)
      throws IOException {
    for (String role : request.replaceWith()) {
      if (OwnerStrip.NOT_NARROWER.contains(role) || !role.contains("roles/")) {
        throw new ExitException(
            ExitCode.USAGE,
            "--replace-with takes a role narrower than Owner, not '%s'".formatted(role));
      }
    }
    boolean loopback = request.endpoint() != null && "http".equals(request.endpoint().getScheme());
    if (loopback && creator) {
      throw new ExitException(
          ExitCode.USAGE,
          "a loopback endpoint is called without credentials, so nobody can say who the creator is: give --member");
    }
    if (request.projects().isEmpty()) {
      return ExitCode.PASSED;
    }
    @Nullable Credentials credentials = loopback ? null : credentials();
    StripRequest complete = creator ? withCreator(request, credentials) : request;
    try (ResourceManager resourceManager =
            new GoogleResourceManager(complete.endpoint(), credentials);
        @Nullable Writer recordWriter = record == null ? null : open(record)) {
      return run(complete, resourceManager, recordWriter, progress, results);
    }
  }

  private static ExitCode run(
      StripRequest request,
      ResourceManager resourceManager,
      @Nullable Writer record,
      @Nullable PrintStream progress,
      Consumer<StripResult> results)
      throws IOException {
    OwnerStrip strip = new OwnerStrip(resourceManager, request);
    Map<StripResult.Outcome, Integer> counts = new EnumMap<>(StripResult.Outcome.class);
    AtomicInteger done = new AtomicInteger();
    int all = request.projects().size();
    long start = System.nanoTime();
    long shown = start;
    ExecutorService threads =
        Executors.newFixedThreadPool(
            request.concurrency(), Thread.ofPlatform().daemon().name("strip-", 0).factory());
    try {
      Deque<Future<StripResult>> ahead = new ArrayDeque<>();
      int next = 0;
      while (next < all || !ahead.isEmpty()) {
        while (next < all && ahead.size() < request.concurrency() * 8) {
          String project = request.projects().get(next++);
          ahead.add(
              threads.submit(
                  () -> {
                    StripResult result = strip.strip(project);
                    append(record, result);
                    done.incrementAndGet();
                    return result;
                  }));
        }
        StripResult result = ahead.remove().get();
        counts.merge(result.outcome(), 1, Integer::sum);
        results.accept(result);
        long now = System.nanoTime();
        if (progress != null && now - shown > 2_000_000_000L) {
          shown = now;
          int count = Math.max(1, done.get());
          progress.printf(
              "owners: %d of %d projects, about %d s left%n",
              count, all, (now - start) / count * (all - count) / 1_000_000_000L);
          progress.flush();
        }
      }
    } catch (ExecutionException e) {
      throw new IOException("a result could not be recorded: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
    if (progress != null) {
      StringBuilder line = new StringBuilder("owners: " + all + " projects");
      counts.forEach(
          (outcome, count) -> line.append(", ").append(count).append(' ').append(outcome.word()));
      progress.println(line);
    }
    return counts.containsKey(StripResult.Outcome.FAILED)
        ? ExitCode.UNDECIDED
        : counts.containsKey(StripResult.Outcome.REFUSED) ? ExitCode.FINDINGS : ExitCode.PASSED;
  }

  private static void append(@Nullable Writer record, StripResult result) throws IOException {
    if (record != null) {
      synchronized (record) {
        record.write(result.toJson() + "\n");
        record.flush();
      }
    }
  }

  private static Writer open(Path record) throws IOException {
    return Channels.newWriter(
        Files.newByteChannel(
            record,
            Set.of(
                StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)),
        StandardCharsets.UTF_8);
  }

  private static Credentials credentials() {
    try {
      return GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "no Application Default Credentials, so Resource Manager can't be asked: run 'gcloud auth application-default login', or run it as a service account",
          e);
    }
  }

  private static StripRequest withCreator(StripRequest request, @Nullable Credentials credentials) {
    @Nullable String email =
        switch (credentials) {
          case ServiceAccountCredentials account -> account.getClientEmail();
          case ImpersonatedCredentials account -> account.getAccount();
          case ComputeEngineCredentials account -> account.getAccount();
          case ExternalAccountCredentials account -> account.getServiceAccountEmail();
          case null, default -> null;
        };
    if (email == null || email.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE,
          "the credentials don't say whose they are, so the creator is not known: give --member serviceAccount:… or user:…");
    }
    List<String> members = new ArrayList<>(request.members());
    members.add("serviceAccount:" + email);
    return new StripRequest(
        request.projects(),
        members,
        request.keep(),
        request.otherAdmins(),
        request.replaceWith(),
        request.includeUsers(),
        request.allowNoOwner(),
        request.dryRun(),
        request.concurrency(),
        request.writesPerSecond(),
        request.deadline(),
        request.endpoint());
  }
}

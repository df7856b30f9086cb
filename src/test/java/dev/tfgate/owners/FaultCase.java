package dev.tfgate.owners;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.owners.FakeResourceManager.Fault;
import dev.tfgate.owners.ProjectResult.Outcome;
import dev.tfgate.owners.StripRequest.Batch;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Something that goes wrong while one project is stripped, and what must come of it. The grant is
 * gone exactly where the outcome says so, and another member's grant always stays.
 *
 * @param name as in the table of docs/owners.md
 * @param reads faults of the reads, in order; null is none
 * @param writes faults of the writes, in order
 * @param always whether the last fault stays
 * @param deadlineSeconds for the project
 * @param outcome how it must end
 */
record FaultCase(
    String name,
    List<Fault> reads,
    List<Fault> writes,
    boolean always,
    int deadlineSeconds,
    Outcome outcome) {
  static final String TERRAFORM = "serviceAccount:tf@acme.iam.gserviceaccount.com";
  static final String GROUP = "group:admins@acme.example";
  private static final String PROJECT = "projects/acme-one";

  /**
   * What came of it.
   *
   * @param held whether everything is as it must be
   * @param seconds it took
   */
  record Seen(ProjectResult result, boolean held, int writes, double seconds) {}

  static final List<FaultCase> ALL =
      List.of(
          ok("none", List.of(), List.of()),
          ok("409 once", List.of(), List.of(Fault.CONFLICT)),
          new FaultCase(
              "409 ten times",
              List.of(),
              List.copyOf(java.util.Collections.nCopies(10, Fault.CONFLICT)),
              false,
              60,
              Outcome.REMOVED),
          failed("409 for ever", List.of(), List.of(Fault.CONFLICT), 3),
          ok("another writer between read and write", List.of(), List.of(Fault.OTHER_WRITER)),
          ok("503 before the write took effect", List.of(), List.of(Fault.UNAVAILABLE)),
          ok("503 after the write took effect", List.of(), List.of(Fault.UNAVAILABLE_AFTER_EFFECT)),
          failed("503 for ever", List.of(), List.of(Fault.UNAVAILABLE), 3),
          ok("503 twice at the read", List.of(Fault.UNAVAILABLE, Fault.UNAVAILABLE), List.of()),
          ok(
              "429 at the read and at the write",
              List.of(Fault.THROTTLED),
              List.of(Fault.THROTTLED)),
          failed("429 for ever", List.of(), List.of(Fault.THROTTLED), 3),
          failed("403 at the read", List.of(Fault.DENIED), List.of(), 60),
          failed("403 at the write", List.of(), List.of(Fault.DENIED), 60),
          failed("404", List.of(Fault.NOT_FOUND), List.of(), 60),
          failed("400 at the write", List.of(), List.of(Fault.LAST_OWNER), 60),
          ok("truncated JSON at the read", List.of(Fault.TRUNCATED), List.of()),
          ok("truncated JSON after the write", List.of(), List.of(Fault.TRUNCATED)),
          ok("HTML instead of JSON once", List.of(Fault.HTML), List.of()),
          failed("HTML instead of JSON for ever", List.of(Fault.HTML), List.of(), 60),
          failed("{} instead of a policy", List.of(Fault.EMPTY_OBJECT), List.of(), 60),
          ok("connection closed at the read", List.of(Fault.CLOSED), List.of()),
          ok("connection closed at the write", List.of(), List.of(Fault.CLOSED)),
          failed("no answer to the read for ever", List.of(Fault.STALL), List.of(), 2),
          failed("a byte now and then for ever", List.of(Fault.DRIP), List.of(), 2),
          failed("no answer to the write", List.of(), List.of(Fault.STALL), 2),
          ok("undone once by another writer", List.of(), List.of(Fault.UNDONE)),
          failed("undone each time", List.of(), List.of(Fault.UNDONE), 3));

  private static FaultCase ok(String name, List<Fault> reads, List<Fault> writes) {
    return new FaultCase(name, reads, writes, false, 60, Outcome.REMOVED);
  }

  private static FaultCase failed(
      String name, List<Fault> reads, List<Fault> writes, int deadlineSeconds) {
    return new FaultCase(name, reads, writes, true, deadlineSeconds, Outcome.FAILED);
  }

  /** Whether it takes more than a few seconds, by its waits. */
  boolean isSlow() {
    return writes.size() > 5;
  }

  /** Lets it go wrong once. */
  Seen run() throws IOException {
    try (FakeResourceManager fake = new FakeResourceManager()) {
      fake.policy(PROJECT, "organizations/1", Binding.of("roles/owner", List.of(GROUP, TERRAFORM)));
      fake.failReads(reads.toArray(new Fault[0])).failWrites(writes.toArray(new Fault[0]));
      if (always) {
        fake.keepFailing();
      }
      List<ProjectResult> results = new ArrayList<>();
      StripRequest request =
          new StripRequest(
              List.of(TERRAFORM),
              List.of(),
              List.of(),
              List.of(),
              false,
              false,
              false,
              new Batch(8, 0, Duration.ofSeconds(deadlineSeconds)));
      long start = System.nanoTime();
      StripRun.run(
          request,
          CreatedProjects.named(List.of("acme-one")),
          new GoogleAccess(Map.of(), Map.of("resourcemanager", URI.create(fake.url()))),
          new RunOutput(null, ProgressLine.none(), results::add));
      double seconds = (System.nanoTime() - start) / 1e9;
      ProjectResult result = results.getFirst();
      List<String> owners = OwnerEdit.owners(fake.policy(PROJECT));
      boolean removed = result.outcome() == Outcome.REMOVED;
      boolean held =
          results.size() == 1
              && result.outcome() == outcome
              && owners.contains(GROUP)
              && (!removed || !owners.contains(TERRAFORM))
              && (removed || owners.contains(TERRAFORM) || !result.members().isEmpty())
              && seconds < deadlineSeconds + 1;
      return new Seen(result, held, fake.writes(), seconds);
    }
  }
}

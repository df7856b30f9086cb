package dev.tfgate.owners;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.ServiceException;
import dev.tfgate.owners.StripRequest.Batch;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Careful writers change other bindings of the same projects, over HTTP as tfgate does, while it
 * strips them.
 */
final class Contention {
  private static final int WRITERS = 16;
  private static final int PROJECTS = 50;
  private static final Duration CALL = Duration.ofSeconds(15);

  private Contention() {}

  /**
   * What a run left.
   *
   * @param lost changes of the writers that are not there any more
   * @param remaining projects that still have the grant
   * @param changes that writers made
   * @param attempts of tfgate over all projects
   */
  record Seen(
      int lost,
      int remaining,
      int changes,
      int attempts,
      Map<ProjectResult.Outcome, Integer> outcomes) {}

  /** A change that was written. */
  private record Change(String project, String role, String member) {}

  /**
   * Runs it once.
   *
   * @param changesEach of each writer
   */
  static Seen run(long seed, int changesEach) throws Exception {
    try (FakeResourceManager fake = new FakeResourceManager().forgetful();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<String> projects = new ArrayList<>();
      for (int i = 0; i < PROJECTS; i++) {
        String project = "acme-project-" + i;
        projects.add(project);
        fake.policy(
            "projects/" + project,
            "organizations/1",
            Binding.of("roles/owner", List.of(FaultCase.GROUP, FaultCase.TERRAFORM)),
            Binding.of("roles/viewer", List.of("user:first@acme.example")));
      }
      GoogleAccess access =
          new GoogleAccess(Map.of(), Map.of("resourcemanager", URI.create(fake.url())));
      List<Change> changes = Collections.synchronizedList(new ArrayList<>());
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int number = i;
        writers.add(
            threads.submit(
                () -> {
                  Random random = new Random(seed * WRITERS + number);
                  try (HttpResourceManager client = new HttpResourceManager(access, null)) {
                    for (int c = 0; c < changesEach; c++) {
                      String project = projects.get(random.nextInt(PROJECTS));
                      String role = random.nextInt(4) == 0 ? "roles/owner" : "roles/viewer";
                      String member = "user:w%d-%d@acme.example".formatted(number, c);
                      add(client, "projects/" + project, role, member);
                      changes.add(new Change(project, role, member));
                    }
                  }
                  return null;
                }));
      }
      Map<ProjectResult.Outcome, Integer> outcomes = new EnumMap<>(ProjectResult.Outcome.class);
      int[] attempts = {0};
      StripRun.run(
          new StripRequest(
              List.of(FaultCase.TERRAFORM),
              List.of(),
              List.of(),
              List.of(),
              false,
              false,
              false,
              new Batch(8, 0, Duration.ofSeconds(60))),
          CreatedProjects.named(projects),
          access,
          new RunOutput(
              null,
              ProgressLine.none(),
              result -> {
                outcomes.merge(result.outcome(), 1, Integer::sum);
                attempts[0] += result.attempts();
              }));
      for (Future<?> writer : writers) {
        writer.get();
      }
      int lost = 0;
      for (Change change : changes) {
        boolean there =
            fake.policy("projects/" + change.project()).bindings().stream()
                .anyMatch(b -> b.grants(change.role()) && b.members().contains(change.member()));
        lost += there ? 0 : 1;
      }
      int remaining = 0;
      for (String project : projects) {
        List<String> owners = OwnerEdit.owners(fake.policy("projects/" + project));
        remaining += owners.contains(FaultCase.TERRAFORM) ? 1 : 0;
        lost += owners.contains(FaultCase.GROUP) ? 0 : 1;
      }
      return new Seen(lost, remaining, changes.size(), attempts[0], outcomes);
    }
  }

  private static void add(HttpResourceManager client, String project, String role, String member)
      throws Exception {
    while (true) {
      IamPolicy policy = client.policy(project, CALL);
      List<Binding> bindings = new ArrayList<>(policy.bindings());
      int place = -1;
      for (int i = 0; i < bindings.size(); i++) {
        place = bindings.get(i).grants(role) ? i : place;
      }
      if (place < 0) {
        bindings.add(Binding.of(role, List.of(member)));
      } else {
        bindings.set(place, bindings.get(place).plus(member));
      }
      try {
        client.write(project, policy.with(bindings), CALL);
        return;
      } catch (ServiceException e) {
        if (e.kind() != ServiceException.Kind.CONFLICT) {
          throw new IOException(e.getMessage());
        }
      }
    }
  }
}

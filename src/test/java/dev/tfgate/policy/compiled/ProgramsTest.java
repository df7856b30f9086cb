package dev.tfgate.policy.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.policy.file.Policy;
import dev.tfgate.yaml.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
  private static final int POLICIES = 20;
  private static final int THREADS = 4;

  @TempDir private Path folder;

  private List<Policy> policies(String deny) throws Exception {
    StringBuilder text = new StringBuilder("version: 1\npolicies:\n");
    for (int i = 0; i < POLICIES; i++) {
      text.append(
          """
          - id: p%d
            title: A title
            on: [config]
            match: {resource: [a_b]}
            deny: %s
            message: "'the role ' + resource.role"
          """
              .formatted(i, deny));
    }
    Files.writeString(folder.resolve("p.yaml"), text);
    Problems problems = new Problems();
    PolicySet set = PolicySet.load(List.of(folder), folder, List.of(), problems);
    assertThat(problems.sorted()).isEmpty();
    return set.policies();
  }

  @Test
  void whateverThreadAsksFirstEachIsCompiledOnce() throws Exception {
    List<Policy> policies = policies("resource.role == \"x\"");
    Programs programs = new Programs(policy -> Optional.empty());
    IdentityHashMap<Object, Boolean> made = new IdentityHashMap<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      List<Future<List<Object>>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(
            pool.submit(
                () -> {
                  programs.prepare(policies);
                  programs.complete(policies);
                  assertThat(programs.areReady(policies)).isTrue();
                  List<Object> found = new ArrayList<>();
                  for (Policy policy : policies) {
                    Problems problems = new Problems();
                    found.add(programs.compiled(policy, problems).orElseThrow().deny());
                    found.add(programs.message(policy, problems).orElseThrow());
                    assertThat(problems.sorted()).isEmpty();
                  }
                  return found;
                }));
      }
      for (Future<List<Object>> found : all) {
        found.get().forEach(program -> made.put(program, true));
      }
    }
    assertThat(made).hasSize(2 * POLICIES);
    assertThat(programs.all()).hasSize(POLICIES);
    assertThat(programs.all().values()).noneMatch(one -> one.message() == null);
  }

  @Test
  void whatWasKeptIsNotCompiled() throws Exception {
    List<Policy> policies = policies("resource.role == \"x\"");
    Programs before = new Programs(policy -> Optional.empty());
    policies.forEach(policy -> before.check(policy, new Problems()));
    Programs programs = new Programs(policy -> Optional.ofNullable(before.all().get(policy.id())));
    programs.prepare(policies);
    assertThat(programs.areReady(policies)).isTrue();
    policies.forEach(policy -> programs.check(policy, new Problems()));
    assertThat(programs.all()).isEqualTo(before.all());
    before
        .all()
        .forEach(
            (id, kept) ->
                assertThat(Optional.ofNullable(programs.all().get(id)).orElseThrow().deny())
                    .isSameAs(kept.deny()));
  }

  @Test
  void everyoneWhoAsksIsToldWhatIsWrong() throws Exception {
    List<Policy> policies = policies("resorce.role == \"x\"");
    Programs programs = new Programs(policy -> Optional.empty());
    programs.prepare(policies);
    for (int round = 0; round < 2; round++) {
      for (Policy policy : policies) {
        Problems problems = new Problems();
        assertThat(programs.compiled(policy, problems)).isEmpty();
        assertThat(problems.sorted())
            .singleElement()
            .satisfies(problem -> assertThat(problem.message()).contains("resource"));
      }
    }
    assertThat(programs.all()).isEmpty();
  }
}

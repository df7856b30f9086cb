package dev.tfgate.policy.compiled;

import dev.tfgate.cel.Compiler;
import dev.tfgate.cel.Fault;
import dev.tfgate.cel.Program;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.Written;
import dev.tfgate.yaml.Position;
import dev.tfgate.yaml.Problems;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The programs of policies: what was kept before, else compiled, each once, by whichever thread
 * needs it first. Until one does, nothing of CEL is loaded.
 */
public final class Programs {
  private static final int WORTH_A_THREAD = 8;

  private final Map<String, FutureTask<Result>> conditions = new ConcurrentHashMap<>();
  private final Map<String, FutureTask<Result>> messages = new ConcurrentHashMap<>();
  private final Queue<FutureTask<Result>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean working = new AtomicBoolean();
  private final Function<Policy, Optional<Compiled>> kept;
  private @Nullable Compiler compiler;

  /** Programs of which {@code kept} returns those that were kept before. */
  Programs(Function<Policy, Optional<Compiled>> kept) {
    this.kept = kept;
  }

  /**
   * What came of an expression.
   *
   * @param programs this one and the policy's others, or null where it isn't valid
   * @param problems why it isn't
   */
  private record Result(@Nullable Compiled programs, Problems problems) {}

  /** Returns programs of other policies, which the same compiler makes. */
  Programs anew() {
    Programs programs = new Programs(policy -> Optional.empty());
    programs.compiler = compiler();
    return programs;
  }

  /** Begins to compile the conditions of policies, on a thread of its own where they are many. */
  public void prepare(Collection<Policy> wanted) {
    for (Policy policy : wanted) {
      FutureTask<Result> condition = condition(policy);
      if (!condition.isDone()) {
        waiting.add(condition);
      }
    }
    if (waiting.size() >= WORTH_A_THREAD && !working.getAndSet(true)) {
      Thread.ofPlatform().daemon().name("policies").start(this::work);
    }
  }

  private void work() {
    drain();
    working.set(false);
  }

  private void drain() {
    for (FutureTask<Result> next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }

  /** Compiles, with the thread that {@link #prepare} began, until asking takes no time. */
  public void complete(Collection<Policy> wanted) {
    drain();
    wanted.forEach(policy -> compiled(policy, new Problems()));
  }

  /** Whether asking for the condition of any of these policies takes no time. */
  public boolean areReady(Collection<Policy> wanted) {
    return wanted.stream().allMatch(policy -> condition(policy).isDone());
  }

  /** Returns the program of a policy's condition; empty, with problems, where it isn't valid. */
  public Optional<Compiled> compiled(Policy policy, Problems problems) {
    return result(condition(policy), problems);
  }

  /**
   * Returns the program of a policy's message, compiled when the first one is shown; empty where it
   * has none, or, with problems, where that isn't valid.
   */
  public Optional<Program> message(Policy policy, Problems problems) {
    Optional<Compiled> condition = compiled(policy, problems);
    Written written = policy.message();
    if (condition.isEmpty() || written == null) {
      return Optional.empty();
    }
    Program known = condition.get().message();
    if (known != null) {
      return Optional.of(known);
    }
    Program deny = condition.get().deny();
    FutureTask<Result> message =
        messages.computeIfAbsent(
            policy.id(),
            id -> new FutureTask<>(() -> compile(policy, written, Compiler.Result.TEXT, deny)));
    return result(message, problems).map(Compiled::message);
  }

  /** Compiles the expressions of a policy that aren't yet, and tells what is wrong with them. */
  void check(Policy policy, Problems problems) {
    Written message = policy.message();
    if (compiled(policy, problems).isPresent()) {
      message(policy, problems);
    } else if (message != null) {
      program(policy, message, Compiler.Result.TEXT, problems);
    }
  }

  /** Returns what is compiled, by the id of the policy. */
  Map<String, Compiled> all() {
    Map<String, Compiled> all = new HashMap<>();
    for (Map<String, FutureTask<Result>> tasks : List.of(conditions, messages)) {
      tasks.forEach(
          (id, task) -> {
            Compiled programs =
                task.state() == Future.State.SUCCESS ? task.resultNow().programs() : null;
            if (programs != null) {
              all.put(id, programs);
            }
          });
    }
    return all;
  }

  private FutureTask<Result> condition(Policy policy) {
    FutureTask<Result> known = conditions.get(policy.id());
    if (known != null) {
      return known;
    }
    Optional<Compiled> before = kept.apply(policy);
    FutureTask<Result> condition =
        new FutureTask<>(
            () ->
                before.isPresent()
                    ? new Result(before.get(), new Problems())
                    : compile(policy, policy.deny(), Compiler.Result.BOOLEAN, null));
    if (before.isPresent()) {
      condition.run();
    }
    FutureTask<Result> first = conditions.putIfAbsent(policy.id(), condition);
    return first == null ? condition : first;
  }

  private static Optional<Compiled> result(FutureTask<Result> task, Problems problems) {
    task.run();
    try {
      Result result = task.get();
      result.problems().sorted().forEach(problems::add);
      return Optional.ofNullable(result.programs());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a policy can't be compiled", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while policies were compiled", e);
    }
  }

  private synchronized Compiler compiler() {
    Compiler known = compiler;
    if (known == null) {
      known = new Compiler(Vocabulary.types());
      compiler = known;
    }
    return known;
  }

  private Result compile(
      Policy policy, Written written, Compiler.Result kind, @Nullable Program deny) {
    Problems problems = new Problems();
    Program program = program(policy, written, kind, problems);
    if (program == null) {
      return new Result(null, problems);
    }
    return new Result(
        deny == null ? new Compiled(program, null) : new Compiled(deny, program), problems);
  }

  private @Nullable Program program(
      Policy policy, Written written, Compiler.Result kind, Problems problems) {
    Compiler.Outcome outcome = compiler().compile(written.text(), kind);
    for (Fault fault : outcome.faults()) {
      problems.add(
          written.file(),
          written.position(fault.offset()),
          "%s: %s: %s".formatted(policy.id(), written.key(), fault.message()));
    }
    Program program = outcome.program();
    if (program == null) {
      return null;
    }
    Problems uses = new Problems();
    for (String variable : program.variables()) {
      Vocabulary.fault(policy, variable)
          .ifPresent(
              fault ->
                  uses.add(written.file(), place(written, variable), of(policy, written, fault)));
    }
    for (List<String> path : program.reads()) {
      if (path.get(0).equals("params") && !policy.parameters().containsKey(path.get(1))) {
        uses.add(
            written.file(),
            place(written, "params"),
            of(
                policy,
                written,
                "the policy has no parameter \"%s\"; it has %s"
                    .formatted(path.get(1), names(policy.parameters().keySet()))));
      }
    }
    uses.sorted().forEach(problems::add);
    return uses.isEmpty() ? program : null;
  }

  private static String of(Policy policy, Written written, String message) {
    return "%s: %s: %s".formatted(policy.id(), written.key(), message);
  }

  static String names(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static Position place(Written written, String word) {
    return written.position(Math.max(0, written.text().indexOf(word)));
  }
}

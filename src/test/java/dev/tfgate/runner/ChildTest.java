package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.report.ExitException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program that tfgate runs may do, shown by programs that every machine has. */
class ChildTest {
  private static final long MEBIBYTE = 1 << 20;

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Child.End run(Child.Limits limits, String script) {
    try (Interruption interruption = new Interruption()) {
      return new Child(
              folder, Map.of("PATH", "/usr/bin:/bin", "A", "b"), limits, List.of(), interruption)
          .run(List.of("/bin/sh", "-c", script), Child.to(out), Child.to(err));
    }
  }

  private Child.End run(String script) {
    return run(new Child.Limits(Duration.ofMinutes(1), 0), script);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aProgramThatTakesTooLongIsEndedAndThatIsNoSuccess() {
    long start = System.nanoTime();
    Child.End end = run(new Child.Limits(Duration.ofMillis(300), 0), "exec sleep 50");
    assertThat(end.overdue()).isTrue();
    assertThat(end.isSuccess()).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
  }

  @Test
  void aProgramThatWantsTooMuchMemoryFails() {
    String keeps100Million = "head -c 100000000 /dev/zero | tail -c 100000000 | wc -c";
    assertThat(run(keeps100Million).isSuccess()).isTrue();
    assertThat(printed().strip()).isEqualTo("100000000");
    out.reset();
    run(new Child.Limits(Duration.ofMinutes(1), 64 * MEBIBYTE), keeps100Million);
    assertThat(printed().strip()).isEqualTo("0");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("memory");
  }

  @Test
  void filesArePrivateAndThereAreNoCoreDumps() {
    assertThat(run("umask; ulimit -c").isSuccess()).isTrue();
    assertThat(printed()).isEqualTo("0077\n0\n");
  }

  @Test
  void nobodyAnswersAndNothingOfTheEnvironmentIsInherited() {
    assertThat(run("cat; env").isSuccess()).isTrue();
    assertThat(printed().lines().filter(line -> !line.matches("(PWD|OLDPWD|SHLVL|_)=.*")))
        .containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "A=b");
  }

  @Test
  void itsExitCodeIsTold() {
    assertThat(run("exit 7").code()).isEqualTo(7);
    assertThat(run("kill -s KILL $$").code()).isEqualTo(137);
  }

  @Test
  void anOutputThatCannotBeHandedOnIsAnError() {
    try (Interruption interruption = new Interruption()) {
      Child child =
          new Child(
              folder,
              Map.of(),
              new Child.Limits(Duration.ofMinutes(1), 0),
              List.of(),
              interruption);
      assertThatThrownBy(
              () ->
                  child.run(
                      List.of("/bin/echo", "x"),
                      in -> {
                        throw new IOException("the disk is full");
                      },
                      Child.to(err)))
          .isInstanceOf(ExitException.class)
          .hasMessageContaining("the disk is full");
    }
  }
}

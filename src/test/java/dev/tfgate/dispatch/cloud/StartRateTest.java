package dev.tfgate.dispatch.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rate of starts against quotas, by a clock of the test's own. */
class StartRateTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong();
  private final StartRate rate = new StartRate(clock::get);
  private final Deque<Long> starts = new ArrayDeque<>();
  private int started;
  private int refused;

  /** Asks for builds as fast as the rate says, of a service that lets so many start in a second. */
  private void ask(double seconds, int quota) {
    long end = clock.get() + (long) (seconds * SECOND);
    while (clock.get() < end) {
      clock.addAndGet((long) (SECOND / rate.perSecond()));
      while (!starts.isEmpty() && clock.get() - starts.element() > SECOND) {
        starts.remove();
      }
      if (starts.size() < quota) {
        starts.add(clock.get());
        started++;
        rate.started();
      } else {
        refused++;
        rate.refused();
      }
    }
  }

  /** A refusal takes a turn, which is much where there are few. */
  @ParameterizedTest
  @CsvSource({"2, 0.65", "10, 0.85", "30, 0.95", "100, 0.95"})
  void aQuotaIsFoundAndUsed(int quota, double part) {
    ask(5, quota);
    started = 0;
    refused = 0;
    ask(30, quota);
    assertThat(started).isBetween((int) (30 * quota * part), 31 * quota);
    assertThat(refused).isLessThan((int) (started * (1.1 - part)) + 12);
  }

  @Test
  void thirtyASecondAreReachedInTwoSeconds() {
    ask(2, 30);
    started = 0;
    ask(10, 30);
    assertThat(started).isGreaterThan(285);
  }

  @Test
  void oneRefusalAloneDoesNotEndTheSearch() {
    ask(0.2, 30);
    rate.refused();
    ask(2, 30);
    started = 0;
    ask(10, 30);
    assertThat(started).isGreaterThan(285);
  }

  @Test
  void aLowQuotaIsNotRunAgainstForLong() {
    ask(6, 1);
    assertThat(rate.perSecond()).isLessThan(3);
    assertThat(refused).isLessThan(60);
  }

  @Test
  void refusalsThatWereUnderWayTogetherCountOnce() {
    ask(10, 30);
    double before = rate.perSecond();
    clock.addAndGet(SECOND);
    for (int i = 0; i < 20; i++) {
      rate.refused();
    }
    assertThat(rate.perSecond()).isGreaterThanOrEqualTo(before / 2);
  }

  @Test
  void aQuotaThatWasRaisedIsFoundAgain() {
    ask(10, 10);
    ask(8, 60);
    started = 0;
    ask(10, 60);
    assertThat(started).isGreaterThan(500);
  }
}

package dev.tfgate.owners;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each fault ends in its outcome, in time, and says truly whether the grant is gone. */
@Tag("slow")
class FaultsTest {
  /** Those that mostly wait run in bench/owners only. */
  @Test
  void everyFaultEndsAsItMust() throws Exception {
    Map<FaultCase, Future<FaultCase.Seen>> runs = new LinkedHashMap<>();
    SoftAssertions softly = new SoftAssertions();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (FaultCase fault : FaultCase.ALL) {
        if (!fault.isSlow()) {
          runs.put(fault, threads.submit(fault::run));
        }
      }
      for (Map.Entry<FaultCase, Future<FaultCase.Seen>> run : runs.entrySet()) {
        FaultCase.Seen seen = run.getValue().get();
        softly.assertThat(seen.held()).as(run.getKey().name() + ": " + seen).isTrue();
      }
    }
    softly.assertAll();
  }
}

package dev.tfgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.store.ObjectAddress.OnDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskStoreTest {
  @TempDir Path folder;

  private static Content content(String text) {
    return new Content(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void ofPublishersAtOnceOneWins() throws Exception {
    OnDisk address = new OnDisk(folder.resolve("cloudbuild.yaml"), false);
    ObjectStore store = new DiskStore();
    int publishers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(publishers);
    try {
      for (int round = 0; round < 40; round++) {
        Files.writeString(address.path(), "old");
        StoredObject old = store.read(address, 100);
        CyclicBarrier start = new CyclicBarrier(publishers);
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < publishers; i++) {
          Content mine = content("by " + i);
          all.add(
              () -> {
                start.await();
                try {
                  store.write(address, mine, old);
                  return true;
                } catch (StoreException e) {
                  assertThat(e.kind()).isEqualTo(StoreException.Kind.CONFLICT);
                  return false;
                }
              });
        }
        int won = 0;
        for (Future<Boolean> result : threads.invokeAll(all)) {
          won += result.get() ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
        try (var files = Files.list(folder)) {
          assertThat(files).hasSize(1);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }
}

package dev.tfgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.google.Gcloud;
import dev.tfgate.google.GoogleAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gcloud writes tfgate reads, and the other way round. */
class FakeCloudStorageTest {
  @TempDir Path folder;

  @Test
  void gcloudAndTfgateReadWhatTheOtherWrote() throws Exception {
    try (FakeCloudStorage fake = new FakeCloudStorage()) {
      Gcloud gcloud = new Gcloud(folder, Map.of("STORAGE", fake.endpoint() + "/"));
      GoogleAccess access = new GoogleAccess(Map.of(), Map.of("storage", fake.endpoint()));
      Stores store = new Stores(access, Deadline.in(Deadline.DEFAULT), false);
      ObjectAddress address = ObjectAddress.parse("gs://acme-ci/tf/cloudbuild.yaml");

      Files.writeString(folder.resolve("cloudbuild.yaml"), "steps: []\n# ü\n");
      fake.put("acme-ci", "other", "x");
      gcloud.run("storage", "cp", "cloudbuild.yaml", address.toString());
      StoredObject read = store.read(address, 1000);
      assertThat(read.content().bytes()).asString().isEqualTo("steps: []\n# ü\n");

      Content next = new Content("steps: [] # 2\n".getBytes(StandardCharsets.UTF_8));
      StoredObject written = store.write(address, next, read);
      assertThat(gcloud.run("storage", "cat", address.toString())).isEqualTo("steps: [] # 2\n");
      JsonNode described =
          new ObjectMapper()
              .readTree(
                  gcloud.run(
                      "storage", "objects", "describe", address.toString(), "--format=json"));
      assertThat(written.address().toString()).endsWith("#" + described.get("generation").asText());
      assertThat(described.get("size").asInt()).isEqualTo(next.size());
    }
  }
}

package dev.tfgate.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanReaderTest {
  private static final String MINIMAL = "{\"format_version\":\"1.2\",\"configuration\":{}";

  /** Keeps everything it is told. */
  private static final class Kept implements PlanListener {
    final List<PlannedProvider> providers = new ArrayList<>();
    final List<ResourceChange> changes = new ArrayList<>();
    final List<ConfiguredResource> resources = new ArrayList<>();
    final List<DataRead> reads = new ArrayList<>();

    @Override
    public void provider(PlannedProvider provider) {
      providers.add(provider);
    }

    @Override
    public void resourceChange(ResourceChange change) {
      changes.add(change);
    }

    @Override
    public void configuredResource(ConfiguredResource resource) {
      resources.add(resource);
    }

    @Override
    public void dataRead(DataRead read) {
      reads.add(read);
    }
  }

  @Test
  void realPlan() throws Exception {
    Kept kept = new Kept();
    PlanHeader header;
    try (InputStream in =
        Files.newInputStream(Path.of("src/test/corpus/terraform-json/show-plan.json"))) {
      header = PlanReader.read(in, kept);
    }
    assertThat(header).isEqualTo(new PlanHeader("1.2", "1.11.4", true, false, List.of()));
    assertThat(new TreeSet<>(kept.providers.stream().map(PlannedProvider::source).toList()))
        .containsExactly("registry.terraform.io/hashicorp/aws", "terraform.io/builtin/terraform");
    assertThat(kept.providers)
        .contains(
            new PlannedProvider(
                "registry.terraform.io/hashicorp/aws", "5.100.0", "", "provider.aws.west"));
    assertThat(kept.changes)
        .extracting(ResourceChange::address)
        .containsExactly(
            "aws_sqs_queue.q",
            "terraform_data.imported",
            "terraform_data.t",
            "module.m.aws_sns_topic.t",
            "module.m.terraform_data.n[\"a\"]",
            "module.m.terraform_data.n[\"b\"]");
    assertThat(kept.changes.get(1).importing()).isTrue();
    assertThat(kept.changes.get(1).isNoOp()).isTrue();
    assertThat(kept.changes.get(0).creates()).isTrue();
    assertThat((Map<?, ?>) kept.changes.get(0).after())
        .extracting("max_message_size")
        .isEqualTo(262144L);
    assertThat((Map<?, ?>) kept.changes.get(0).afterUnknown()).extracting("arn").isEqualTo(true);
    assertThat(kept.resources)
        .filteredOn(resource -> !resource.provisioners().isEmpty())
        .singleElement()
        .satisfies(
            resource -> {
              assertThat(resource.address()).isEqualTo("terraform_data.t");
              assertThat(resource.provisioners()).containsExactly("local-exec");
            });
    assertThat(kept.resources)
        .extracting(ConfiguredResource::address)
        .contains("data.aws_iam_policy_document.d", "module.m.terraform_data.n");
    assertThat(kept.reads).extracting(DataRead::type).containsExactly("aws_iam_policy_document");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "\"plan\"",
        "{\"format_version\":\"1.0\"}",
        "{\"format_version\":\"1.0\",\"values\":{}}",
        "{\"format_version\":\"2.0\",\"configuration\":{}}",
        "{\"format_version\":\"0.2\",\"configuration\":{}}",
        "{\"format_version\":1.2,\"configuration\":{}}",
        "{\"configuration\":{}}",
        "{\"format_version\":\"1.2\",\"configuration\":[]}",
        MINIMAL,
        MINIMAL + "}x",
        MINIMAL + "} {}",
        MINIMAL + ",\"format_version\":\"1.2\"}",
        MINIMAL + ",\"errored\":\"no\"}",
        MINIMAL + ",\"resource_changes\":{}}",
        MINIMAL + ",\"resource_changes\":[1]}",
        MINIMAL
            + ",\"resource_changes\":[{\"address\":\"a.b\",\"mode\":\"managed\",\"type\":\"a\",\"change\":{\"actions\":[\"create\"]}}]}",
        MINIMAL
            + ",\"resource_changes\":[{\"address\":\"a.b\",\"mode\":\"managed\",\"type\":\"a\",\"provider_name\":\"p\",\"change\":{}}]}",
      })
  void notAPlan_isRefused(String json) {
    assertThatThrownBy(() -> read(json, new Kept())).isInstanceOf(PlanFormatException.class);
  }

  @Test
  void damagedPlan_doesNotQuoteIt() {
    assertThatThrownBy(() -> read(MINIMAL + ",\"variables\":hunter2}", new Kept()))
        .isInstanceOf(PlanFormatException.class)
        .hasMessageNotContaining("hunter2")
        .hasMessageContaining("line 1");
  }

  @Test
  void sectionsOfLaterVersions_areNamed() throws Exception {
    assertThat(
            read(MINIMAL + ",\"later_changes\":[{\"type\":\"x\"}]}", new Kept()).unknownSections())
        .containsExactly("later_changes");
  }

  @Test
  void deferredChange_isReadAndLeavesThePlanIncomplete() throws Exception {
    Kept kept = new Kept();
    PlanHeader header =
        read(
            MINIMAL
                + """
                ,"deferred_changes":[{"reason":"unknown","resource_change":{"address":"a.b","mode":"managed",
                "type":"a","provider_name":"p","change":{"actions":["create"]}}}]}""",
            kept);
    assertThat(header.complete()).isFalse();
    assertThat(kept.changes).singleElement().extracting(ResourceChange::deferred).isEqualTo(true);
  }

  @Test
  void deepNesting_isRefused() {
    String deep = "[".repeat(100_000);
    assertThatThrownBy(() -> read(MINIMAL + ",\"variables\":" + deep, new Kept()))
        .isInstanceOf(PlanFormatException.class);
  }

  @Test
  void oneHugeResource_isRefusedBeforeMemoryEnds() {
    String values = "\"k\":[" + "0,".repeat(600_000) + "0]";
    assertThatThrownBy(
            () ->
                read(
                    MINIMAL + ",\"resource_changes\":[{\"change\":{\"after\":{" + values + "}}}]}",
                    new Kept()))
        .isInstanceOf(PlanFormatException.class)
        .hasMessageContaining("larger than");
  }

  /** A plan of 500 MB that exists only as a stream; memory must not follow it. */
  @Test
  void planOf500Megabytes_inAFractionOfItsMemory() throws Exception {
    byte[] head = (MINIMAL + ",\"resource_changes\":[").getBytes(StandardCharsets.UTF_8);
    byte[] change =
        ("{\"address\":\"a.b\",\"mode\":\"managed\",\"type\":\"a\",\"name\":\"b\",\"provider_name\":\"p\","
                + "\"change\":{\"actions\":[\"create\"],\"before\":null,\"after\":{\"x\":\""
                + "v".repeat(100_000)
                + "\"}}}")
            .getBytes(StandardCharsets.UTF_8);
    int count = 5_000;
    long[] seen = {0};
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();
    PlanReader.read(
        new Repeated(head, change, count),
        new PlanListener() {
          @Override
          public void resourceChange(ResourceChange parsed) {
            seen[0]++;
          }
        });
    System.gc();
    long after = runtime.totalMemory() - runtime.freeMemory();
    assertThat(seen[0]).isEqualTo(count);
    assertThat(after - before).isLessThan(20L * 1024 * 1024);
  }

  /** Head, then an element many times with commas between, then the end of list and object. */
  private static final class Repeated extends InputStream {
    private final byte[] head;
    private final byte[] element;
    private final int count;
    private byte[] current;
    private int position;
    private int written;

    Repeated(byte[] head, byte[] element, int count) {
      this.head = head;
      this.element = element;
      this.count = count;
      this.current = this.head;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (position == current.length) {
        if (written > 2 * count - 1) {
          return -1;
        }
        boolean last = written == 2 * count - 1;
        current =
            last
                ? "]}".getBytes(StandardCharsets.UTF_8)
                : written % 2 == 0 ? element : ",".getBytes(StandardCharsets.UTF_8);
        written++;
        position = 0;
      }
      int n = Math.min(length, current.length - position);
      System.arraycopy(current, position, target, offset, n);
      position += n;
      return n;
    }
  }

  private static PlanHeader read(String json, PlanListener listener)
      throws IOException, PlanFormatException {
    return PlanReader.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), listener);
  }
}

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a plan as {@code terraform show -json} prints it, on one line: six resources in ten stay
 * as they are, three are created, one is changed; one in six holds a document of JSON in a string.
 *
 * <p>{@code java PlanFile.java FILE MEGABYTES}
 */
@SuppressWarnings("DefaultPackage") // a program of one file
final class PlanFile {
  private static final String GOOGLE = "registry.terraform.io/hashicorp/google";
  private static final int BYTES_OF_ONE = 6_600;

  private final OutputStream out;
  private final long resources;

  private PlanFile(OutputStream out, long resources) {
    this.out = out;
    this.resources = resources;
  }

  public static void main(String[] arguments) throws IOException {
    long bytes = Long.parseLong(arguments[1]) << 20;
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[0])), 1 << 20)) {
      new PlanFile(out, bytes / BYTES_OF_ONE).write();
    }
  }

  private void write() throws IOException {
    print(
        "{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\",\"planned_values\":{\"root_module\":{\"resources\":[");
    for (long i = 0; i < resources; i++) {
      state(i);
    }
    print("]}},\"resource_changes\":[");
    for (long i = 0; i < resources; i++) {
      change(i);
    }
    print(
        "],\"prior_state\":{\"format_version\":\"1.0\",\"terraform_version\":\"1.11.4\",\"values\":{\"root_module\":{\"resources\":[");
    for (long i = 0; i < resources; i++) {
      state(i);
    }
    print(
        "]}}},\"configuration\":{\"provider_config\":{\"google\":{\"name\":\"google\",\"full_name\":\""
            + GOOGLE
            + "\"}},\"root_module\":{\"resources\":[");
    for (long i = 0; i < resources; i += 50) {
      print(
          (i == 0 ? "" : ",")
              + "{\"address\":\""
              + type(i)
              + ".r"
              + i
              + "\",\"mode\":\"managed\",\"type\":\""
              + type(i)
              + "\",\"name\":\"r"
              + i
              + "\",\"provider_config_key\":\"google\",\"expressions\":{\"name\":{\"references\":[\"each.key\"]},\"labels\":{\"constant_value\":{\"team\":\"shop\"}}},\"schema_version\":0}");
    }
    print(
        "]}},\"timestamp\":\"2026-01-01T00:00:00Z\",\"applyable\":true,\"complete\":true,\"errored\":false}\n");
  }

  private static String type(long i) {
    return switch ((int) (i % 6)) {
      case 0 -> "google_storage_bucket";
      case 1 -> "google_compute_instance";
      case 2 -> "google_pubsub_topic";
      case 3 -> "google_dns_record_set";
      case 4 -> "google_compute_firewall";
      default -> "google_monitoring_dashboard";
    };
  }

  private static String head(long i) {
    return "{\"address\":\""
        + type(i)
        + ".r"
        + i
        + "[\\\"k"
        + i
        + "\\\"]\",\"mode\":\"managed\",\"type\":\""
        + type(i)
        + "\",\"name\":\"r"
        + i
        + "\",\"index\":\"k"
        + i
        + "\",\"provider_name\":\""
        + GOOGLE
        + "\"";
  }

  private static String values(long i, boolean known) {
    StringBuilder text =
        new StringBuilder(
            "{\"name\":\"service-"
                + i
                + "\",\"project\":\"shop-production\",\"location\":\"EUROPE-WEST3\",\"description\":\"What the shop keeps for its orders, number "
                + i
                + "\"");
    text.append(",\"labels\":{\"team\":\"shop\",\"environment\":\"production\",\"cost-center\":\"")
        .append(4000 + i % 90)
        .append("\"}");
    text.append(",\"force_destroy\":false,\"size\":")
        .append(i % 4096)
        .append(",\"timeouts\":null,\"weight\":0.25");
    if (known) {
      text.append(",\"id\":\"projects/shop-production/services/service-")
          .append(i)
          .append("\",\"self_link\":\"https://www.googleapis.com/storage/v1/b/service-")
          .append(i)
          .append("\",\"etag\":\"BwYx8N")
          .append(i * 7919 % 1_000_003)
          .append("\"");
    }
    text.append(",\"rule\":[");
    for (int n = 0; n < 3; n++) {
      text.append(n == 0 ? "" : ",")
          .append(
              "{\"action\":[{\"storage_class\":\"NEARLINE\",\"type\":\"SetStorageClass\"}],\"condition\":[{\"age\":")
          .append(30 * n)
          .append(
              ",\"created_before\":\"\",\"matches_prefix\":[],\"matches_suffix\":[\".log\",\".txt\"],\"num_newer_versions\":0,\"with_state\":\"ANY\"}]}");
    }
    text.append("]");
    if (i % 6 == 5) {
      text.append(",\"dashboard_json\":\"{\\n");
      for (int n = 0; n < 30; n++) {
        text.append("  \\\"tile")
            .append(n)
            .append("\\\": {\\\"filter\\\": \\\"resource.type=cloud_run AND metric > 10\\\"},\\n");
      }
      text.append("  \\\"name\\\": \\\"Größe\\\"\\n}\"");
    }
    return text.append("}").toString();
  }

  private void state(long i) throws IOException {
    print(
        (i == 0 ? "" : ",")
            + head(i)
            + ",\"schema_version\":2,\"values\":"
            + values(i, true)
            + ",\"sensitive_values\":{\"labels\":{},\"rule\":[{\"action\":[{}]},{\"action\":[{}]},{\"action\":[{}]}]}}");
  }

  private void change(long i) throws IOException {
    int kind = (int) (i % 10);
    boolean create = kind < 3;
    String actions = create ? "create" : kind == 3 ? "update" : "no-op";
    print(
        (i == 0 ? "" : ",")
            + head(i)
            + ",\"change\":{\"actions\":[\""
            + actions
            + "\"],\"before\":"
            + (create ? "null" : values(i, true))
            + ",\"after\":"
            + values(i, !create)
            + ",\"after_unknown\":"
            + (create
                ? "{\"id\":true,\"self_link\":true,\"etag\":true,\"labels\":{},\"rule\":[{\"action\":[{}]}]}"
                : "{}")
            + ",\"before_sensitive\":"
            + (create ? "false" : "{\"labels\":{}}")
            + ",\"after_sensitive\":{\"labels\":{},\"rule\":[{\"action\":[{}],\"condition\":[{\"matches_prefix\":[]}]}]}}}");
  }

  private void print(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}

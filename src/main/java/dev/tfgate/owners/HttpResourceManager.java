package dev.tfgate.owners;

import com.google.auth.Credentials;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.JsonTree;
import dev.tfgate.owners.CallException.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Resource Manager v3 over HTTP and JSON
 * (https://cloud.google.com/resource-manager/reference/rest). Google's client tells of projects and
 * folders. Policies are read and written as JSON: the client would read them into generated
 * classes, and so lose what they don't know; the next write would take it from the project.
 */
final class HttpResourceManager implements ResourceManager {
  private static final URI GOOGLE = URI.create("https://cloudresourcemanager.googleapis.com");
  private static final String READ =
      "{\"options\":{\"requestedPolicyVersion\":%d}}".formatted(IamPolicy.VERSION);

  private final HttpCalls calls;
  private final ResourceClient client;

  /** Talks to the endpoint {@code resourcemanager} of {@code access}, or to Google's own. */
  HttpResourceManager(GoogleAccess access, @Nullable Credentials credentials) {
    calls = new HttpCalls(access.endpoint("resourcemanager").orElse(GOOGLE), credentials, access);
    client = new ResourceClient(calls.http());
  }

  /** Talks with the credentials of {@code access}; with none to a loopback endpoint. */
  static HttpResourceManager of(GoogleAccess access) {
    return new HttpResourceManager(
        access, access.isLoopback("resourcemanager") ? null : Caller.of(access).credentials());
  }

  @Override
  public IamPolicy policy(String resource, Duration limit) throws CallException {
    return policy(calls.post("/v3/" + resource + ":getIamPolicy", "application/json", READ, limit));
  }

  @Override
  public IamPolicy write(String project, IamPolicy policy, Duration limit) throws CallException {
    return policy(
        calls.post(
            "/v3/" + project + ":setIamPolicy", "application/json", policy.toWrite(), limit));
  }

  @Override
  public String parent(String resource, Duration limit) throws CallException {
    return resource.startsWith("organizations/") ? "" : client.parent(resource, limit);
  }

  @Override
  public Optional<Instant> created(String project, Duration limit) throws CallException {
    try {
      return calls.get("/v3/" + project, limit).text("createTime").map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public Instant now() {
    return calls.http().now();
  }

  @Override
  public Page<Project> projects(String parent, String pageToken, Duration limit)
      throws CallException {
    return client.projects(parent, pageToken, limit);
  }

  @Override
  public Page<String> folders(String parent, String pageToken, Duration limit)
      throws CallException {
    return client.folders(parent, pageToken, limit);
  }

  @Override
  public void close() {
    client.close();
    calls.close();
  }

  private static IamPolicy policy(JsonTree.Fields answer) throws CallException {
    try {
      return IamPolicy.of(answer);
    } catch (PolicyFormatException e) {
      throw new CallException(Kind.MALFORMED, "the answer is not a policy: " + e.getMessage());
    }
  }
}

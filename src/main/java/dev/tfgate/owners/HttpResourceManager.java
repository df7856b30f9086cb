package dev.tfgate.owners;

import com.google.auth.Credentials;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.JsonService;
import dev.tfgate.google.JsonTree;
import dev.tfgate.google.ServiceException;
import dev.tfgate.google.ServiceException.Kind;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
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
  private static final JsonTree READ =
      new JsonTree.Fields(
          Map.of(
              "options",
              new JsonTree.Fields(
                  Map.of(
                      "requestedPolicyVersion",
                      new JsonTree.Plain(String.valueOf(IamPolicy.VERSION))))));

  private final JsonService service;
  private final ResourceClient client;

  /** Talks to the endpoint {@code resourcemanager} of {@code access}, or to Google's own. */
  HttpResourceManager(GoogleAccess access, @Nullable Credentials credentials) {
    try {
      service =
          JsonService.of(
              ResourceClient.NAME,
              access.endpoint("resourcemanager").orElse(GOOGLE),
              credentials,
              access);
    } catch (GoogleAccessException e) {
      throw new ExitException(ExitCode.USAGE, e.getMessage(), e);
    }
    client = new ResourceClient(service.http());
  }

  /** Talks with the credentials of {@code access}; with none to a loopback endpoint. */
  static HttpResourceManager of(GoogleAccess access) {
    return new HttpResourceManager(
        access, access.isLoopback("resourcemanager") ? null : Caller.of(access).credentials());
  }

  @Override
  public IamPolicy policy(String resource, Duration limit) throws ServiceException {
    return policy(call("POST", "/v3/" + resource + ":getIamPolicy", READ, limit));
  }

  @Override
  public IamPolicy write(String project, IamPolicy policy, Duration limit) throws ServiceException {
    return policy(call("POST", "/v3/" + project + ":setIamPolicy", policy.toWrite(), limit));
  }

  @Override
  public String parent(String resource, Duration limit) throws ServiceException {
    return resource.startsWith("organizations/") ? "" : client.parent(resource, limit);
  }

  @Override
  public Optional<Instant> created(String project, Duration limit) throws ServiceException {
    try {
      return call("GET", "/v3/" + project, null, limit).text("createTime").map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public Instant now() {
    return service.http().now();
  }

  @Override
  public Page<Project> projects(String parent, String pageToken, Duration limit)
      throws ServiceException {
    return client.projects(parent, pageToken, limit);
  }

  @Override
  public Page<String> folders(String parent, String pageToken, Duration limit)
      throws ServiceException {
    return client.folders(parent, pageToken, limit);
  }

  @Override
  public void close() {
    client.close();
    service.close();
  }

  private JsonTree.Fields call(String method, String path, @Nullable JsonTree body, Duration limit)
      throws ServiceException {
    return ResourceClient.whole(service.send(method, path, body, limit).json());
  }

  private static IamPolicy policy(JsonTree.Fields answer) throws ServiceException {
    try {
      return IamPolicy.of(answer);
    } catch (PolicyFormatException e) {
      throw new ServiceException(Kind.MALFORMED, "the answer is not a policy: " + e.getMessage());
    }
  }
}

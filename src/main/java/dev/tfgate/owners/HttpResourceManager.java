package dev.tfgate.owners;

import com.google.auth.Credentials;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.JsonTree;
import dev.tfgate.owners.CallException.Kind;
import dev.tfgate.terraform.CreatedProject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Resource Manager v3 over HTTP and JSON
 * (https://cloud.google.com/resource-manager/reference/rest). Google's client would read a policy
 * into generated classes, and so lose what they don't know: the next write would take it from the
 * project.
 */
final class HttpResourceManager implements ResourceManager {
  private static final URI GOOGLE = URI.create("https://cloudresourcemanager.googleapis.com");
  private static final String READ =
      "{\"options\":{\"requestedPolicyVersion\":%d}}".formatted(IamPolicy.VERSION);

  private final HttpCalls calls;

  /** Talks to the endpoint {@code resourcemanager} of {@code access}, or to Google's own. */
  HttpResourceManager(GoogleAccess access, @Nullable Credentials credentials) {
    calls = new HttpCalls(access.endpoint("resourcemanager").orElse(GOOGLE), credentials, access);
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
    return resource.startsWith("organizations/")
        ? ""
        : parentOf(calls.get("/v3/" + resource, limit));
  }

  @Override
  public Page<Project> projects(String parent, String pageToken, Duration limit)
      throws CallException {
    return page(
        "projects",
        parent,
        pageToken,
        limit,
        item ->
            item.text("projectId")
                .filter(id -> !CreatedProject.projectId(id).isEmpty())
                .map(id -> new Project(id, parent, item.text("createTime").orElse(""))));
  }

  @Override
  public Page<String> folders(String parent, String pageToken, Duration limit)
      throws CallException {
    return page(
        "folders",
        parent,
        pageToken,
        limit,
        item -> item.text("name").filter(name -> name.matches("folders/[0-9]+")));
  }

  @Override
  public void close() {
    calls.close();
  }

  private <T> Page<T> page(
      String kind,
      String parent,
      String pageToken,
      Duration limit,
      Function<JsonTree.Fields, Optional<T>> read)
      throws CallException {
    String query = "?parent=" + encoded(parent) + "&pageSize=300";
    JsonTree.Fields answer =
        calls.get(
            "/v3/" + kind + query + (pageToken.isEmpty() ? "" : "&pageToken=" + encoded(pageToken)),
            limit);
    List<T> items = new ArrayList<>();
    for (JsonTree tree : answer.items(kind)) {
      if (!(tree instanceof JsonTree.Fields item)) {
        throw new CallException(
            Kind.NONSENSE, "an entry in the list of %s is none".formatted(kind));
      }
      if (item.text("state").orElse("ACTIVE").equals("ACTIVE")) {
        items.add(
            read.apply(item)
                .orElseThrow(
                    () ->
                        new CallException(
                            Kind.NONSENSE,
                            "an entry in the list of %s has no id".formatted(kind))));
      }
    }
    return new Page<>(items, answer.text("nextPageToken").orElse(""));
  }

  private static String parentOf(JsonTree.Fields resource) throws CallException {
    String parent = resource.text("parent").orElse("");
    if (!parent.isEmpty() && !parent.matches("(folders|organizations)/[0-9]+")) {
      throw new CallException(Kind.NONSENSE, "the parent is neither folder nor organization");
    }
    if (parent.isEmpty()
        && resource.text("name").isEmpty()
        && resource.text("projectId").isEmpty()) {
      throw new CallException(Kind.NONSENSE, "the answer describes no resource");
    }
    return parent;
  }

  private static IamPolicy policy(JsonTree.Fields answer) throws CallException {
    try {
      return IamPolicy.of(answer);
    } catch (PolicyFormatException e) {
      throw new CallException(Kind.NONSENSE, "the answer is not a policy: " + e.getMessage());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

package dev.tfgate.owners;

import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.httpjson.HttpJsonCallContext;
import com.google.api.gax.httpjson.InstantiatingHttpJsonChannelProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StubSettings;
import com.google.api.gax.rpc.UnaryCallSettings;
import com.google.api.gax.rpc.UnaryCallable;
import com.google.cloud.resourcemanager.v3.Folder;
import com.google.cloud.resourcemanager.v3.GetFolderRequest;
import com.google.cloud.resourcemanager.v3.GetProjectRequest;
import com.google.cloud.resourcemanager.v3.ListFoldersRequest;
import com.google.cloud.resourcemanager.v3.ListFoldersResponse;
import com.google.cloud.resourcemanager.v3.ListProjectsRequest;
import com.google.cloud.resourcemanager.v3.ListProjectsResponse;
import com.google.cloud.resourcemanager.v3.Project;
import com.google.cloud.resourcemanager.v3.stub.FoldersStub;
import com.google.cloud.resourcemanager.v3.stub.FoldersStubSettings;
import com.google.cloud.resourcemanager.v3.stub.HttpJsonFoldersStub;
import com.google.cloud.resourcemanager.v3.stub.HttpJsonProjectsStub;
import com.google.cloud.resourcemanager.v3.stub.ProjectsStub;
import com.google.cloud.resourcemanager.v3.stub.ProjectsStubSettings;
import com.google.protobuf.util.Timestamps;
import dev.tfgate.google.BoundedTransport;
import dev.tfgate.google.BoundedTransport.Bounds;
import dev.tfgate.google.BoundedTransport.NoAnswerException;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.GoogleApi;
import dev.tfgate.google.GoogleHttp;
import dev.tfgate.google.JsonTree;
import dev.tfgate.google.ServiceException;
import dev.tfgate.google.ServiceException.Kind;
import dev.tfgate.owners.ResourceManager.Page;
import dev.tfgate.terraform.CreatedProject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Projects and folders by Google's client, over HTTP and JSON. Its requests go through {@link
 * BoundedTransport}, once each: what is tried again is decided by the caller.
 */
final class ResourceClient implements AutoCloseable {
  /** No call has more time, whatever its limit. */
  private static final Bounds BOUNDS = new Bounds(Duration.ofSeconds(15), 16 * 1024 * 1024);

  /** The service, as messages call it. */
  static final String NAME = "Resource Manager";

  private static final int PAGE = 300;
  private static final JsonTree.Plain NULL = new JsonTree.Plain("null");

  private final GoogleHttp http;
  private final ExecutorService threads;
  private @Nullable ProjectsStub projects;
  private @Nullable FoldersStub folders;

  /**
   * @param http is not closed by this client
   */
  ResourceClient(GoogleHttp http) {
    this.http = http;
    threads =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("resource-manager-", 0).factory());
  }

  /** Returns the folder or organization above, or an empty string where there is none. */
  String parent(String resource, Duration limit) throws ServiceException {
    String name;
    String parent;
    if (resource.startsWith("folders/")) {
      Folder folder =
          call(
              folders().getFolderCallable(),
              GetFolderRequest.newBuilder().setName(resource).build(),
              limit);
      name = folder.getName();
      parent = folder.getParent();
    } else {
      Project project =
          call(
              projects().getProjectCallable(),
              GetProjectRequest.newBuilder().setName(resource).build(),
              limit);
      name = project.getName() + project.getProjectId();
      parent = project.getParent();
    }
    if (!parent.isEmpty() && !parent.matches("(folders|organizations)/[0-9]+")) {
      throw malformed("names a parent that is neither folder nor organization");
    }
    if (parent.isEmpty() && name.isEmpty()) {
      throw malformed("describes no resource");
    }
    return parent;
  }

  /** Returns a page of the active projects directly below {@code parent}. */
  Page<ResourceManager.Project> projects(String parent, String pageToken, Duration limit)
      throws ServiceException {
    ListProjectsResponse answer =
        call(
            projects().listProjectsCallable(),
            ListProjectsRequest.newBuilder()
                .setParent(parent)
                .setPageSize(PAGE)
                .setPageToken(pageToken)
                .build(),
            limit);
    List<ResourceManager.Project> items = new ArrayList<>();
    for (Project project : answer.getProjectsList()) {
      // One whose state is not told counts as active.
      if (project.getState() == Project.State.ACTIVE
          || project.getState() == Project.State.STATE_UNSPECIFIED) {
        String id = project.getProjectId();
        if (CreatedProject.projectId(id).isEmpty()) {
          throw withoutId("projects");
        }
        String created =
            project.hasCreateTime() ? Timestamps.toString(project.getCreateTime()) : "";
        items.add(new ResourceManager.Project(id, parent, created));
      }
    }
    return new Page<>(items, answer.getNextPageToken());
  }

  /** Returns a page of the active folders directly below {@code parent}. */
  Page<String> folders(String parent, String pageToken, Duration limit) throws ServiceException {
    ListFoldersResponse answer =
        call(
            folders().listFoldersCallable(),
            ListFoldersRequest.newBuilder()
                .setParent(parent)
                .setPageSize(PAGE)
                .setPageToken(pageToken)
                .build(),
            limit);
    List<String> items = new ArrayList<>();
    for (Folder folder : answer.getFoldersList()) {
      if (folder.getState() == Folder.State.ACTIVE
          || folder.getState() == Folder.State.STATE_UNSPECIFIED) {
        if (!folder.getName().matches("folders/[0-9]+")) {
          throw withoutId("folders");
        }
        items.add(folder.getName());
      }
    }
    return new Page<>(items, answer.getNextPageToken());
  }

  @Override
  public synchronized void close() {
    if (projects != null) {
      projects.shutdownNow();
    }
    if (folders != null) {
      folders.shutdownNow();
    }
    threads.shutdownNow();
  }

  private static ServiceException withoutId(String kind) {
    return new ServiceException(
        Kind.MALFORMED, "an entry in the list of %s has no id".formatted(kind));
  }

  private synchronized ProjectsStub projects() {
    if (projects == null) {
      ProjectsStubSettings.Builder settings = ProjectsStubSettings.newHttpJsonBuilder();
      try {
        settings.applyToAllUnaryMethods(ResourceClient::once);
        prepare(settings);
        projects = HttpJsonProjectsStub.create(settings.build());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return projects;
  }

  private synchronized FoldersStub folders() {
    if (folders == null) {
      FoldersStubSettings.Builder settings = FoldersStubSettings.newHttpJsonBuilder();
      try {
        settings.applyToAllUnaryMethods(ResourceClient::once);
        prepare(settings);
        folders = HttpJsonFoldersStub.create(settings.build());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return folders;
  }

  private void prepare(StubSettings.Builder<?, ?> settings) {
    settings
        .setEndpoint(http.base())
        .setCredentialsProvider(NoCredentialsProvider.create())
        .setTransportChannelProvider(
            InstantiatingHttpJsonChannelProvider.newBuilder()
                .setEndpoint(http.base())
                .setExecutor(threads)
                .setHttpTransport(new BoundedTransport(http, () -> BOUNDS, ResourceClient::check))
                .build());
  }

  private static @Nullable Void once(UnaryCallSettings.Builder<?, ?> method) {
    method.setRetrySettings(RetrySettings.newBuilder().setMaxAttempts(1).build());
    method.setRetryableCodes();
    return null;
  }

  /** The client would take an empty answer, or what it doesn't know, for an empty list. */
  private static void check(String path, GoogleHttp.Answer answer) throws IOException {
    if (answer.status() == 200) {
      JsonTree json;
      try {
        json = JsonTree.parse(answer.text());
      } catch (IOException e) {
        throw new ServiceException(
            Kind.MALFORMED,
            NAME + " gave an answer that is no JSON: " + GoogleApi.brief(answer.text()));
      }
      var _ = whole(json);
    }
  }

  /**
   * Returns the answer to a call that the service calls a success, where it can be what it should.
   * Something between here and the service may turn a failure into that.
   */
  static JsonTree.Fields whole(JsonTree answer) throws ServiceException {
    if (!(answer instanceof JsonTree.Fields fields)) {
      throw malformed("is no JSON object");
    }
    if (fields.of().containsKey("error")) {
      throw malformed("is an error under HTTP 200: " + GoogleApi.brief(fields.toJson()));
    }
    for (String list : List.of("projects", "folders")) {
      JsonTree value = fields.of().getOrDefault(list, NULL);
      if (!(value instanceof JsonTree.Items) && !value.equals(NULL)) {
        throw malformed("has a list of %s that is none".formatted(list));
      }
    }
    JsonTree token = fields.of().getOrDefault("nextPageToken", NULL);
    if (!(token instanceof JsonTree.Text) && !token.equals(NULL)) {
      throw malformed("has a list that goes on at a page that is not named by a text");
    }
    return fields;
  }

  private static ServiceException malformed(String how) {
    return new ServiceException(Kind.MALFORMED, "the answer of %s %s".formatted(NAME, how));
  }

  private static <Q, A> A call(UnaryCallable<Q, A> callable, Q request, Duration limit)
      throws ServiceException {
    try {
      return callable.call(request, HttpJsonCallContext.createDefault().withTimeoutDuration(limit));
    } catch (ApiException e) {
      throw failure(e);
    }
  }

  private static ServiceException failure(ApiException failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      switch (at) {
        case ServiceException malformed -> {
          return malformed;
        }
        case GoogleAccessException access -> {
          return GoogleApi.unanswered(NAME, access);
        }
        case NoAnswerException none -> {
          return GoogleApi.unanswered(NAME, none);
        }
        case HttpResponseException answer -> {
          return GoogleApi.failure(
              NAME, answer.getStatusCode(), answer.getContent() == null ? "" : answer.getContent());
        }
        default -> {}
      }
    }
    return switch (failure.getStatusCode().getCode()) {
      case DEADLINE_EXCEEDED, CANCELLED, UNAVAILABLE ->
          new ServiceException(Kind.UNCERTAIN, NAME + " gave no answer: the time is over");
      default -> malformed("can't be read: " + GoogleApi.brief(failure.getMessage()));
    };
  }
}

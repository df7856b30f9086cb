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
import dev.tfgate.google.GoogleHttp;
import dev.tfgate.owners.CallException.Kind;
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

  private static final int PAGE = 300;

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
  String parent(String resource, Duration limit) throws CallException {
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
      throw new CallException(Kind.MALFORMED, "the parent is neither folder nor organization");
    }
    if (parent.isEmpty() && name.isEmpty()) {
      throw new CallException(Kind.MALFORMED, "the answer describes no resource");
    }
    return parent;
  }

  /** Returns a page of the active projects directly below {@code parent}. */
  Page<ResourceManager.Project> projects(String parent, String pageToken, Duration limit)
      throws CallException {
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
  Page<String> folders(String parent, String pageToken, Duration limit) throws CallException {
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

  private static CallException withoutId(String kind) {
    return new CallException(
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
      String problem =
          HttpCalls.object(answer.text())
              .map(HttpCalls::malformed)
              .orElseGet(() -> "the answer is no JSON object: " + HttpCalls.brief(answer.text()));
      if (!problem.isEmpty()) {
        throw new MalformedAnswerException(problem);
      }
    }
  }

  private static final class MalformedAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String problem) {
      super(problem);
    }
  }

  private static <Q, A> A call(UnaryCallable<Q, A> callable, Q request, Duration limit)
      throws CallException {
    try {
      return callable.call(request, HttpJsonCallContext.createDefault().withTimeoutDuration(limit));
    } catch (ApiException e) {
      throw failure(e);
    }
  }

  private static CallException failure(ApiException failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      switch (at) {
        case GoogleAccessException access -> {
          return new CallException(Kind.DENIED, HttpCalls.brief(access.getMessage()));
        }
        case NoAnswerException none -> {
          return new CallException(
              Kind.UNCERTAIN, "no answer: " + HttpCalls.brief(none.getMessage()));
        }
        case MalformedAnswerException malformed -> {
          return new CallException(Kind.MALFORMED, String.valueOf(malformed.getMessage()));
        }
        case HttpResponseException answer -> {
          return HttpCalls.failure(
              answer.getStatusCode(), answer.getContent() == null ? "" : answer.getContent());
        }
        default -> {}
      }
    }
    return switch (failure.getStatusCode().getCode()) {
      case DEADLINE_EXCEEDED, CANCELLED, UNAVAILABLE ->
          new CallException(Kind.UNCERTAIN, "no answer: the time is over");
      default -> new CallException(Kind.MALFORMED, HttpCalls.brief(failure.getMessage()));
    };
  }
}

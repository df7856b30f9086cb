package dev.tfgate.owners;

import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.httpjson.HttpJsonCallContext;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.ClientSettings;
import com.google.api.gax.rpc.UnaryCallable;
import com.google.auth.Credentials;
import com.google.cloud.resourcemanager.v3.FoldersClient;
import com.google.cloud.resourcemanager.v3.FoldersSettings;
import com.google.cloud.resourcemanager.v3.GetFolderRequest;
import com.google.cloud.resourcemanager.v3.GetProjectRequest;
import com.google.cloud.resourcemanager.v3.OrganizationsClient;
import com.google.cloud.resourcemanager.v3.OrganizationsSettings;
import com.google.cloud.resourcemanager.v3.ProjectsClient;
import com.google.cloud.resourcemanager.v3.ProjectsSettings;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.GetPolicyOptions;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Resource Manager v3 over HTTP and JSON. */
final class GoogleResourceManager implements ResourceManager {
  private static final String ENDPOINT = "https://cloudresourcemanager.googleapis.com";
  private static final int POLICY_VERSION = 3;

  private final URI endpoint;
  private final @Nullable Credentials credentials;
  private final ProjectsClient projects;
  private @Nullable FoldersClient folders;
  private @Nullable OrganizationsClient organizations;

  /**
   * @param endpoint another place than Google's own, or null
   * @param credentials none for a loopback endpoint
   */
  GoogleResourceManager(@Nullable URI endpoint, @Nullable Credentials credentials)
      throws IOException {
    this.endpoint = endpoint == null ? URI.create(ENDPOINT) : endpoint;
    this.credentials = credentials;
    ProjectsSettings.Builder settings = ProjectsSettings.newHttpJsonBuilder();
    prepare(settings);
    settings.applyToAllUnaryMethods(
        builder -> {
          builder.setRetryableCodes();
          return null;
        });
    projects = ProjectsClient.create(settings.build());
  }

  @Override
  public Policy policy(String resource, Duration limit) throws CallException {
    GetIamPolicyRequest request =
        GetIamPolicyRequest.newBuilder()
            .setResource(resource)
            .setOptions(GetPolicyOptions.newBuilder().setRequestedPolicyVersion(POLICY_VERSION))
            .build();
    if (resource.startsWith("projects/")) {
      return call(projects.getIamPolicyCallable(), request, limit);
    }
    return resource.startsWith("folders/")
        ? call(folders().getIamPolicyCallable(), request, limit)
        : call(organizations().getIamPolicyCallable(), request, limit);
  }

  @Override
  public Policy write(String project, Policy policy, Duration limit) throws CallException {
    SetIamPolicyRequest request =
        SetIamPolicyRequest.newBuilder()
            .setResource(project)
            .setPolicy(policy.toBuilder().setVersion(POLICY_VERSION))
            .build();
    return call(projects.setIamPolicyCallable(), request, limit);
  }

  @Override
  public String parent(String resource, Duration limit) throws CallException {
    if (resource.startsWith("projects/")) {
      GetProjectRequest request = GetProjectRequest.newBuilder().setName(resource).build();
      return call(projects.getProjectCallable(), request, limit).getParent();
    }
    if (resource.startsWith("folders/")) {
      GetFolderRequest request = GetFolderRequest.newBuilder().setName(resource).build();
      return call(folders().getFolderCallable(), request, limit).getParent();
    }
    return "";
  }

  @Override
  public void close() {
    projects.shutdownNow();
    synchronized (this) {
      if (folders != null) {
        folders.shutdownNow();
      }
      if (organizations != null) {
        organizations.shutdownNow();
      }
    }
  }

  private synchronized FoldersClient folders() throws CallException {
    if (folders == null) {
      try {
        FoldersSettings.Builder settings = FoldersSettings.newHttpJsonBuilder();
        prepare(settings);
        folders = FoldersClient.create(settings.build());
      } catch (IOException e) {
        throw new CallException(CallException.Kind.FINAL, "no client for folders: " + e);
      }
    }
    return folders;
  }

  private synchronized OrganizationsClient organizations() throws CallException {
    if (organizations == null) {
      try {
        OrganizationsSettings.Builder settings = OrganizationsSettings.newHttpJsonBuilder();
        prepare(settings);
        organizations = OrganizationsClient.create(settings.build());
      } catch (IOException e) {
        throw new CallException(CallException.Kind.FINAL, "no client for organizations: " + e);
      }
    }
    return organizations;
  }

  private void prepare(ClientSettings.Builder<?, ?> settings) {
    String text = endpoint.toString();
    settings.setEndpoint(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    // Set, so that no variable of the environment is asked.
    settings.setUniverseDomain("googleapis.com");
    settings.setCredentialsProvider(
        credentials == null
            ? NoCredentialsProvider.create()
            : FixedCredentialsProvider.create(credentials));
  }

  private static <Q, A> A call(UnaryCallable<Q, A> callable, Q request, Duration limit)
      throws CallException {
    Future<A> answer =
        callable.futureCall(
            request, HttpJsonCallContext.createDefault().withTimeoutDuration(limit));
    try {
      return answer.get(limit.toMillis() + 200, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | CancellationException e) {
      answer.cancel(true);
      throw new CallException(
          CallException.Kind.UNCERTAIN, "no answer within " + limit.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallException(CallException.Kind.UNCERTAIN, "interrupted");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static CallException failure(@Nullable Throwable cause) {
    if (!(cause instanceof ApiException api)) {
      return new CallException(
          CallException.Kind.UNCERTAIN, "the answer can't be read: " + brief(cause));
    }
    String text = api.getStatusCode().getCode() + ": " + brief(api);
    return switch (api.getStatusCode().getCode()) {
      case ABORTED -> new CallException(CallException.Kind.CONFLICT, text);
      case RESOURCE_EXHAUSTED -> new CallException(CallException.Kind.THROTTLED, text);
      case PERMISSION_DENIED, UNAUTHENTICATED -> new CallException(CallException.Kind.DENIED, text);
      case NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION, UNIMPLEMENTED, OUT_OF_RANGE ->
          new CallException(CallException.Kind.FINAL, text);
      // HTTP has one status for both; neither has written anything.
      case ALREADY_EXISTS -> new CallException(CallException.Kind.CONFLICT, text);
      case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS ->
          new CallException(CallException.Kind.UNCERTAIN, text);
    };
  }

  private static String brief(@Nullable Throwable cause) {
    String message = cause == null ? "" : String.valueOf(cause.getMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.length() > 300 ? line.substring(0, 300) + "…" : line;
  }
}

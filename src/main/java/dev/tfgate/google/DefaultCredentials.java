package dev.tfgate.google;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.OAuth2Credentials;
import com.google.auth.oauth2.OAuth2CredentialsWithRefresh;
import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity tfgate runs as: Application Default Credentials, which are a file, or the account
 * that the metadata server of the machine hands tokens for
 * (https://cloud.google.com/docs/authentication/application-default-credentials).
 */
public final class DefaultCredentials {
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final URI METADATA = URI.create("http://metadata.google.internal");
  private static final URI TOKENS = URI.create("https://oauth2.googleapis.com");
  private static final String ACCOUNT = "/computeMetadata/v1/instance/service-accounts/default/";
  private static final Map<String, String> FLAVOR = Map.of("Metadata-Flavor", "Google");
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int LARGEST_FILE = 1024 * 1024;

  private final GoogleAccess access;
  private final @Nullable OAuth2Credentials file;

  private DefaultCredentials(GoogleAccess access, @Nullable OAuth2Credentials file) {
    this.access = access;
    this.file = file;
  }

  /**
   * Finds the credentials; nothing is asked of the network yet.
   *
   * @throws GoogleAccessException where the file that is named holds none
   */
  public static DefaultCredentials find(GoogleAccess access) throws GoogleAccessException {
    Optional<Path> named = access.variable("GOOGLE_APPLICATION_CREDENTIALS").map(Path::of);
    Optional<Path> path = named.or(() -> access.gcloudCredentials().filter(Files::exists));
    return new DefaultCredentials(access, path.isEmpty() ? null : read(path.get(), access));
  }

  /** Returns those of the file, or empty where the metadata server is asked. */
  public Optional<OAuth2Credentials> file() {
    return Optional.ofNullable(file);
  }

  /** Returns what to call Google with. */
  public OAuth2Credentials credentials() {
    return file != null
        ? file
        : OAuth2CredentialsWithRefresh.newBuilder().setRefreshHandler(this::metadataToken).build();
  }

  /**
   * Asks the metadata server about the account.
   *
   * @param what such as {@code email}
   * @throws IOException where it does not answer
   */
  public String metadata(String what) throws IOException {
    URI endpoint = access.endpoint("metadata").orElse(METADATA);
    try (GoogleHttp http = new GoogleHttp(endpoint, null, access)) {
      GoogleHttp.Answer answer =
          http.send("GET", ACCOUNT + what, FLAVOR, null, LARGEST_FILE, LIMIT);
      if (answer.status() != 200) {
        throw new IOException("the metadata server answers " + answer.status());
      }
      return answer.text().strip();
    }
  }

  /**
   * Returns an identity token of the account that the metadata server knows.
   *
   * @param audience whom it is for
   * @throws IOException where none can be had
   */
  public String identityToken(String audience) throws IOException {
    if (file != null) {
      throw new GoogleAccessException(
          "an identity token comes from the metadata server, or from a service account that identities of gate.yaml name; credentials in a file give none");
    }
    return metadata(
        "identity?format=full&audience=" + URLEncoder.encode(audience, StandardCharsets.UTF_8));
  }

  private AccessToken metadataToken() throws IOException {
    String json;
    try {
      json = metadata("token?scopes=" + URLEncoder.encode(SCOPE, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new GoogleAccessException(
          "no Application Default Credentials: no file, and no metadata server (%s). Run it as a service account, or after 'gcloud auth application-default login'"
              .formatted(e.getMessage()),
          e);
    }
    if (JsonTree.parse(json) instanceof JsonTree.Fields token
        && token.of().get("expires_in") instanceof JsonTree.Plain number
        && number.source().matches("[0-9]{1,9}")
        && token.text("access_token").isPresent()) {
      return new AccessToken(
          token.text("access_token").get(),
          Date.from(Instant.now().plusSeconds(Long.parseLong(number.source()))));
    }
    throw new GoogleAccessException("the metadata server gave no token");
  }

  private static OAuth2Credentials read(Path path, GoogleAccess access)
      throws GoogleAccessException {
    Proxy proxy = access.proxies().select(TOKENS).getFirst();
    HttpTransport transport = new NetHttpTransport.Builder().setProxy(proxy).build();
    try {
      byte[] bytes = BoundedFile.read(path, LARGEST_FILE);
      return GoogleCredentials.fromStream(new ByteArrayInputStream(bytes), () -> transport)
          .createScoped(SCOPE);
    } catch (UnreadableFileException e) {
      throw new GoogleAccessException(
          "the credentials in '%s' can't be read: %s".formatted(path, e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      // Its message could quote the key, so it is no cause either.
      throw new GoogleAccessException(
          "'%s' holds no credentials that can be used; write new ones with 'gcloud auth application-default login'"
              .formatted(path));
    }
  }
}

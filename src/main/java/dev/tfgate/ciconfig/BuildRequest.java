package dev.tfgate.ciconfig;

import dev.tfgate.google.JsonTree;
import dev.tfgate.store.StoredObject;
import dev.tfgate.yaml.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What Cloud Build is asked for: the steps of a trusted configuration over a commit.
 *
 * @param template the configuration
 * @param source where the commit is fetched from, as the service wants it
 * @param offered values of substitutions, each given where the configuration asks for it: {@code
 *     MUST_MATCH} refuses one that nothing asks for
 * @param builtIn values of the service's own substitutions, such as {@code COMMIT_SHA}
 * @param tags beside those of the configuration
 * @param project where it runs
 * @param serviceAccount the e-mail address of the identity that it runs as
 * @param place the key of {@code gate.yaml} that gives further substitutions, for messages
 */
public record BuildRequest(
    BuildTemplate template,
    JsonTree source,
    Map<String, String> offered,
    Map<String, String> builtIn,
    List<String> tags,
    String project,
    String serviceAccount,
    String place) {
  /** Copies the collections. */
  public BuildRequest {
    offered = Map.copyOf(offered);
    builtIn = Map.copyOf(builtIn);
    tags = List.copyOf(tags);
  }

  /**
   * Reads a trusted configuration.
   *
   * @throws UnusableConfigurationException where it is none
   */
  public static BuildTemplate template(StoredObject object) throws UnusableConfigurationException {
    Problems problems = new Problems();
    Optional<BuildTemplate> template =
        BuildTemplate.read(object.address().toString(), object.content(), problems);
    return template.orElseThrow(
        () ->
            new UnusableConfigurationException(
                "the trusted configuration can't be used: " + problems.sorted().getFirst()));
  }

  /**
   * Returns a source: a connected repository of Cloud Build, or an address to fetch from over HTTPS
   * without credentials.
   *
   * @param repository {@code projects/…/repositories/N}, or {@code https://…}
   */
  public static JsonTree source(String repository, String commit) {
    boolean connected = !repository.startsWith("https://");
    Map<String, JsonTree> source = new LinkedHashMap<>();
    source.put(connected ? "repository" : "url", JsonTree.Text.of(repository));
    source.put("revision", JsonTree.Text.of(commit));
    return new JsonTree.Fields(
        Map.of(connected ? "connectedRepository" : "gitSource", new JsonTree.Fields(source)));
  }

  /**
   * Returns the body of the request.
   *
   * @throws UnusableConfigurationException where the configuration asks for what is not given, or
   *     names another identity
   */
  public JsonTree.Fields toJson() throws UnusableConfigurationException {
    Map<String, JsonTree> build = new LinkedHashMap<>(template.build().of());
    build.put("source", source);
    build.put("substitutions", substitutions());
    List<JsonTree> all = new ArrayList<>(template.build().items("tags"));
    tags.forEach(tag -> all.add(JsonTree.Text.of(tag)));
    build.put("tags", new JsonTree.Items(all));
    build.put("serviceAccount", JsonTree.Text.of(identity()));
    return new JsonTree.Fields(build);
  }

  private String identity() throws UnusableConfigurationException {
    Optional<String> own = template.build().text("serviceAccount");
    if (own.isPresent() && !own.get().endsWith("/" + asWritten(own.get()))) {
      throw new UnusableConfigurationException(
          "the trusted configuration names the service account %s, and gate.yaml %s. Make them one"
              .formatted(own.get(), serviceAccount));
    }
    return "projects/%s/serviceAccounts/%s".formatted(project, serviceAccount);
  }

  /** The account as the configuration would write it, where that speaks of the project. */
  private String asWritten(String own) {
    return own.contains("@${PROJECT_ID}.") || own.contains("@$PROJECT_ID.")
        ? serviceAccount.replace(
            "@" + project + ".",
            own.contains("@${PROJECT_ID}.") ? "@${PROJECT_ID}." : "@$PROJECT_ID.")
        : serviceAccount;
  }

  private JsonTree substitutions() throws UnusableConfigurationException {
    Map<String, String> values = new LinkedHashMap<>(template.substitutions());
    Set<String> asked = template.wanted();
    offered.forEach(
        (name, value) -> {
          if (asked.contains(name)) {
            values.put(name, value);
          }
        });
    Set<String> missing = new TreeSet<>(asked);
    missing.removeAll(values.keySet());
    if (!missing.isEmpty()) {
      throw new UnusableConfigurationException(
          "the trusted configuration uses %s, which has no value. Give it in %s"
              .formatted(String.join(", ", missing), place));
    }
    values.putAll(builtIn);
    Map<String, JsonTree> json = new LinkedHashMap<>();
    new TreeMap<>(values).forEach((name, value) -> json.put(name, JsonTree.Text.of(value)));
    return new JsonTree.Fields(json);
  }
}

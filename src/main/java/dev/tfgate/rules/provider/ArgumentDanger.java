package dev.tfgate.rules.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an argument of a provider can do that the platform team did not decide.
 *
 * <p>The table comes from the documentation of the providers. An argument is dangerous for what it
 * names, not for the value that it has in the checkout. Nested arguments count at any depth, but
 * for those that name the host of the provider itself: they stand at the top of its block (or in
 * the {@code kubernetes} block of helm).
 */
enum ArgumentDanger {
  /** Starts a program, or names a file that can name one. */
  PROGRAM("can start a program of the checkout's choice, at plan too"),
  /** Sends the provider's requests, and the credentials in them, to another host. */
  HOST("decides which host gets the provider's requests, with the CI's credentials in them"),
  /** As {@link #HOST}, but names a host that honest code computes from an object it manages. */
  TARGET("names a host that gets the provider's requests, and is not taken from an object here"),
  /** As {@link #HOST}, for the provider puts it into the names of the hosts that it asks. */
  REGION(
      "is a part of the names of the hosts that get the provider's requests, so it must be known"
          + " and hold nothing but letters, digits and hyphens"),
  /** Reads a file of the machine. */
  FILE("makes the provider read a file of the machine and send what it holds"),
  /** Acts as somebody else. */
  IDENTITY("makes the provider act as another identity than the one CI has"),
  /** Is denied by the trust directory. */
  DENIED("is denied by the platform team (provider_arguments.deny of gate.yaml)");

  private final String does;

  ArgumentDanger(String does) {
    this.does = does;
  }

  /** What such an argument does, as the rest of a sentence. */
  String does() {
    return does;
  }

  /** In every provider, at any depth. */
  private static final Map<ArgumentDanger, Set<String>> ANYWHERE =
      Map.of(
          PROGRAM,
          Set.of(
              "exec",
              "credential_process",
              "shared_config_file",
              "shared_config_files",
              "shared_credentials_file",
              "shared_credentials_files",
              "config_path",
              "config_paths",
              "kubeconfig",
              "kubeconfig_path"),
          HOST,
          Set.of(
              "endpoints",
              "endpoint_overrides",
              "credentials_uri",
              "http_proxy",
              "https_proxy",
              "proxy",
              "proxy_url",
              "universe_domain",
              "custom_ca_bundle",
              "insecure",
              "insecure_https",
              "insecure_skip_verify",
              "insecure_skip_tls_verify",
              "skip_tls_verify",
              "tls_skip_verify",
              "tls_insecure",
              "allow_unverified_ssl"),
          FILE,
          Set.of("token_file", "token_file_path"),
          IDENTITY,
          Set.of("assume_role", "impersonate_service_account"));

  /** In every provider, at the top of its block. */
  private static final Set<String> TARGETS =
      Set.of(
          "host",
          "hostname",
          "address",
          "server",
          "server_url",
          "url",
          "api_url",
          "base_url",
          "endpoint");

  private static final Pattern ENDPOINT = Pattern.compile(".*_(custom_)?endpoint");
  private static final Pattern TOKEN_FILE = Pattern.compile(".*_token_file(_path)?");
  private static final Pattern ROLE =
      Pattern.compile("assume_role_.*|impersonate_service_account_.*");

  /** End like an endpoint and are switches of the provider. */
  private static final Set<String> SWITCHES =
      Set.of("use_fips_endpoint", "use_dualstack_endpoint", "s3_us_east_1_regional_endpoint");

  /** Switches that do nothing when they are off. */
  private static final Pattern OFF_BY_DEFAULT =
      Pattern.compile(
          "insecure.*|.*skip_.*verify|.*unverified_ssl|tls_insecure|add_address_to_env");

  /** Maps of names that the author chooses. */
  private static final Set<String> MAPS =
      Set.of(
          "tags",
          "labels",
          "default_labels",
          "headers",
          "http_headers",
          "custom_headers",
          "annotations",
          "metadata",
          "parameters");

  private static final Set<String> GOOGLE = Set.of("google", "google-beta", "googleworkspace");
  private static final Set<String> AZURE =
      Set.of("azurerm", "azuread", "azapi", "azurestack", "azuredevops");

  /** By provider type, beyond what holds for every provider. */
  private static final Map<String, Map<String, ArgumentDanger>> BY_TYPE =
      Map.ofEntries(
          Map.entry("aws", Map.of("sts_region", REGION)),
          Map.entry("consul", Map.of("ca_path", FILE)),
          Map.entry("datadog", Map.of("api_url", TARGET)),
          Map.entry("cloudflare", Map.of("api_hostname", TARGET, "api_base_path", TARGET)),
          Map.entry("docker", Map.of("ssh_opts", PROGRAM, "config_file", FILE, "cert_path", FILE)),
          Map.entry(
              "grafana",
              Map.of(
                  "cloud_api_url", TARGET,
                  "oncall_url", TARGET,
                  "sm_url", TARGET,
                  "connections_api_url", TARGET,
                  "fleet_management_url", TARGET)),
          Map.entry(
              "helm",
              Map.of(
                  "registry",
                  HOST,
                  "registries",
                  HOST,
                  "plugins_path",
                  PROGRAM,
                  "registry_config_path",
                  FILE,
                  "repository_config_path",
                  FILE,
                  "repository_cache",
                  FILE)),
          Map.entry("kustomization", Map.of("kubeconfig_raw", TARGET)),
          Map.entry("mysql", Map.of("endpoint", TARGET)),
          Map.entry(
              "newrelic",
              Map.of(
                  "api_url",
                  TARGET,
                  "infrastructure_api_url",
                  TARGET,
                  "nerdgraph_api_url",
                  TARGET,
                  "synthetics_api_url",
                  TARGET)),
          Map.entry("nomad", Map.of("skip_verify", HOST)),
          Map.entry("oci", Map.of("private_key_path", FILE)),
          Map.entry("openstack", Map.of("auth_url", TARGET)),
          Map.entry("postgresql", Map.of("gcp_iam_impersonate_service_account", IDENTITY)),
          Map.entry("rabbitmq", Map.of("endpoint", TARGET)),
          Map.entry("snowflake", Map.of("private_key_path", FILE)),
          Map.entry(
              "vault",
              Map.of(
                  "add_address_to_env",
                  PROGRAM,
                  "password_file",
                  FILE,
                  "keytab_path",
                  FILE,
                  "aws_shared_credentials_file",
                  PROGRAM)),
          Map.entry("vsphere", Map.of("vsphere_server", TARGET)));

  private static final Map<String, ArgumentDanger> OF_GOOGLE =
      Map.of(
          "credentials", FILE,
          "external_credentials", FILE,
          "access_token", IDENTITY,
          "impersonated_user_email", IDENTITY);

  private static final Map<String, ArgumentDanger> OF_AZURE =
      Map.of(
          "client_certificate_path", FILE,
          "client_id_file_path", FILE,
          "client_secret_file_path", FILE,
          "oidc_request_url", HOST,
          "metadata_host", HOST);

  /**
   * Returns the danger of an argument, or empty where it has none.
   *
   * @param type of the provider, as its source address has it
   * @param path of the argument, as {@link ProviderArguments} gives it
   */
  static Optional<ArgumentDanger> of(String type, List<String> path) {
    String name = path.getLast();
    for (String outer : path.subList(0, path.size() - 1)) {
      if (MAPS.contains(outer)) {
        return Optional.empty();
      }
    }
    boolean top = path.size() == 1 || (path.size() == 2 && path.getFirst().equals("kubernetes"));
    ArgumentDanger special = ofType(type, path);
    if (special != null) {
      return Optional.of(special);
    }
    if (top && TARGETS.contains(name)) {
      return Optional.of(TARGET);
    }
    if (path.size() == 1 && name.equals("region") && type.equals("aws")) {
      return Optional.of(REGION);
    }
    for (Map.Entry<ArgumentDanger, Set<String>> entry : ANYWHERE.entrySet()) {
      if (entry.getValue().contains(name)) {
        return Optional.of(entry.getKey());
      }
    }
    if (ENDPOINT.matcher(name).matches() && !SWITCHES.contains(name)) {
      return Optional.of(HOST);
    }
    if (TOKEN_FILE.matcher(name).matches()) {
      return Optional.of(FILE);
    }
    return ROLE.matcher(name).matches() ? Optional.of(IDENTITY) : Optional.empty();
  }

  /** Whether the argument is a switch that does nothing when it is off. */
  static boolean isSwitch(String name) {
    return OFF_BY_DEFAULT.matcher(name).matches();
  }

  private static @Nullable ArgumentDanger ofType(String type, List<String> path) {
    String name = path.getLast();
    if (GOOGLE.contains(type)) {
      return OF_GOOGLE.get(name);
    }
    if (AZURE.contains(type)) {
      return OF_AZURE.get(name);
    }
    return BY_TYPE.getOrDefault(type, Map.of()).get(name);
  }
}

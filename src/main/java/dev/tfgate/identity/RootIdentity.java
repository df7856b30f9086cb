package dev.tfgate.identity;

import dev.tfgate.google.DefaultCredentials;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.ServiceAccounts;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.trust.Identities;
import dev.tfgate.trust.Identities.Identity;
import dev.tfgate.trust.Identities.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The identity of one root in one phase, and how its credentials are had. */
public final class RootIdentity {
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int LONGEST_SESSION = 64;

  private final Identity identity;
  private final String root;
  private final Phase phase;
  private final GoogleAccess access;

  private RootIdentity(Identity identity, String root, Phase phase, GoogleAccess access) {
    this.identity = identity;
    this.root = root;
    this.phase = phase;
    this.access = access;
  }

  /**
   * Finds the accounts of a root, without the network.
   *
   * @param root path relative to the checkout
   * @param access by whose credentials others are had
   * @return empty where no entry names the root
   * @throws ExitException where the path makes no name of an account or role
   */
  public static Optional<RootIdentity> of(
      Identities identities, String root, Phase phase, GoogleAccess access) {
    try {
      return identities
          .of(root, phase)
          .map(identity -> new RootIdentity(identity, root, phase, access));
    } catch (IllegalArgumentException e) {
      throw new ExitException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /** Who the root is. */
  public Identity identity() {
    return identity;
  }

  /**
   * Returns the variables that give Terraform a token of the root's account of Google; none where
   * gate.yaml names no account.
   *
   * @throws ExitException with {@link ExitCode#UNDECIDED} where none can be had
   */
  public Map<String, String> googleEnvironment() {
    Map<String, String> environment = new TreeMap<>();
    String account = identity.serviceAccount();
    if (account != null) {
      try (ServiceAccounts accounts = new ServiceAccounts(access)) {
        environment.put(
            "GOOGLE_OAUTH_ACCESS_TOKEN", accounts.accessToken(account, LIFETIME, LIMIT).value());
      } catch (IOException e) {
        throw failed("Google", e);
      }
    }
    return environment;
  }

  /**
   * Returns the variables that give Terraform keys of the root's role of AWS.
   *
   * @throws ExitException as {@link #awsKeys} does
   */
  public Map<String, String> awsEnvironment() {
    AwsKeys keys = awsKeys();
    return Map.of(
        "AWS_ACCESS_KEY_ID",
        keys.accessKeyId(),
        "AWS_SECRET_ACCESS_KEY",
        keys.secretAccessKey(),
        "AWS_SESSION_TOKEN",
        keys.sessionToken());
  }

  /**
   * Returns keys of the root's role. AWS gets an identity token of the root's service account or,
   * where it has none, of the account that tfgate runs as.
   *
   * @throws ExitException with {@link ExitCode#USAGE} where the root has no role, with {@link
   *     ExitCode#UNDECIDED} where no keys can be had
   */
  public AwsKeys awsKeys() {
    String role = identity.role();
    if (role == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s' has no AWS role for %s, because identities of gate.yaml name none. Ask the platform team for an entry"
              .formatted(root, phase.word()));
    }
    try {
      return new SecurityTokenService(access).assume(role, session(), identityToken(), LIFETIME);
    } catch (IOException e) {
      throw failed("AWS", e);
    }
  }

  private String identityToken() throws IOException {
    String account = identity.serviceAccount();
    if (account == null) {
      return DefaultCredentials.find(access).identityToken(identity.audience());
    }
    try (ServiceAccounts accounts = new ServiceAccounts(access)) {
      return accounts.identityToken(account, identity.audience(), LIMIT);
    }
  }

  /** What AWS's logs show: phase and root, in the characters that it takes. */
  private String session() {
    String name = "tfgate-" + phase.word() + "-" + root.toLowerCase(Locale.ROOT);
    String plain = name.replaceAll("[^a-z0-9_=,.@-]", "-");
    return plain.length() > LONGEST_SESSION ? plain.substring(0, LONGEST_SESSION) : plain;
  }

  private ExitException failed(String service, IOException e) {
    String account = identity.serviceAccount();
    return new ExitException(
        ExitCode.UNDECIDED,
        "'%s' gets no credentials of %s for %s%s: %s"
            .formatted(
                root,
                service,
                phase.word(),
                account == null ? "" : " as " + account,
                e.getMessage()),
        e);
  }
}

package dev.tfgate.facts;

import java.util.Optional;

/** What an argument, a type or a function of a provider can do. */
public enum Effect {
  /** Names a host that gets requests, and the credentials in them. */
  HOST("host"),
  /** Is a part of the name of such a host. */
  HOST_PART("host-part"),
  /** Names a host whose certificate is fetched at plan. */
  CERTIFICATE_HOST("certificate-host"),
  /** Starts a program, or names a file that can name one. */
  PROGRAM("program"),
  /** Holds arguments that start programs or name hosts, so that it must be known as a whole. */
  CONTAINER("container"),
  /** Reads a file of the machine. */
  FILE_READ("file-read"),
  /** Writes a file of the machine. */
  FILE_WRITE("file-write"),
  /** Acts as somebody else. */
  IDENTITY("identity"),
  /** Names a secret of the machine or of a service, which is then used or sent. */
  SECRET("secret"),
  /** Weakens how the other end of a connection is verified. */
  TLS_OFF("tls-off"),
  /** Gives a token, a signature or a key to the configuration. */
  MINTS_TOKEN("mints-token"),
  /** Runs something. */
  EXECUTES("executes"),
  /** Sends a request that can carry data. */
  SENDS("sends"),
  /** Gives a secret, or what a file of the machine holds, to the configuration. */
  READS_SECRET("reads-secret"),
  /** Grants roles of Google Cloud's IAM. */
  GRANTS("grants"),
  /** Grants roles of Google Cloud's IAM by a policy in JSON. */
  GRANTS_POLICY("grants-policy"),
  /** Holds names that the author of the configuration chooses. */
  NAMES("names"),
  /** Does none of these. */
  HARMLESS("harmless");

  private final String word;

  Effect(String word) {
    this.word = word;
  }

  /** The effect as the files of facts name it. */
  public String word() {
    return word;
  }

  static Optional<Effect> of(String word) {
    for (Effect effect : values()) {
      if (effect.word.equals(word)) {
        return Optional.of(effect);
      }
    }
    return Optional.empty();
  }
}

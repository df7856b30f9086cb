package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.trust.Trust;

/** What surrounds a directory that is checked. */
public final class Scope {
  private final Checkout checkout;
  private final Configuration configuration;
  private final Trust trust;
  private final FileReads fileReads;

  /**
   * A scope.
   *
   * @param checkout the whole tree
   * @param configuration every directory of it
   * @param trust what the trust directory says
   */
  public Scope(Checkout checkout, Configuration configuration, Trust trust) {
    this.checkout = checkout;
    this.configuration = configuration;
    this.trust = trust;
    this.fileReads =
        new FileReads(
            checkout,
            configuration,
            new Limits(trust.limits().fileBytes(), trust.limits().nesting()));
  }

  /** The whole tree. */
  public Checkout checkout() {
    return checkout;
  }

  /** Every directory of it. */
  public Configuration configuration() {
    return configuration;
  }

  /** What the trust directory says. */
  public Trust trust() {
    return trust;
  }

  /** What the functions that read files read. */
  FileReads fileReads() {
    return fileReads;
  }
}

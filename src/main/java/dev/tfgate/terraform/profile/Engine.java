package dev.tfgate.terraform.profile;

import java.util.Optional;

/** A program that runs configurations. */
public enum Engine {
  /** HashiCorp's. */
  TERRAFORM("Terraform", "terraform", "registry.terraform.io", 5, 16),
  /** The Linux Foundation's. */
  TOFU("OpenTofu", "tofu", "registry.opentofu.org", 8, 12);

  private final String title;
  private final String word;
  private final String defaultHost;
  private final int oldestVerified;
  private final int newestVerified;

  Engine(String title, String word, String defaultHost, int oldestVerified, int newestVerified) {
    this.title = title;
    this.word = word;
    this.defaultHost = defaultHost;
    this.oldestVerified = oldestVerified;
    this.newestVerified = newestVerified;
  }

  /** Returns the program of that {@link #word}. */
  public static Optional<Engine> of(String word) {
    for (Engine program : values()) {
      if (program.word.equals(word)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  /** Its name in sentences: {@code Terraform}, {@code OpenTofu}. */
  public String title() {
    return title;
  }

  /** Its command, which is its key in files and JSON too: {@code terraform}, {@code tofu}. */
  public String word() {
    return word;
  }

  /** The registry of provider sources that name no host. */
  public String defaultHost() {
    return defaultHost;
  }

  /** The versions that tfgate was tried with, for sentences: {@code 1.5 to 1.16}. */
  public String verified() {
    return "1.%d to 1.%d".formatted(oldestVerified, newestVerified);
  }

  boolean isVerified(Release release) {
    return release.major() == 1
        && release.minor() >= oldestVerified
        && release.minor() <= newestVerified;
  }
}

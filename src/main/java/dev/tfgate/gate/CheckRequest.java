package dev.tfgate.gate;

import dev.tfgate.ciconfig.RunningBuild;
import dev.tfgate.store.ObjectStore;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.OutlineCache;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to check.
 *
 * @param version of tfgate
 * @param path the directory or file whose findings are reported; the checkout around it counts
 * @param mode where the gate runs, and why
 * @param trust where the trust directory lies, or null where nothing names one
 * @param store where the trusted copies of the CI configuration lie
 * @param build the running build, or null where nothing names one
 * @param today the day that counts for the expiry of exceptions
 * @param extent how much of the checkout is checked
 * @param searchPath the variable PATH, for git where it is in no usual place
 * @param jobs how many threads may work at once, at least 1
 * @param givenVariables what the command line of Terraform gives variables of the root, as written
 *     there: name → value
 * @param running path in the checkout of the directory in which Terraform is about to be run, or
 *     null
 * @param testFolder in which it looks for tests: a path from each root
 * @param cache of what earlier runs have read, or null for none; in CI mode it doesn't count
 * @param digest whether somebody will ask for the digest of the tree
 */
public record CheckRequest(
    String version,
    Path path,
    RunMode mode,
    @Nullable TrustLocation trust,
    ObjectStore store,
    @Nullable RunningBuild build,
    LocalDate today,
    Extent extent,
    String searchPath,
    int jobs,
    Map<String, String> givenVariables,
    @Nullable String running,
    String testFolder,
    @Nullable OutlineCache cache,
    boolean digest) {
  /** A thread a processor; each holds trees of some 20 MB, so no more than eight. */
  public static final int USUAL_JOBS = Math.min(8, Runtime.getRuntime().availableProcessors());

  /** Copies the names. */
  public CheckRequest {
    givenVariables = Map.copyOf(givenVariables);
  }

  /** A request before nothing is run. */
  public CheckRequest(
      String version,
      Path path,
      RunMode mode,
      @Nullable TrustLocation trust,
      ObjectStore store,
      @Nullable RunningBuild build,
      LocalDate today,
      Extent extent,
      String searchPath,
      int jobs,
      Map<String, String> givenVariables) {
    this(
        version,
        path,
        mode,
        trust,
        store,
        build,
        today,
        extent,
        searchPath,
        jobs,
        givenVariables,
        null,
        Configuration.TESTS,
        null,
        true);
  }

  /** The same request where what earlier runs have read may be used. */
  public CheckRequest remembering(@Nullable OutlineCache known) {
    return with(known, digest);
  }

  /** The same request where nobody will ask for the digest of the tree. */
  public CheckRequest withoutDigest() {
    return with(cache, false);
  }

  private CheckRequest with(@Nullable OutlineCache known, boolean digested) {
    return new CheckRequest(
        version,
        path,
        mode,
        trust,
        store,
        build,
        today,
        extent,
        searchPath,
        jobs,
        givenVariables,
        running,
        testFolder,
        known,
        digested);
  }

  /** A request to check everything, on every processor. */
  public CheckRequest(
      String version,
      Path path,
      RunMode mode,
      @Nullable TrustLocation trust,
      ObjectStore store,
      @Nullable RunningBuild build,
      LocalDate today) {
    this(
        version,
        path,
        mode,
        trust,
        store,
        build,
        today,
        Extent.EVERYTHING,
        "",
        USUAL_JOBS,
        Map.of());
  }
}

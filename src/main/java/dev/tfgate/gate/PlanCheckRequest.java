package dev.tfgate.gate;

import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.nio.file.Path;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which plan to check.
 *
 * @param version of tfgate
 * @param top the top of the checkout, absolute
 * @param root the directory that the plan was made in, absolute
 * @param rootIsCertain whether it was surely made there, so that the source may tell more of it
 * @param mode where the gate runs, and why
 * @param trust where the trust directory lies, or null where nothing names one
 * @param today the day that counts for the expiry of exceptions
 */
public record PlanCheckRequest(
    String version,
    Path top,
    Path root,
    boolean rootIsCertain,
    RunMode mode,
    @Nullable TrustLocation trust,
    LocalDate today) {}

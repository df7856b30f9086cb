package dev.tfgate.owners;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a run tells what it does.
 *
 * @param record file to append each result to as soon as it is known, or null
 * @param checkout what is checked out around the working directory, or null where nothing is; no
 *     record in it is trusted
 * @param progress how far it is
 * @param results takes each result, in the order of the projects, on the caller's thread
 */
public record RunOutput(
    @Nullable Path record,
    @Nullable Path checkout,
    ProgressLine progress,
    Consumer<ProjectResult> results) {}

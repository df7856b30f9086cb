package dev.tfgate.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options every command takes.
 *
 * @param trust the trust directory of {@code --trust}, or null
 * @param mode {@code local} or {@code ci} as given with {@code --mode}, or null to find out
 * @param color whether standard output is coloured
 * @param errorColor whether standard error is coloured
 * @param quiet leave out what is not a finding or an error
 * @param verbose say more, on stderr
 * @param format the value of {@code --format}: one of the command's own
 * @param endpoints service name → URL of {@code --endpoint}: https, or http on loopback
 */
record GlobalOptions(
    @Nullable Path trust,
    @Nullable String mode,
    boolean color,
    boolean errorColor,
    boolean quiet,
    boolean verbose,
    String format,
    Map<String, URI> endpoints) {}

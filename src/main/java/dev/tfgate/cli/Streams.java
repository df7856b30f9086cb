package dev.tfgate.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * The standard streams of a run.
 *
 * @param in standard input
 * @param out the report and nothing else; buffered, UTF-8
 * @param err messages and progress
 * @param outIsTerminal whether {@code out} is a terminal
 * @param errIsTerminal whether {@code err} is a terminal
 * @param columns width of the terminal, 80 where unknown
 */
record Streams(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns) {}

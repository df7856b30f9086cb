/**
 * The command line: one class a command. A command turns arguments into one call of the packages
 * below and its result into an exit code; it decides nothing itself.
 */
@NullMarked
package dev.tfgate.cli;

import org.jspecify.annotations.NullMarked;

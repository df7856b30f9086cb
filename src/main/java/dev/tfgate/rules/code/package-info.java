/** Rules over what a plan runs, reads and asks: layers {@code code}, {@code file}. */
@NullMarked
package dev.tfgate.rules.code;

import org.jspecify.annotations.NullMarked;

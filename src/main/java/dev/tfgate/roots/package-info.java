/** Root modules of a checkout: which a change affects, why, and in which order they run. */
@NullMarked
package dev.tfgate.roots;

import org.jspecify.annotations.NullMarked;

/** Policies of a trust directory with their expressions compiled, and where those are kept. */
@NullMarked
package dev.tfgate.policy.compiled;

import org.jspecify.annotations.NullMarked;

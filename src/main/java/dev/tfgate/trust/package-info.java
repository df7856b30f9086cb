/**
 * Where the gate runs and what decides there: the mode, and the platform team's trust directory.
 */
@NullMarked
package dev.tfgate.trust;

import org.jspecify.annotations.NullMarked;

/** Rules over the CI configuration: layer {@code ci}. */
@NullMarked
package dev.tfgate.rules.ci;

import org.jspecify.annotations.NullMarked;

/** Rules over a saved plan: layer {@code plan}. */
@NullMarked
package dev.tfgate.rules.plan;

import org.jspecify.annotations.NullMarked;

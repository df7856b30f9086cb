/** Rules over backends and remote state: layer {@code state}. */
@NullMarked
package dev.tfgate.rules.state;

import org.jspecify.annotations.NullMarked;

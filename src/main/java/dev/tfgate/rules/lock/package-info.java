/** Rules over the dependency lock file: layer {@code lock}. */
@NullMarked
package dev.tfgate.rules.lock;

import org.jspecify.annotations.NullMarked;

/** Rules over module calls: layer {@code module}. */
@NullMarked
package dev.tfgate.rules.module;

import org.jspecify.annotations.NullMarked;

/** Rules over providers, and what their blocks set: layers {@code provider}, {@code argument}. */
@NullMarked
package dev.tfgate.rules.provider;

import org.jspecify.annotations.NullMarked;

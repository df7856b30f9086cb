/** Policies as they are written: YAML files and what they say. */
@NullMarked
package dev.tfgate.policy.file;

import org.jspecify.annotations.NullMarked;

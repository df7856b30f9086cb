/** Policies: checks that a platform team writes in YAML and CEL, tests and trusts. */
@NullMarked
package dev.tfgate.policy;

import org.jspecify.annotations.NullMarked;

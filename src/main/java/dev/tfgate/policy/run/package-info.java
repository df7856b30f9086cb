/** Policies asked about a configuration or a plan. */
@NullMarked
package dev.tfgate.policy.run;

import org.jspecify.annotations.NullMarked;

/** Many roots, one Cloud Build each, by the trusted configuration. */
@NullMarked
package dev.tfgate.dispatch.cloud;

import org.jspecify.annotations.NullMarked;

/**
 * Events of the repository host become builds with the trusted configuration. One handler, which
 * knows no transport, stands behind the small server and the function.
 */
@NullMarked
package dev.tfgate.webhook;

import org.jspecify.annotations.NullMarked;

/** The CI configuration held against its trusted copy, byte for byte, and what differs in words. */
@NullMarked
package dev.tfgate.ciconfig;

import org.jspecify.annotations.NullMarked;

/**
 * Objects behind {@code gs://} and {@code file://}, read whole and proven to be whole. A folder on
 * disk stands for a bucket, so that everything works without Google.
 */
@NullMarked
package dev.tfgate.store;

import org.jspecify.annotations.NullMarked;

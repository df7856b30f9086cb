/** What a machine has of what tfgate needs. */
@NullMarked
package dev.tfgate.doctor;

import org.jspecify.annotations.NullMarked;

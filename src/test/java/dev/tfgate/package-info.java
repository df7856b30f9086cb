/** Tests of the project as a whole. */
@NullMarked
package dev.tfgate;

import org.jspecify.annotations.NullMarked;

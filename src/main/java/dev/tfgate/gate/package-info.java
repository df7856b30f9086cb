/** One run from end to end: what is read, judged and reported. */
@NullMarked
package dev.tfgate.gate;

import org.jspecify.annotations.NullMarked;

/** The rules and policies that hold by a trust directory, and what each means. */
@NullMarked
package dev.tfgate.catalogue;

import org.jspecify.annotations.NullMarked;

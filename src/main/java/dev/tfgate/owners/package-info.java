/** Owner grants on projects: who gets one, and taking it away without harm to any other grant. */
@NullMarked
package dev.tfgate.owners;

import org.jspecify.annotations.NullMarked;

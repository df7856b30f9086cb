/** Drafts of a trust directory, from what a repository does. */
@NullMarked
package dev.tfgate.adoption;

import org.jspecify.annotations.NullMarked;

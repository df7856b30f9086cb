/**
 * What providers can do: facts in text, one file a provider, and the patterns that hold for those
 * that nobody has described.
 */
@NullMarked
package dev.tfgate.facts;

import org.jspecify.annotations.NullMarked;

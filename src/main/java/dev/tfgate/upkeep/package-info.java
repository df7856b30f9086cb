/**
 * What a platform team does with its trust directory: it is verified, plugins are pinned and
 * verified, expressions are tried.
 */
@NullMarked
package dev.tfgate.upkeep;

import org.jspecify.annotations.NullMarked;

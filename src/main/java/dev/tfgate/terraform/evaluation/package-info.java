/**
 * What the expressions of a configuration can be: modules, roots, variables and the instances of
 * blocks, and the walk that meets every call.
 */
@NullMarked
package dev.tfgate.terraform.evaluation;

import org.jspecify.annotations.NullMarked;

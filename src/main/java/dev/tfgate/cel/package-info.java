/**
 * The expression language of policies: CEL, parsed and type-checked by {@code dev.cel}, evaluated
 * here. Evaluation is our own for three reasons: values that are not known yet and secrets go
 * through every operation with their names, what Terraform leaves out or converts is read as
 * Terraform does, and no data of a pull request can make it run for long.
 */
@NullMarked
package dev.tfgate.cel;

import org.jspecify.annotations.NullMarked;

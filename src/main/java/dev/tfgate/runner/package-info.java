/**
 * Terraform itself, run so that nothing of what decides comes from the checkout or from the build's
 * environment.
 */
@NullMarked
package dev.tfgate.runner;

import org.jspecify.annotations.NullMarked;

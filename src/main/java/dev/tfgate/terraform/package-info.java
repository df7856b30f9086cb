/**
 * Terraform's view of a checkout: modules, provider requirements, lock files, plan and apply JSON.
 */
@NullMarked
package dev.tfgate.terraform;

import org.jspecify.annotations.NullMarked;

/**
 * What expressions of Terraform can be, told without running anything: sets of possible values,
 * with holes where something is not known.
 */
@NullMarked
package dev.tfgate.terraform.values;

import org.jspecify.annotations.NullMarked;

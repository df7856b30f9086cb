/**
 * What the programs that run configurations, Terraform and OpenTofu, have in common and do
 * otherwise, by version. Nothing else compares versions of them.
 */
@NullMarked
package dev.tfgate.terraform.profile;

import org.jspecify.annotations.NullMarked;

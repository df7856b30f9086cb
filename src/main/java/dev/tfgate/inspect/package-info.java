/** What stands in Terraform files, for people and programs that ask. */
@NullMarked
package dev.tfgate.inspect;

import org.jspecify.annotations.NullMarked;

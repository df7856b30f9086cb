/** Laws that hold for anything a generator writes, against the real Terraform. */
@NullMarked
package dev.tfgate.laws;

import org.jspecify.annotations.NullMarked;

/** Many roots in one run, on this machine: Terraform or OpenTofu in each, in waves. */
@NullMarked
package dev.tfgate.dispatch.local;

import org.jspecify.annotations.NullMarked;

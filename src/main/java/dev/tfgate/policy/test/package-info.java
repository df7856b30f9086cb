/** Tests of policies: those in their files, and folders beside them. */
@NullMarked
package dev.tfgate.policy.test;

import org.jspecify.annotations.NullMarked;

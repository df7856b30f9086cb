/** The tree under test, which is hostile: files are read bounded, and nothing blocks. */
@NullMarked
package dev.tfgate.checkout;

import org.jspecify.annotations.NullMarked;

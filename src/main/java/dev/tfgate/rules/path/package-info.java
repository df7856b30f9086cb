/** Rules over names, kinds and links of files: layer {@code path}. */
@NullMarked
package dev.tfgate.rules.path;

import org.jspecify.annotations.NullMarked;

/**
 * The plugin directory: what the manifest pins, what lies on the disk, and Terraform's package
 * hashes that tie the two together.
 */
@NullMarked
package dev.tfgate.plugins;

import org.jspecify.annotations.NullMarked;

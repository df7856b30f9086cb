/** Where the paths lead that expressions are given, and what functions find on the disk. */
@NullMarked
package dev.tfgate.terraform.files;

import org.jspecify.annotations.NullMarked;

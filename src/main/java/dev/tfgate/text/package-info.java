/** Small forms of text that several packages read: patterns, versions, words nearly right. */
@NullMarked
package dev.tfgate.text;

import org.jspecify.annotations.NullMarked;

/** The built-in rules: one class each, with a page under docs/rules and fixtures. */
@NullMarked
package dev.tfgate.rules;

import org.jspecify.annotations.NullMarked;

/** What a rule is and what it sees of a checkout, and where it puts what it finds. */
@NullMarked
package dev.tfgate.rules.view;

import org.jspecify.annotations.NullMarked;

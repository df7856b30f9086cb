package dev.tfgate.terraform.evaluation;

import dev.tfgate.hcl.Expression;
import org.jspecify.annotations.Nullable;

/**
 * A {@code dynamic} block around an expression.
 *
 * @param iterator the name that stands for an element in it
 * @param forEach what it goes over; null where nothing is written
 */
public record DynamicBlock(String iterator, @Nullable Expression forEach) {}

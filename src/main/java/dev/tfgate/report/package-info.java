/** Findings, the report that collects them, and the formats it is printed in. */
@NullMarked
package dev.tfgate.report;

import org.jspecify.annotations.NullMarked;

/** Who a root module is: short-lived credentials of its own, by impersonation. */
@NullMarked
package dev.tfgate.identity;

import org.jspecify.annotations.NullMarked;

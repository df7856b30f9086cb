/** How Google's services are reached: endpoints, proxies, credentials, and calls with a limit. */
@NullMarked
package dev.tfgate.google;

import org.jspecify.annotations.NullMarked;

/** Tests of the built distribution, as its users find it. */
@NullMarked
package dev.tfgate.distribution;

import org.jspecify.annotations.NullMarked;

/** Tests of {@code io.luoledger.simulator.kernel}. */
@NullMarked
package io.luoledger.simulator.kernel;

import org.jspecify.annotations.NullMarked;

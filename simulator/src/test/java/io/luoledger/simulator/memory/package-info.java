/** Tests of {@code io.luoledger.simulator.memory}. */
@NullMarked
package io.luoledger.simulator.memory;

import org.jspecify.annotations.NullMarked;

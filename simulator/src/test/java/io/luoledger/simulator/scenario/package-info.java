/** Tests of {@code io.luoledger.simulator.scenario}. */
@NullMarked
package io.luoledger.simulator.scenario;

import org.jspecify.annotations.NullMarked;

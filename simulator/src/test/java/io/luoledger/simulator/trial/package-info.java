/** Tests of {@code io.luoledger.simulator.trial}. */
@NullMarked
package io.luoledger.simulator.trial;

import org.jspecify.annotations.NullMarked;

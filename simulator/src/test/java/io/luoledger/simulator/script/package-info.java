/** Tests of {@code io.luoledger.simulator.script}. */
@NullMarked
package io.luoledger.simulator.script;

import org.jspecify.annotations.NullMarked;

/** The op-script language of the errno oracle, run on simulated kernels. */
@NullMarked
package io.luoledger.simulator.script;

import org.jspecify.annotations.NullMarked;

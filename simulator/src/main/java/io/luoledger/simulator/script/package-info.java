/** The op-script language of the errno oracle, run on simulated kernels; recorded calls as such scripts. */
@NullMarked
package io.luoledger.simulator.script;

import org.jspecify.annotations.NullMarked;

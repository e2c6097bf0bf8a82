/** What becomes of preserved state between two kernels, found out by handing some over and reading it. */
@NullMarked
package io.luoledger.simulator.trial;

import org.jspecify.annotations.NullMarked;

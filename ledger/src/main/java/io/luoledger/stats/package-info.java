/** Statistics over live updates, by pair of kernels and window of time: pure, and mergeable in any order. */
@NullMarked
package io.luoledger.stats;

import org.jspecify.annotations.NullMarked;

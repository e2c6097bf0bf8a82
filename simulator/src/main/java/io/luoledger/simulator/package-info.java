/** Simulated machines: kernels that preserve, hand over and retrieve as real ones do. Pure and deterministic. */
@NullMarked
package io.luoledger.simulator;

import org.jspecify.annotations.NullMarked;

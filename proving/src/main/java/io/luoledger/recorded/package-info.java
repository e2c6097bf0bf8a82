/** Calls that a program made on real kernels and recorded, made on simulated ones and compared. */
@NullMarked
package io.luoledger.recorded;

import org.jspecify.annotations.NullMarked;

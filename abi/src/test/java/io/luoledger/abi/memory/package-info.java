/** Dumps of real kernels' preserved memory, decoded; what does not fit, noticed. */
@NullMarked
package io.luoledger.abi.memory;

import org.jspecify.annotations.NullMarked;

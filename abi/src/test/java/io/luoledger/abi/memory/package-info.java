/** Dumps of real kernels' preserved memory, decoded; damaged ones, refused. */
@NullMarked
package io.luoledger.abi.memory;

import org.jspecify.annotations.NullMarked;

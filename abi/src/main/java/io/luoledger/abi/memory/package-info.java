/** Preserved memory read and written by descriptor. */
@NullMarked
package io.luoledger.abi.memory;

import org.jspecify.annotations.NullMarked;

/** Preserved memory, read and written by descriptor, and dumps of it. */
@NullMarked
package io.luoledger.abi.memory;

import org.jspecify.annotations.NullMarked;

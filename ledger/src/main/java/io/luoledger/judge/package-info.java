/** The ABI judge: what it says of the two kernels of a live update, and the digest of all that it said. */
@NullMarked
package io.luoledger.judge;

import org.jspecify.annotations.NullMarked;

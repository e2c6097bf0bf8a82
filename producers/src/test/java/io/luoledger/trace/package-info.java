/** Tests of the trace reader, most of them on captures of real kernels. */
@NullMarked
package io.luoledger.trace;

import org.jspecify.annotations.NullMarked;

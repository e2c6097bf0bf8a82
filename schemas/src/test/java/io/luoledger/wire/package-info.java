/** Tests of the wire format and the log file. */
@NullMarked
package io.luoledger.wire;

import org.jspecify.annotations.NullMarked;

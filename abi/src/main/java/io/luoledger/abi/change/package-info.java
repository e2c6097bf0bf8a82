/** What a change of a preserved struct would break, found by making it and asking the gate. */
@NullMarked
package io.luoledger.abi.change;

import org.jspecify.annotations.NullMarked;

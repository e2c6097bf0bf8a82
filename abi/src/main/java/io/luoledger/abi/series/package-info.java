/** A series of changes of a kernel's headers: which one breaks, and whether its guard changed with it. */
@NullMarked
package io.luoledger.abi.series;

import org.jspecify.annotations.NullMarked;

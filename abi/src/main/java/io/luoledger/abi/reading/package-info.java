/** What a difference does that nobody refuses: asked of whoever can have one kernel write, the other read. */
@NullMarked
package io.luoledger.abi.reading;

import org.jspecify.annotations.NullMarked;

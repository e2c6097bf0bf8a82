/** Reads the trace text of a real kernel's live update: lines, then calls, then what they mean to the ledger. */
@NullMarked
package io.luoledger.trace;

import org.jspecify.annotations.NullMarked;

/** Tests of the ledger's vocabulary. */
@NullMarked
package io.luoledger.event;

import org.jspecify.annotations.NullMarked;

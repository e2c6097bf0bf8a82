package io.luoledger.ledger;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;

/**
 * Where a host's ledger ends: what its next event has to continue.
 *
 * @param nextSequence sequence of the next event
 * @param chain chain of the last event
 */
public record LedgerHead(long nextSequence, ChainHash chain) {
    /** Before the first event. */
    public static final LedgerHead EMPTY = new LedgerHead(0, ChainHash.GENESIS);

    /** After this event. */
    public static LedgerHead after(LiveUpdateEvent event) {
        return new LedgerHead(event.sequence() + 1, event.chain());
    }
}

package io.luoledger.cli;

import io.luoledger.event.Draft;
import io.luoledger.ledger.EventSource;
import io.luoledger.publish.WriteSummary;

/**
 * Where a command puts the events that it makes: a log file, or the ledger on a cluster. Life: opened by
 * {@link TargetOptions}, then appended to, then {@link #complete}, then closed. Closed without complete, a file isn't
 * there at all, and a cluster keeps what was acknowledged before.
 */
interface LedgerTarget extends AutoCloseable {
    /** Appends the draft as its host's next event; what is there already is skipped. */
    void append(Draft draft);

    /** Everything appended is there for good. */
    WriteSummary complete();

    /** What it is, for people: "FILE", or "the cluster at HOST:PORT". */
    String name();

    @Override
    void close();

    /** Everything a source has. */
    default WriteSummary take(EventSource source) {
        source.forEach(this::append);
        return complete();
    }
}

package io.luoledger.core;

import io.luoledger.event.ChainHash;

/**
 * How far a host's log was read.
 *
 * @param chain chain of the last event
 * @param recent the latest events' sequence and first chain bytes, to tell a duplicate from a second writer
 * @param findings how many findings were raised
 * @param findingsHash running hash over them
 * @param clock the latest times that it tells
 */
public record LogState(
        String host,
        long nextSequence,
        ChainHash chain,
        RecentLinks recent,
        long findings,
        ChainHash findingsHash,
        LogClock clock)
        implements Entity {
    static LogState empty(String host) {
        return new LogState(host, 0, ChainHash.GENESIS, RecentLinks.NONE, 0, ChainHash.GENESIS, LogClock.NONE);
    }

    LogState after(long sequence, ChainHash newChain, LogClock newClock) {
        return new LogState(
                host,
                sequence + 1,
                newChain,
                recent.plus(sequence, newChain.prefix()),
                findings,
                findingsHash,
                newClock);
    }

    LogState withFindings(long count, ChainHash hash) {
        return new LogState(host, nextSequence, chain, recent, count, hash, clock);
    }

    @Override
    public EntityKind kind() {
        return EntityKind.LOG;
    }

    @Override
    public EntityKey key() {
        return EntityKey.log(host);
    }
}

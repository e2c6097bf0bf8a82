package io.luoledger.core;

import io.luoledger.event.ChainHash;
import java.util.ArrayList;
import java.util.List;

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
        List<Link> recent,
        long findings,
        ChainHash findingsHash,
        LogClock clock)
        implements Entity {
    /** As far back as duplicates are told from forks. */
    static final int WINDOW = 16;

    /** One event: its sequence and the first eight bytes of its chain. */
    public record Link(long sequence, long chain) {}

    public LogState {
        recent = List.copyOf(recent);
    }

    static LogState empty(String host) {
        return new LogState(host, 0, ChainHash.GENESIS, List.of(), 0, ChainHash.GENESIS, LogClock.NONE);
    }

    LogState after(long sequence, ChainHash newChain) {
        List<Link> links = new ArrayList<>(recent.size() + 1);
        links.addAll(recent.size() < WINDOW ? recent : recent.subList(1, recent.size()));
        links.add(new Link(sequence, prefix(newChain)));
        return new LogState(host, sequence + 1, newChain, links, findings, findingsHash, clock);
    }

    LogState withFindings(long count, ChainHash hash) {
        return new LogState(host, nextSequence, chain, recent, count, hash, clock);
    }

    LogState at(LogClock newClock) {
        return new LogState(host, nextSequence, chain, recent, findings, findingsHash, newClock);
    }

    static long prefix(ChainHash hash) {
        return java.nio.ByteBuffer.wrap(hash.bytes()).getLong();
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

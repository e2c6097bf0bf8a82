package io.luoledger.event;

import java.util.List;
import java.util.Objects;

/**
 * One thing that happened on one host: the ledger's unit. Never changed once written.
 *
 * @param host the machine
 * @param sequence from 0 per host, without gaps
 * @param chain over the previous event's chain and this event
 * @param source where it came from
 * @param boot the boot it happened in
 * @param at when
 * @param body what
 * @param assumptions names of the simulator's assumptions that it rests on, sorted, each once; empty for what was
 *     observed
 */
public record LiveUpdateEvent(
        String host,
        long sequence,
        ChainHash chain,
        Source source,
        Boot boot,
        Moment at,
        Body body,
        List<String> assumptions) {
    /** An event that rests on no assumption. */
    public LiveUpdateEvent(
            String host, long sequence, ChainHash chain, Source source, Boot boot, Moment at, Body body) {
        this(host, sequence, chain, source, boot, at, body, List.of());
    }

    public LiveUpdateEvent {
        Objects.requireNonNull(host);
        Objects.requireNonNull(chain);
        Objects.requireNonNull(source);
        Objects.requireNonNull(boot);
        Objects.requireNonNull(at);
        Objects.requireNonNull(body);
        assumptions = List.copyOf(assumptions);
        if (sequence < 0) {
            throw new IllegalArgumentException("negative sequence: " + sequence);
        }
    }

    /** The event without what its host's writer gave it. */
    public Draft draft() {
        return new Draft(host, source, boot, at, body, assumptions);
    }
}

package io.luoledger.event;

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
 */
public record LiveUpdateEvent(
        String host, long sequence, ChainHash chain, Source source, Boot boot, Moment at, Body body) {
    public LiveUpdateEvent {
        Objects.requireNonNull(host);
        Objects.requireNonNull(chain);
        Objects.requireNonNull(source);
        Objects.requireNonNull(boot);
        Objects.requireNonNull(at);
        Objects.requireNonNull(body);
        if (sequence < 0) {
            throw new IllegalArgumentException("negative sequence: " + sequence);
        }
    }
}

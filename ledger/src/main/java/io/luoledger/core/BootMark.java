package io.luoledger.core;

/**
 * One boot of a host, as the ledger counts it.
 *
 * @param ordinal counts the boots in this ledger from 0: what this kernel received has this generation, what it hands
 *     over the next one, so that two live updates of the same number (with a cold boot between them) stay apart
 * @param lateTold whether it was said that events of it came when it was over
 */
public record BootMark(String id, String kernel, long liveUpdate, long ordinal, boolean lateTold) {
    BootMark toldLate() {
        return new BootMark(id, kernel, liveUpdate, ordinal, true);
    }

    long incoming() {
        return ordinal;
    }

    /** Generation of what this kernel hands over. */
    public long outgoing() {
        return ordinal + 1;
    }
}

package io.luoledger.core;

import java.util.Arrays;

/**
 * The latest events of a log, oldest first: each one's sequence and the first eight bytes of its chain, to tell a
 * duplicate from a second writer. Never changed once made. A log's latest ones share an array: a link is written behind
 * those that are known, unless somebody did before, and all are copied only when there is no room left.
 */
public final class RecentLinks {
    /** As far back as duplicates are told from forks. */
    static final int WINDOW = 16;

    public static final RecentLinks NONE = new RecentLinks(new long[0]);

    private static final int NUMBERS = 2;
    /** What stands first in the array: where the latest link of all that share it ends. */
    private static final int USED = 0;

    private static final int ROOM = 1 + 2 * WINDOW * NUMBERS;

    /** Sequence and chain, in turn. */
    private final long[] shared;

    private final int from;
    private final int end;

    private RecentLinks(long[] shared, int from, int end) {
        this.shared = shared;
        this.from = from;
        this.end = end;
        shared[USED] = end;
    }

    private RecentLinks(long[] links) {
        this(behindUsed(links, 0, links.length, 1 + links.length), 1, 1 + links.length);
    }

    private static long[] behindUsed(long[] links, int from, int end, int size) {
        long[] shared = new long[size];
        System.arraycopy(links, from, shared, 1, end - from);
        return shared;
    }

    /** @param links sequence and chain, in turn */
    public static RecentLinks of(long[] links) {
        return new RecentLinks(links);
    }

    public RecentLinks plus(long sequence, long chain) {
        int kept = Math.max(from, end - (WINDOW - 1) * NUMBERS);
        return shared[USED] == end && end < shared.length
                ? with(shared, kept, end, sequence, chain)
                : with(behindUsed(shared, kept, end, ROOM), 1, 1 + end - kept, sequence, chain);
    }

    private static RecentLinks with(long[] shared, int from, int at, long sequence, long chain) {
        shared[at] = sequence;
        shared[at + 1] = chain;
        return new RecentLinks(shared, from, at + NUMBERS);
    }

    public int size() {
        return (end - from) / NUMBERS;
    }

    /** Sequence of the oldest one, 0 when there is none. */
    long oldest() {
        return from == end ? 0 : shared[from];
    }

    /** Whether the event of this sequence is among them. */
    boolean has(long sequence) {
        return indexOf(sequence) >= 0;
    }

    /** Whether the event of this sequence is among them, with this chain. */
    boolean has(long sequence, long chain) {
        int index = indexOf(sequence);
        return index >= 0 && shared[index + 1] == chain;
    }

    private int indexOf(long sequence) {
        for (int i = from; i < end; i += NUMBERS) {
            if (shared[i] == sequence) {
                return i;
            }
        }
        return -1;
    }

    /** Sequence and first chain bytes of each, oldest first. */
    public void forEach(LongBinaryConsumer sink) {
        for (int i = from; i < end; i += NUMBERS) {
            sink.accept(shared[i], shared[i + 1]);
        }
    }

    /** Takes a link. */
    @FunctionalInterface
    public interface LongBinaryConsumer {
        void accept(long sequence, long chain);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecentLinks that && Arrays.equals(shared, from, end, that.shared, that.from, that.end);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOfRange(shared, from, end));
    }
}

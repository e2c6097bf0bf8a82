package io.luoledger.core;

import java.util.Arrays;

/**
 * The latest events of a log, oldest first: each one's sequence and the first eight bytes of its chain, to tell a
 * duplicate from a second writer. Never changed once made.
 */
public final class RecentLinks {
    /** As far back as duplicates are told from forks. */
    static final int WINDOW = 16;

    public static final RecentLinks NONE = new RecentLinks(new long[0]);

    /** Sequence and chain, in fold. */
    private final long[] links;

    private RecentLinks(long[] links) {
        this.links = links;
    }

    /** @param links sequence and chain, in turn; not to be changed any more */
    public static RecentLinks of(long[] links) {
        return new RecentLinks(links);
    }

    public RecentLinks plus(long sequence, long chain) {
        int kept = Math.min(size(), WINDOW - 1);
        long[] longer = new long[2 * kept + 2];
        System.arraycopy(links, links.length - 2 * kept, longer, 0, 2 * kept);
        longer[2 * kept] = sequence;
        longer[2 * kept + 1] = chain;
        return new RecentLinks(longer);
    }

    public int size() {
        return links.length / 2;
    }

    /** Sequence of the oldest one, 0 when there is none. */
    long oldest() {
        return links.length == 0 ? 0 : links[0];
    }

    /** Whether the event of this sequence is among them. */
    boolean has(long sequence) {
        return indexOf(sequence) >= 0;
    }

    /** Whether the event of this sequence is among them, with this chain. */
    boolean has(long sequence, long chain) {
        int index = indexOf(sequence);
        return index >= 0 && links[index + 1] == chain;
    }

    private int indexOf(long sequence) {
        for (int i = 0; i < links.length; i += 2) {
            if (links[i] == sequence) {
                return i;
            }
        }
        return -1;
    }

    /** Sequence and first chain bytes of each, oldest first. */
    public void forEach(LongBinaryConsumer sink) {
        for (int i = 0; i < links.length; i += 2) {
            sink.accept(links[i], links[i + 1]);
        }
    }

    /** Takes a link. */
    @FunctionalInterface
    public interface LongBinaryConsumer {
        void accept(long sequence, long chain);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecentLinks that && Arrays.equals(links, that.links);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(links);
    }
}

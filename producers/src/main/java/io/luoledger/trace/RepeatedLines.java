package io.luoledger.trace;

import org.jspecify.annotations.Nullable;

/**
 * Notices that a text tells the same lines once more, as one does that was copied together: a line older than what was told,
 * and word for word one of those that came just before; and then what follows in the same order.
 */
final class RepeatedLines {
    private static final int KEPT = 64;

    private final @Nullable String[] kept = new String[KEPT];
    private int next;
    /** The line that comes next if the repetition goes on; the place to be filled next while there is none. */
    private int expected;

    private long newest = -1;

    /**
     * Whether it was told before.
     *
     * @param time when, by a clock of whatever unit, or -1 where the line has none
     */
    boolean holds(String line, long time) {
        int at = expected != next && line.equals(kept[expected])
                ? expected
                : time >= 0 && time < newest ? find(line) : -1;
        if (at >= 0) {
            expected = (at + 1) % KEPT;
            return true;
        }
        kept[next] = line;
        next = (next + 1) % KEPT;
        expected = next;
        newest = Math.max(newest, time);
        return false;
    }

    private int find(String line) {
        for (int i = 0; i < KEPT; i++) {
            if (line.equals(kept[i])) {
                return i;
            }
        }
        return -1;
    }
}

package io.luoledger.simulator.script;

import io.luoledger.simulator.memory.Unseen;
import java.nio.charset.StandardCharsets;

/** What a file is filled with, piece by piece: a linear congruential generator, seeded by the file's name. */
final class Contents {
    private static final int FACTOR = 1664525;
    private static final int SUMMAND = 1013904223;

    private int state;

    Contents(String seed) {
        int hash = 5381;
        for (byte c : seed.getBytes(StandardCharsets.UTF_8)) {
            hash = hash * 33 + c;
        }
        state = hash * (int) 2654435761L + 1;
    }

    /** The next bytes, so many. */
    Unseen next(int count) {
        int from = state;
        state = after(from, count);
        return () -> bytes(from, count);
    }

    private static byte[] bytes(int from, int count) {
        byte[] bytes = new byte[count];
        int state = from;
        for (int i = 0; i < count; i++) {
            state = state * FACTOR + SUMMAND;
            bytes[i] = (byte) (state >>> 24);
        }
        return bytes;
    }

    /** So many steps at once: two of a kind make a step of the same form, twice as long. */
    private static int after(int from, int steps) {
        int state = from;
        int factor = FACTOR;
        int summand = SUMMAND;
        for (int left = steps; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                state = state * factor + summand;
            }
            summand *= factor + 1;
            factor *= factor;
        }
        return state;
    }
}

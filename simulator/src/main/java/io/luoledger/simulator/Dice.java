package io.luoledger.simulator;

import java.util.List;

/** Reproducible chance: SplitMix64. One seed gives one sequence, whatever runs beside it. */
public final class Dice {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    public Dice(long seed) {
        this.state = seed;
    }

    /** Another sequence that depends on this seed and the number only. */
    public static Dice of(long seed, long number) {
        return new Dice(mix(seed + GOLDEN) ^ mix(number * GOLDEN + 1));
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    public long next() {
        state += GOLDEN;
        return mix(state);
    }

    /** 0 to bound-1. */
    public int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    /** From least to most, both included. */
    public long between(long least, long most) {
        return least + Long.remainderUnsigned(next(), most - least + 1);
    }

    public boolean percent(int chance) {
        return below(100) < chance;
    }

    public <T> T pick(List<T> from) {
        return from.get(below(from.size()));
    }
}

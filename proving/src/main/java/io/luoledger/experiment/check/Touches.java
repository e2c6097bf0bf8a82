package io.luoledger.experiment.check;

/**
 * What of the state a step may look at, and what it may change: two steps of different threads that don't meet in something that one of
 * them changes can be done in either order, to the same end.
 *
 * @param reads a bit per byte of the state
 * @param writes a bit per byte of the state; what is written may be read, too
 */
public record Touches(long reads, long writes) {
    static final Touches NOTHING = new Touches(0, 0);
    static final Touches ALL = new Touches(-1L, 0);

    /** Looks at these. */
    public static Touches reading(Shared... parts) {
        return new Touches(mask(parts), 0);
    }

    /** Changes these; none for a step that only passes. */
    public static Touches changing(Shared... parts) {
        return new Touches(0, mask(parts));
    }

    /** Changes these as well. */
    public Touches writing(Shared... parts) {
        return new Touches(reads, writes | mask(parts));
    }

    Touches and(Touches other) {
        return new Touches(reads | other.reads, writes | other.writes);
    }

    boolean meets(Touches other) {
        return (writes & (other.reads | other.writes)) != 0 || (reads & other.writes) != 0;
    }

    boolean mayRead(int slot) {
        return ((reads | writes) >> slot & 1) != 0;
    }

    boolean mayWrite(int slot) {
        return (writes >> slot & 1) != 0;
    }

    private static long mask(Shared... parts) {
        long mask = 0;
        for (Shared part : parts) {
            mask |= part.mask();
        }
        return mask;
    }
}

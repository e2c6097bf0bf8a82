package io.luoledger.core;

import org.jspecify.annotations.Nullable;

/**
 * A file-life-cycle-bound object, by its compatible string.
 *
 * @param dependentKind kind of the file that it was preserved with, null when not known
 * @param files how many files of that kind were handed over with it
 */
public record FlbState(
        String host,
        long generation,
        String name,
        boolean incoming,
        FlbStatus status,
        @Nullable String dependentKind,
        long files,
        long firstSequence,
        long lastSequence)
        implements Entity {
    /**
     * Where it is in its life; each state has the steps that lead on from it, and no others.
     *
     * <pre>
     * PRESERVED -> PROMISED -> RETRIEVED -> FINISHED
     *    |            |            \-> LEAKED
     *    |            \-> IGNORED, LEAKED
     *    \-> UNPRESERVED, IGNORED, LEAKED
     * </pre>
     *
     * That a kernel has preserved, retrieved or finished one counts, also where it was thought to be over: only what is finished
     * doesn't come back.
     */
    sealed interface Life {
        FlbState flb();

        /** May be given to its subsystem, or is given to another one. */
        sealed interface Retrievable extends Life permits Preserved, Open, Unpreserved, Ignored, Leaked {
            default FlbState retrieved(long sequence) {
                return flb().to(FlbStatus.RETRIEVED, true, sequence);
            }
        }

        /** Handed over and not settled. */
        sealed interface Open extends Retrievable permits Promised, Retrieved {
            /** The incoming kernel is gone, and had not finished it. */
            FlbState left(long sequence);
        }

        /** Kept by the outgoing kernel. */
        record Preserved(FlbState flb) implements Retrievable {
            FlbState takenBack(long sequence) {
                return flb.to(FlbStatus.UNPRESERVED, false, sequence);
            }

            /** @param files how many of the files that it depends on are handed over with it */
            FlbState promised(long files, long sequence) {
                return flb.to(FlbStatus.PROMISED, true, sequence).dependedOn(flb.dependentKind, files);
            }

            FlbState ends(Fate fate, long sequence) {
                return flb.to(fate == Fate.LEAKED ? FlbStatus.LEAKED : FlbStatus.IGNORED, true, sequence);
            }
        }

        /** Handed over; no subsystem asked for it yet. */
        record Promised(FlbState flb) implements Open {
            /** The incoming kernel makes nothing of it. */
            FlbState ignored(long sequence) {
                return flb.to(FlbStatus.IGNORED, true, sequence);
            }

            /** Its retrieve failed. */
            FlbState leaked(long sequence) {
                return flb.to(FlbStatus.LEAKED, true, sequence);
            }

            @Override
            public FlbState left(long sequence) {
                return ignored(sequence);
            }
        }

        /** Its subsystem has it. */
        record Retrieved(FlbState flb) implements Open {
            @Override
            public FlbState left(long sequence) {
                return flb.to(FlbStatus.LEAKED, true, sequence);
            }
        }

        /** The last file and the last reader are gone. */
        record Finished(FlbState flb) implements Life {}

        /** Taken back before the kexec. */
        record Unpreserved(FlbState flb) implements Retrievable {}

        /** Handed over, and the incoming kernel made nothing of it. */
        record Ignored(FlbState flb) implements Retrievable {}

        /** Never finished: its memory stays reserved. */
        record Leaked(FlbState flb) implements Retrievable {}
    }

    Life life() {
        return switch (status) {
            case PRESERVED -> new Life.Preserved(this);
            case PROMISED -> new Life.Promised(this);
            case RETRIEVED -> new Life.Retrieved(this);
            case FINISHED -> new Life.Finished(this);
            case UNPRESERVED -> new Life.Unpreserved(this);
            case IGNORED -> new Life.Ignored(this);
            case LEAKED -> new Life.Leaked(this);
        };
    }

    /** One that nothing was known of before. */
    static FlbState first(String host, long generation, String name, FlbStatus status, long sequence) {
        return new FlbState(host, generation, name, status != FlbStatus.PRESERVED, status, null, 0, sequence, sequence);
    }

    /** Kept by the outgoing kernel, for the first file of a kind that depends on it. */
    FlbState preserved(long sequence) {
        return to(FlbStatus.PRESERVED, false, sequence);
    }

    FlbState finished(long sequence) {
        return to(FlbStatus.FINISHED, true, sequence);
    }

    FlbState dependedOn(@Nullable String kind, long newFiles) {
        return new FlbState(host, generation, name, incoming, status, kind, newFiles, firstSequence, lastSequence);
    }

    private FlbState to(FlbStatus newStatus, boolean newIncoming, long sequence) {
        return new FlbState(
                host, generation, name, newIncoming, newStatus, dependentKind, files, firstSequence, sequence);
    }

    /** As findings name it. */
    public String subject() {
        return "flb " + name;
    }

    @Override
    public EntityKind kind() {
        return EntityKind.FLB;
    }

    @Override
    public EntityKey key() {
        return key(host, generation, name);
    }

    public static EntityKey key(String host, long generation, String name) {
        return EntityKey.of(EntityKind.FLB, host, generation, name);
    }
}

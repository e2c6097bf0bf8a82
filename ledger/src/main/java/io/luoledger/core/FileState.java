package io.luoledger.core;

import io.luoledger.event.Moment;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Token;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A preserved file.
 *
 * @param handler compatible string, null where the source never told it
 * @param errno what its retrieve failed with
 * @param device the PCI function behind it
 * @param data the handler's opaque handle, usually the physical address of what it keeps in preserved memory
 * @param preservedAt when its preserve began, by the outgoing kernel's clock
 * @param firstSequence event that made it known; also its place in lists
 * @param times when it was frozen, came back and was finished
 * @param storedAs whose it is, null where nobody told
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false, enableWither = false)
public record FileState(
        String host,
        long generation,
        String session,
        Token token,
        @Nullable String handler,
        FileStatus status,
        @Nullable String errno,
        @Nullable PciAddress device,
        @Nullable Long data,
        Moment preservedAt,
        long firstSequence,
        long lastSequence,
        FileTimes times,
        @Nullable StoredAs storedAs)
        implements Entity {
    /**
     * Where it is in its life; each state has the steps that lead on from it, and no others.
     *
     * <pre>
     * PRESERVED -> FROZEN -> PROMISED -> RETRIEVED ---------> FINISHED
     *    |                      |  \---> RETRIEVE_FAILED ---> DISCARDED
     *    \-> UNPRESERVED        \-> DISCARDED, LEAKED, LOST
     * </pre>
     */
    sealed interface Life {
        FileState file();

        /** To be handed over. */
        sealed interface Outgoing extends Retrievable permits Preserved, Frozen {
            default FileState frozen(long sequence, Moment at) {
                return file().to(FileStatus.FROZEN, sequence).timed(file().times.frozenAt(at));
            }

            default FileState takenBack(long sequence) {
                return file().to(FileStatus.UNPRESERVED, sequence);
            }

            /** Out of its session, though nobody took it back: its contents won't be handed over. */
            default FileState dropped(long sequence) {
                return file().to(FileStatus.DISCARDED, sequence);
            }

            default FileState promised(long sequence) {
                return file().to(FileStatus.PROMISED, sequence);
            }

            default FileState ends(Fate fate, long sequence) {
                return file().ended(fate, sequence);
            }
        }

        /** Handed over and not settled. */
        sealed interface Open extends Life permits Promised, Retrieved, RetrieveFailed {
            default FileState finished(long sequence) {
                return file().to(FileStatus.FINISHED, sequence);
            }

            default FileState discarded(long sequence) {
                return file().to(FileStatus.DISCARDED, sequence);
            }

            default FileState ends(Fate fate, long sequence) {
                return file().ended(fate, sequence);
            }
        }

        /** May come back, whatever was thought of it. */
        sealed interface Retrievable extends Life permits Outgoing, Promised, RetrieveFailed, Leaked, Lost {
            default FileState retrieved(long sequence, Moment at) {
                return file().to(FileStatus.RETRIEVED, sequence)
                        .timed(file().times.retrievedAt(at));
            }
        }

        /** Kept by the outgoing kernel. */
        record Preserved(FileState file) implements Outgoing {}

        /** On the reboot path, or frozen with its session ahead of it. */
        record Frozen(FileState file) implements Outgoing {
            FileState thawed(long sequence) {
                return file.to(FileStatus.PRESERVED, sequence).timed(FileTimes.NONE);
            }
        }

        /** Handed over, not yet tried. */
        record Promised(FileState file) implements Open, Retrievable {
            FileState failed(String errno, long sequence) {
                return file.copy()
                        .status(FileStatus.RETRIEVE_FAILED)
                        .errno(errno)
                        .lastSequence(sequence)
                        .build();
            }
        }

        /** Came back. */
        record Retrieved(FileState file) implements Open {}

        /** Its handler refused, for good. */
        record RetrieveFailed(FileState file) implements Open, Retrievable {}

        /** Out of reach, its memory reserved until the next kexec. */
        record Leaked(FileState file) implements Retrievable {
            FileState lost(long sequence) {
                return file.to(FileStatus.LOST, sequence);
            }
        }

        /** Gone, as far as anybody was told. */
        record Lost(FileState file) implements Retrievable {
            /** It was there after all, and was finished under another token. */
            FileState discarded(long sequence) {
                return file.to(FileStatus.DISCARDED, sequence);
            }
        }

        /** Finished, discarded or taken back: nothing follows. */
        record Over(FileState file) implements Life {}
    }

    Life life() {
        return switch (status) {
            case PRESERVED -> new Life.Preserved(this);
            case FROZEN -> new Life.Frozen(this);
            case PROMISED -> new Life.Promised(this);
            case RETRIEVED -> new Life.Retrieved(this);
            case RETRIEVE_FAILED -> new Life.RetrieveFailed(this);
            case LEAKED -> new Life.Leaked(this);
            case LOST -> new Life.Lost(this);
            case FINISHED, DISCARDED, UNPRESERVED -> new Life.Over(this);
        };
    }

    private FileState ended(Fate fate, long sequence) {
        return to(fate == Fate.LEAKED ? FileStatus.LEAKED : FileStatus.LOST, sequence);
    }

    private FileState to(FileStatus next, long sequence) {
        return copy().status(next)
                .errno(next == FileStatus.RETRIEVED ? null : errno)
                .lastSequence(sequence)
                .build();
    }

    /** With its own event of the finish, which says when that was. */
    FileState finishedAt(Moment at) {
        return timed(times.finishedAt(at));
    }

    private FileState timed(FileTimes newTimes) {
        return copy().times(newTimes).build();
    }

    private FileStateBuilder copy() {
        return FileStateBuilder.builder(this);
    }

    /** Whether it is frozen; of a file of a session that is being closed, whether it was and nobody unfroze it yet. */
    boolean heldFrozen() {
        return status == FileStatus.FROZEN || (status == FileStatus.UNPRESERVED && times.frozen() != null);
    }

    /** The same of one that isn't frozen. */
    boolean heldUnfrozen() {
        return status == FileStatus.PRESERVED || (status == FileStatus.UNPRESERVED && times.frozen() == null);
    }

    /** The close of its session unfreezes it before it takes it back, and is told before both. */
    FileState unfrozenByItsClose() {
        return timed(FileTimes.NONE);
    }

    /** Whether it came back, whatever became of it later. */
    boolean cameBack() {
        return status == FileStatus.RETRIEVED || status == FileStatus.FINISHED || times.retrieved() != null;
    }

    /** With what an event tells of it that wasn't known. */
    FileState knowing(@Nullable String newHandler, @Nullable PciAddress newDevice) {
        if ((handler != null || newHandler == null) && (device != null || newDevice == null)) {
            return this;
        }
        return copy().handler(handler == null ? newHandler : handler)
                .device(device == null ? newDevice : device)
                .build();
    }

    FileState stored(StoredAs as) {
        return as.equals(storedAs) ? this : copy().storedAs(as).build();
    }

    /** For whom something is expected of it: nothing where nobody told whose it is. */
    String forWhom() {
        return storedAs == null ? "" : ", for " + storedAs;
    }

    /** As findings name it. */
    public String subject() {
        return "file " + session + " " + token;
    }

    @Override
    public EntityKind kind() {
        return EntityKind.FILE;
    }

    @Override
    public EntityKey key() {
        return key(host, generation, session, token);
    }

    public static EntityKey key(String host, long generation, String session, Token token) {
        return EntityKey.file(host, generation, session, token);
    }
}

package io.luoledger.core;

import io.luoledger.event.Token;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session, from its creation over the kexec to its end.
 *
 * @param placeholder whether the name is a stand-in
 * @param incoming on which side it is
 * @param files how many files it holds or was handed over with
 * @param filesOpen how many of them were handed over and aren't settled
 * @param filesMissing how many of them the incoming kernel turned out not to have
 * @param failedToken the first file whose retrieve failed for good
 * @param waiting its first files that may block a FINISH: those of handlers that have a say in it
 * @param place in the order of preservation, of the file that was frozen or finished last; 0 for none yet
 * @param firstSequence event that made it known; also its place in lists
 * @param lastSequence event that changed it last
 * @param storedAs whose it is, null where nobody told
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false, enableWither = false)
public record SessionState(
        String host,
        long generation,
        String name,
        boolean placeholder,
        boolean incoming,
        SessionStatus status,
        long files,
        long filesOpen,
        long filesMissing,
        @Nullable Token failedToken,
        List<Token> waiting,
        long place,
        long firstSequence,
        long lastSequence,
        @Nullable StoredAs storedAs)
        implements Entity {
    private static final int MOST_WAITING = 8;

    public SessionState {
        waiting = List.copyOf(waiting);
    }

    /**
     * Where it is in its life; each state has the steps that lead on from it, and no others.
     *
     * <pre>
     * OPEN -> FROZEN -> PROMISED -> RETRIEVED -> FINISHED
     *   \       |           \           \-> LEAKED -> LOST
     *    \-> ABORTED         \-> LEAKED, LOST
     * </pre>
     *
     * What a kernel shows of a session counts, also where it was thought to be over: a close may have been lost.
     */
    sealed interface Life {
        SessionState session();

        /** To be handed over. */
        sealed interface Outgoing extends Retrievable permits Open, Frozen {
            /** With all of its files. */
            default SessionState promised(long sequence) {
                return session().to(SessionStatus.PROMISED, true, sequence).withFiles(session().files, session().files);
            }

            default SessionState aborted(long sequence) {
                return session().to(SessionStatus.ABORTED, false, sequence);
            }

            default SessionState ends(Fate fate, long sequence) {
                return session().ended(fate, sequence);
            }
        }

        /** Handed over and not yet settled. */
        sealed interface Received extends Finishable permits Promised, Retrieved {
            default SessionState ends(Fate fate, long sequence) {
                return session().ended(fate, sequence);
            }
        }

        /** May be finished, which it isn't yet. */
        sealed interface Finishable extends Life permits Received, Retrievable {
            default SessionState finished(long sequence) {
                return session().to(SessionStatus.FINISHED, true, sequence);
            }
        }

        /** May be given out by the incoming kernel, which it isn't yet. */
        sealed interface Retrievable extends Finishable permits Outgoing, Promised, Aborted, Leaked, Lost {
            default SessionState retrieved(long sequence) {
                return session().to(SessionStatus.RETRIEVED, true, sequence);
            }
        }

        /** Created, not handed over. */
        record Open(SessionState session) implements Outgoing {
            SessionState frozen(long sequence) {
                return session.to(SessionStatus.FROZEN, false, sequence);
            }
        }

        /** On the reboot path, or frozen ahead of it. */
        record Frozen(SessionState session) implements Outgoing {
            SessionState thawed(long sequence) {
                return session.to(SessionStatus.OPEN, false, sequence);
            }
        }

        /** Handed over; the incoming kernel wasn't asked for it yet. */
        record Promised(SessionState session) implements Received, Retrievable {}

        /** The incoming kernel gave it out. */
        record Retrieved(SessionState session) implements Received {}

        /** Finished, by FINISH or by close; the close may still show that it couldn't be. */
        record Finished(SessionState session) implements Life {}

        /** Closed before the kexec. */
        record Aborted(SessionState session) implements Retrievable {}

        /** Out of reach, its memory reserved until the next kexec. */
        record Leaked(SessionState session) implements Retrievable {
            SessionState lost(long sequence) {
                return session.to(SessionStatus.LOST, true, sequence);
            }
        }

        /** Gone. */
        record Lost(SessionState session) implements Retrievable {}
    }

    Life life() {
        return switch (status) {
            case OPEN -> new Life.Open(this);
            case FROZEN -> new Life.Frozen(this);
            case PROMISED -> new Life.Promised(this);
            case RETRIEVED -> new Life.Retrieved(this);
            case FINISHED -> new Life.Finished(this);
            case ABORTED -> new Life.Aborted(this);
            case LEAKED -> new Life.Leaked(this);
            case LOST -> new Life.Lost(this);
        };
    }

    /** Its close couldn't finish it, whatever was thought of it. */
    SessionState leaked(long sequence) {
        return ended(Fate.LEAKED, sequence);
    }

    private SessionState ended(Fate fate, long sequence) {
        return to(fate == Fate.LEAKED ? SessionStatus.LEAKED : SessionStatus.LOST, true, sequence);
    }

    private SessionState to(SessionStatus newStatus, boolean newIncoming, long sequence) {
        return copy().incoming(newIncoming)
                .status(newStatus)
                .place(newStatus == status ? place : 0)
                .lastSequence(sequence)
                .build();
    }

    SessionState withFiles(long newFiles, long newFilesOpen) {
        return copy().files(newFiles).filesOpen(newFilesOpen).build();
    }

    SessionState withMissing(long newFilesMissing) {
        return copy().filesMissing(newFilesMissing).build();
    }

    SessionState withFailed(Token token) {
        return failedToken != null ? this : copy().failedToken(token).build();
    }

    SessionState stored(StoredAs as) {
        return as.equals(storedAs) ? this : copy().storedAs(as).build();
    }

    SessionState at(long newPlace) {
        return copy().place(newPlace).build();
    }

    SessionState waitingFor(Token token) {
        if (waiting.size() >= MOST_WAITING || waiting.contains(token)) {
            return this;
        }
        List<Token> more = new ArrayList<>(waiting);
        more.add(token);
        return copy().waiting(more).build();
    }

    private SessionStateBuilder copy() {
        return SessionStateBuilder.builder(this);
    }

    /** As findings name it. */
    public String subject() {
        return "session " + shown(name);
    }

    /** A name as findings show it: the empty one in quotes. */
    static String shown(String name) {
        return name.isEmpty() ? "\"\"" : name;
    }

    @Override
    public EntityKind kind() {
        return EntityKind.SESSION;
    }

    @Override
    public EntityKey key() {
        return key(host, generation, name);
    }

    public static EntityKey key(String host, long generation, String name) {
        return EntityKey.of(EntityKind.SESSION, host, generation, name);
    }
}

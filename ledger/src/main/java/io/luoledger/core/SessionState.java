package io.luoledger.core;

import io.luoledger.event.Token;
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
 */
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
        long lastSequence)
        implements Entity {
    private static final int MOST_WAITING = 8;

    public SessionState {
        waiting = List.copyOf(waiting);
    }

    SessionState to(SessionStatus newStatus, boolean newIncoming, long sequence) {
        return new SessionState(
                host,
                generation,
                name,
                placeholder,
                newIncoming,
                newStatus,
                files,
                filesOpen,
                filesMissing,
                failedToken,
                waiting,
                newStatus == status ? place : 0,
                firstSequence,
                sequence);
    }

    SessionState withFiles(long newFiles, long newFilesOpen) {
        return new SessionState(
                host,
                generation,
                name,
                placeholder,
                incoming,
                status,
                newFiles,
                newFilesOpen,
                filesMissing,
                failedToken,
                waiting,
                place,
                firstSequence,
                lastSequence);
    }

    SessionState withMissing(long newFilesMissing) {
        return new SessionState(
                host,
                generation,
                name,
                placeholder,
                incoming,
                status,
                files,
                filesOpen,
                newFilesMissing,
                failedToken,
                waiting,
                place,
                firstSequence,
                lastSequence);
    }

    SessionState withFailed(Token token) {
        return failedToken != null
                ? this
                : new SessionState(
                        host,
                        generation,
                        name,
                        placeholder,
                        incoming,
                        status,
                        files,
                        filesOpen,
                        filesMissing,
                        token,
                        waiting,
                        place,
                        firstSequence,
                        lastSequence);
    }

    SessionState at(long newPlace) {
        return with(waiting, newPlace);
    }

    SessionState waitingFor(Token token) {
        if (waiting.size() >= MOST_WAITING || waiting.contains(token)) {
            return this;
        }
        List<Token> more = new ArrayList<>(waiting);
        more.add(token);
        return with(more, place);
    }

    private SessionState with(List<Token> newWaiting, long newPlace) {
        return new SessionState(
                host,
                generation,
                name,
                placeholder,
                incoming,
                status,
                files,
                filesOpen,
                filesMissing,
                failedToken,
                newWaiting,
                newPlace,
                firstSequence,
                lastSequence);
    }

    String subject() {
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

    static EntityKey key(String host, long generation, String name) {
        return EntityKey.of(EntityKind.SESSION, host, generation, name);
    }
}

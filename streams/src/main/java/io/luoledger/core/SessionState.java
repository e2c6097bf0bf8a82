package io.luoledger.core;

import io.luoledger.event.Token;
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
        long firstSequence,
        long lastSequence)
        implements Entity {
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

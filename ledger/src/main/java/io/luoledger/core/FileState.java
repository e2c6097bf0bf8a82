package io.luoledger.core;

import io.luoledger.event.Moment;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Token;
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
 */
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
        long lastSequence)
        implements Entity {
    FileState to(FileStatus newStatus, long sequence) {
        return new FileState(
                host,
                generation,
                session,
                token,
                handler,
                newStatus,
                newStatus == FileStatus.RETRIEVED ? null : errno,
                device,
                data,
                preservedAt,
                firstSequence,
                sequence);
    }

    FileState failed(String newErrno, long sequence) {
        return new FileState(
                host,
                generation,
                session,
                token,
                handler,
                FileStatus.RETRIEVE_FAILED,
                newErrno,
                device,
                data,
                preservedAt,
                firstSequence,
                sequence);
    }

    /** With what an event tells of it that wasn't known. */
    FileState knowing(@Nullable String newHandler, @Nullable PciAddress newDevice) {
        if ((handler != null || newHandler == null) && (device != null || newDevice == null)) {
            return this;
        }
        return new FileState(
                host,
                generation,
                session,
                token,
                handler == null ? newHandler : handler,
                status,
                errno,
                device == null ? newDevice : device,
                data,
                preservedAt,
                firstSequence,
                lastSequence);
    }

    String subject() {
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

    static EntityKey key(String host, long generation, String session, Token token) {
        return EntityKey.file(host, generation, session, token);
    }
}

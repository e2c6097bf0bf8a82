package io.luoledger.event;

import org.jspecify.annotations.Nullable;

/**
 * Bodies about preserved files. What the source can't tell is null: session, token, handler (compatible string), data
 * (the handler's opaque handle), device (the PCI function behind the file).
 */
public sealed interface FileBody extends Body {
    @Nullable
    Session session();

    @Nullable
    Token token();

    /** The PCI function behind the file. */
    @Nullable
    PciAddress device();

    /** PRESERVE_FD. */
    record FilePreserved(
            @Nullable Session session,
            @Nullable Token token,
            @Nullable String handler,
            @Nullable Long data,
            @Nullable PciAddress device,
            Result result)
            implements FileBody {}

    /** Taken back by the close of its outgoing session. */
    record FileUnpreserved(
            @Nullable Session session,
            @Nullable Token token,
            @Nullable String handler,
            @Nullable Long data,
            @Nullable PciAddress device,
            Result result)
            implements FileBody {}

    /** Frozen on the reboot path, or by FREEZE of its session. */
    record FileFrozen(
            @Nullable Session session,
            @Nullable Token token,
            @Nullable String handler,
            @Nullable Long data,
            @Nullable PciAddress device,
            Result result)
            implements FileBody {}

    /** Thawed by the roll-back of an aborted hand-over or of a FREEZE, or because its session is closed or opened again. */
    record FileUnfrozen(
            @Nullable Session session,
            @Nullable Token token,
            @Nullable String handler,
            @Nullable PciAddress device,
            Result result)
            implements FileBody {}

    /** RETRIEVE_FD. */
    record FileRetrieved(
            @Nullable Session session,
            @Nullable Token token,
            @Nullable String handler,
            @Nullable Long data,
            @Nullable PciAddress device,
            Result result)
            implements FileBody {}

    /** What a retrieved device file says of itself. */
    record FileIdentified(
            @Nullable Session session, @Nullable Token token, int vendor, int deviceId, Result result)
            implements FileBody {
        @Override
        public @Nullable PciAddress device() {
            return null;
        }
    }

    /**
     * Finished by FINISH or by the session's close.
     *
     * @param retrieved whether the file had been retrieved; false: its contents are gone
     */
    record FileFinished(
            @Nullable Session session,
            @Nullable Token token,
            @Nullable String handler,
            @Nullable Boolean retrieved,
            @Nullable Long data,
            @Nullable PciAddress device,
            Result result)
            implements FileBody {}
}

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

    /**
     * RETRIEVE_FD, or RETRIEVE_INTO_FD.
     *
     * @param retryable whether the handler refused in a way that may be repeated
     * @param into whether the contents went into a file that the caller gave
     * @param unknownFeatures bits of features of the file's own header whose data this kernel doesn't know
     */
    record FileRetrieved(
            @Nullable Session session,
            @Nullable Token token,
            @Nullable String handler,
            @Nullable Long data,
            @Nullable PciAddress device,
            Result result,
            @Nullable Boolean retryable,
            @Nullable Boolean into,
            @Nullable Long unknownFeatures)
            implements FileBody {
        /** One of which no more is told. */
        public FileRetrieved(
                @Nullable Session session,
                @Nullable Token token,
                @Nullable String handler,
                @Nullable Long data,
                @Nullable PciAddress device,
                Result result) {
            this(session, token, handler, data, device, result, null, null, null);
        }
    }

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

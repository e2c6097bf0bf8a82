package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.ShmemInode;
import io.luoledger.simulator.kernel.KernelState.Retrieval;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One file of a session, in either half of a kernel. */
final class PreservedFile {
    private final RegisteredHandler handler;
    private final long token;
    private @Nullable OpenFile file;
    private @Nullable Object identity;
    private long data;
    private @Nullable Object privateData;
    private Retrieval retrieval = Retrieval.NEVER_TRIED;
    private @Nullable SysError retrieveError;

    /** A file of the outgoing half. */
    static PreservedFile outgoing(RegisteredHandler handler, long token, OpenFile file) {
        PreservedFile preserved = new PreservedFile(handler, token);
        preserved.file = file;
        return preserved;
    }

    /** A file that the previous kernel handed over. */
    static PreservedFile incoming(RegisteredHandler handler, long token, long data) {
        PreservedFile preserved = new PreservedFile(handler, token);
        preserved.data = data;
        return preserved;
    }

    private PreservedFile(RegisteredHandler handler, long token) {
        this.handler = handler;
        this.token = token;
    }

    RegisteredHandler registered() {
        return handler;
    }

    FileHandler handler() {
        return handler.handler();
    }

    long token() {
        return token;
    }

    /** The open file, which the outgoing half always has, and the incoming half once it is retrieved. */
    OpenFile file() {
        return Objects.requireNonNull(file);
    }

    @Nullable
    OpenFile fileOrNull() {
        return file;
    }

    @Nullable
    Object identity() {
        return identity;
    }

    void identity(@Nullable Object same) {
        identity = same;
    }

    long data() {
        return data;
    }

    void data(long handle) {
        data = handle;
    }

    @Nullable
    Object privateData() {
        return privateData;
    }

    void privateData(@Nullable Object kept) {
        privateData = kept;
    }

    Retrieval retrieval() {
        return retrieval;
    }

    SysError retrieveError() {
        return Objects.requireNonNull(retrieveError);
    }

    void retrieved(OpenFile made) {
        file = made;
        retrieveError = null;
        retrieval = Retrieval.DONE;
    }

    void retrieveFailed(SysError error) {
        retrieveError = error;
        retrieval = Retrieval.FAILED;
    }

    /** What it is like now. */
    KernelState.FileState state() {
        KernelState.Contents contents = file != null && file.inode() instanceof ShmemInode inode
                ? new KernelState.Contents(inode.size(), file.position(), inode.seals(), inode.fnv())
                : null;
        return new KernelState.FileState(
                token,
                handler().compatible(),
                retrieval,
                retrieveError == null ? null : retrieveError.errnoName(),
                handler().device(this),
                contents);
    }
}

package io.luoledger.simulator.kernel;

import io.luoledger.event.FileBody;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.memory.EntryStore;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.StructView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a kernel got from the one before it. */
final class IncomingHalf {
    private final Kho kho;
    private final KernelProfile profile;
    private final Handlers handlers;
    private final Journal journal;
    private final EntryStore.@Nullable Restored received;
    private final FlbTable flbTable;
    private final Faults faults;
    private final Warnings warnings;
    private final Map<String, LuoSession> sessions = new LinkedHashMap<>();
    private boolean deserialized;
    private boolean failed;
    private @Nullable String missingHandler;

    IncomingHalf(
            Kho kho,
            KernelProfile profile,
            Handlers handlers,
            Journal journal,
            EntryStore.@Nullable Restored received,
            FlbTable flbTable,
            Faults faults,
            Warnings warnings) {
        this.faults = faults;
        this.warnings = warnings;
        this.kho = kho;
        this.profile = profile;
        this.handlers = handlers;
        this.journal = journal;
        this.received = received;
        this.flbTable = flbTable;
    }

    FlbTable flbTable() {
        return flbTable;
    }

    /** Sessions in the order in which they were handed over, once the device was opened. */
    Iterable<LuoSession> sessions() {
        return sessions.values();
    }

    /** Rebuilds sessions and files at the first open of the device. EIO, then and for ever, when that fails. */
    void deserialize() {
        if (!deserialized) {
            deserialized = true;
            try {
                rebuild();
            } catch (SysError broken) {
                failed = true;
            }
        }
        if (failed) {
            throw new SysError("EIO");
        }
    }

    private void rebuild() {
        if (received == null) {
            return;
        }
        for (StructView entry : received.entries()) {
            StructView fileSet = entry.inner("file_set_ser");
            LuoSession session =
                    new LuoSession(entry.string("name"), Side.INCOMING, EntryStore.of(kho, "luo_file_ser"));
            if (sessions.putIfAbsent(session.name(), session) != null) {
                throw new SysError("EEXIST");
            }
            try {
                rebuildFiles(session, fileSet.get("files"), fileSet.get("count"));
            } catch (SysError broken) {
                if (profile.rules().has(LuoRules.Rule.STOPS_AT_BROKEN_FILES)) {
                    throw broken;
                }
            }
        }
        received.store().restoreFree();
    }

    private void rebuildFiles(LuoSession session, long files, long count) {
        if (files == 0) {
            if (count != 0) {
                warn("luo_file_deserialize", "WARNING: a file count without files");
            }
            return;
        }
        EntryStore.Restored restored = EntryStore.restore(kho, "luo_file_ser", files, count);
        if (restored.entries().size() != count) {
            throw new SysError("EINVAL");
        }
        for (StructView entry : restored.entries()) {
            RegisteredHandler handler = handlers.find(entry.string("compatible"));
            if (handler == null) {
                missingHandler = entry.string("compatible");
                throw new SysError("ENOENT");
            }
            PreservedFile file = PreservedFile.incoming(handler, entry.get("token"), entry.get("data"));
            handler.handler().check(file);
            session.add(file);
        }
        restored.store().restoreFree();
    }

    /** Compatible string for which there was no handler when the sessions had to be rebuilt, or null. */
    @Nullable
    String missingHandler() {
        return missingHandler;
    }

    /** What became of the sessions that were left. */
    KernelState.Inheritance inheritance() {
        if (failed) {
            return KernelState.Inheritance.UNREACHABLE;
        }
        if (received == null || received.entries().isEmpty()) {
            return KernelState.Inheritance.NOTHING;
        }
        return deserialized ? KernelState.Inheritance.REBUILT : KernelState.Inheritance.WAITING;
    }

    /** The session of this name. ENOENT, EINVAL when it was retrieved before. */
    LuoSession retrieve(String name) {
        LuoSession session = sessions.get(name);
        if (session == null) {
            throw new SysError("ENOENT");
        }
        session.retrieve();
        return session;
    }

    /**
     * RETRIEVE_FD or RETRIEVE_INTO_FD: the file, with a reference for the caller.
     *
     * @param into finds the file that the caller gives to restore into; null where it gives none
     */
    OpenFile retrieveFile(LuoSession session, long token, @Nullable Supplier<OpenFile> into) {
        PreservedFile file = session.file(token);
        if (file == null) {
            throw new SysError("ENOENT");
        }
        switch (file.retrieval()) {
            case DONE -> {
                return file.file().acquire();
            }
            case FAILED -> {
                if (profile.rules().has(LuoRules.Rule.CACHES_RETRIEVE_ERROR)) {
                    throw file.retrieveError();
                }
            }
            case NEVER_TRIED -> {
                // now is the time
            }
        }
        OpenFile target = into == null ? null : target(file.handler(), into);
        OpenFile made;
        try {
            faults.passRetryable(Faults.Point.RETRIEVE_RETRYABLE);
            faults.pass(Faults.Point.RETRIEVE);
            made = target == null
                    ? file.handler().retrieve(file)
                    : file.handler().retrieveInto(file, target);
        } catch (SysError error) {
            if (!error.retryable() || !profile.has(Posted.FILE_ARGS)) {
                file.retrieveFailed(error);
            }
            throw error;
        }
        file.retrieved(made);
        Object identity = file.handler().identity(made);
        handlers.hold(identity, false);
        file.identity(identity);
        return made.acquire();
    }

    /** What the handler is to restore into. EOPNOTSUPP where it takes nothing of the kind; refused before the handler is asked, so it may be repeated. */
    private static OpenFile target(FileHandler handler, Supplier<OpenFile> into) {
        if (!handler.takesTarget()) {
            throw SysError.retryable("EOPNOTSUPP");
        }
        try {
            return into.get();
        } catch (SysError refused) {
            throw SysError.retryable(refused.errnoName());
        }
    }

    /** FINISH. EBUSY, and nothing changed, when a file can't be finished yet. */
    void finish(LuoSession session) {
        for (PreservedFile file : session.files()) {
            if (!file.handler().canFinish(file)) {
                throw new SysError("EBUSY");
            }
        }
        while (!session.files().isEmpty()) {
            finishOne(session, session.removeLast());
        }
    }

    private void finishOne(LuoSession session, PreservedFile file) {
        boolean retrieved = file.retrieval() == KernelState.Retrieval.DONE;
        journal.attempt(
                session.side(),
                result -> new FileBody.FileFinished(
                        session.session(),
                        new Token(file.token()),
                        file.handler().compatible(),
                        retrieved,
                        file.data(),
                        file.handler().device(file),
                        result),
                () -> {
                    file.handler().finish(file);
                    return true;
                });
        for (Flb flb : file.registered().flbs().reversed()) {
            flb.putIncoming();
        }
        handlers.letGo(file.identity());
        OpenFile held = file.fileOrNull();
        if (held != null) {
            held.put();
        }
    }

    /** The last reference to the session's descriptor is gone: an implicit FINISH. If that is refused the session leaks. */
    void close(LuoSession session) {
        try {
            journal.attempt(Side.INCOMING, result -> new SessionBody.SessionClosed(session.session(), result), () -> {
                finish(session);
                sessions.remove(session.name());
                return true;
            });
        } catch (SysError refused) {
            session.leak();
            warn(
                    "luo_session_release",
                    "Unable to finish session [" + session.session().name() + "] on release");
        }
    }

    private void warn(String place, String message) {
        warnings.warn(Side.INCOMING, place, message);
    }

    /** The session of this name, which must exist. */
    LuoSession session(String name) {
        return Objects.requireNonNull(sessions.get(name));
    }
}

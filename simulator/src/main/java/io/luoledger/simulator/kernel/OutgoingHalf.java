package io.luoledger.simulator.kernel;

import io.luoledger.event.FileBody;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import io.luoledger.simulator.Blocked;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.memory.EntryStore;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.StructView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a kernel preserves for the next one. */
final class OutgoingHalf {
    private static final String SESSION = "luo_session_ser";

    private final Kho kho;
    private final KernelProfile profile;
    private final Handlers handlers;
    private final Journal journal;
    private final Faults faults;
    private final Warnings warnings;
    private final Meanwhile meanwhile;
    private final EntryStore blocks;
    private final Map<String, LuoSession> sessions = new LinkedHashMap<>();

    /** A reboot runs: it holds the lock of all sessions. */
    private boolean rebooting;
    /** That lock is never let go. */
    private boolean lockKept;

    OutgoingHalf(
            Kho kho,
            KernelProfile profile,
            Handlers handlers,
            Journal journal,
            Faults faults,
            Warnings warnings,
            Meanwhile meanwhile) {
        this.faults = faults;
        this.warnings = warnings;
        this.meanwhile = meanwhile;
        this.kho = kho;
        this.profile = profile;
        this.handlers = handlers;
        this.journal = journal;
        this.blocks = EntryStore.of(kho, SESSION);
    }

    /** What the root names before there are sessions: the array where the ABI has one, else nothing. */
    long reserve() {
        if (kho.abi().stringOrNull("PAGES_OF_" + SESSION) == null) {
            return 0;
        }
        blocks.grow(1);
        return blocks.head();
    }

    /** Sessions in order of creation. */
    Iterable<LuoSession> sessions() {
        return sessions.values();
    }

    int sessionCount() {
        return sessions.size();
    }

    /** A new session. EEXIST, ENOMEM, ENOSPC. */
    LuoSession create(String name) {
        if (profile.rules().maxSessions() > 0
                && sessions.size() >= profile.rules().maxSessions()) {
            throw new SysError("ENOMEM");
        }
        blocks.grow(sessions.size() + 1L);
        if (sessions.containsKey(name)) {
            if (!profile.has(Defect.EMPTY_SESSION_BLOCK)) {
                blocks.shrink(sessions.size());
            }
            throw new SysError("EEXIST");
        }
        LuoSession session = new LuoSession(name, Side.OUTGOING, EntryStore.of(kho, "luo_file_ser"));
        sessions.put(name, session);
        return session;
    }

    private boolean has(SessionFreeze choice) {
        return profile.rules().has(choice);
    }

    /** A call on a session waits as long as a reboot has the lock of all sessions. {@link Blocked}. */
    void waitForReboot(Command command) {
        if (lockKept) {
            warnings.hung(Side.OUTGOING, "luo_session_ioctl");
            throw new Blocked();
        }
        if (command != Command.FREEZE || !has(SessionFreeze.MUTEX_ONLY_UNMARKED)) {
            waitForReboot();
        }
    }

    /** So does whatever adds a session, or takes one away. {@link Blocked}. */
    void waitForReboot() {
        if (rebooting) {
            throw new Blocked();
        }
    }

    /** FREEZE of a session that is open. On a handler's refusal it stays open. */
    void freeze(LuoSession session) {
        freezeFiles(session, has(SessionFreeze.BAD_HALF_FREEZE));
        session.frozen(true);
        if (has(SessionFreeze.FLB_AT_FREEZE)) {
            handlers.flbs().forEach(Flb::writeCount);
        }
    }

    /** Takes a FREEZE back. */
    void unfreeze(LuoSession session) {
        session.files().forEach(file -> unfreeze(session, file));
        forgetFreeze(session);
    }

    private void forgetFreeze(LuoSession session) {
        session.frozen(false);
        session.blocks().clearEntries();
        handlers.flbs().forEach(Flb::forgetWrittenCount);
    }

    /**
     * PRESERVE_FD.
     *
     * @param argument where a struct for the handler is, 0 for none
     */
    void preserve(LuoSession session, long token, long argument, java.util.function.Supplier<OpenFile> lookUp) {
        Attempted attempted = new Attempted();
        journal.attempt(
                session.side(),
                result -> attempted.body(session, token, result),
                () -> preserveFile(session, token, argument, lookUp, attempted));
    }

    /** What became known of a file while it was being preserved. */
    private static final class Attempted {
        private @Nullable RegisteredHandler handler;
        private @Nullable PreservedFile file;

        private FileBody.FilePreserved body(LuoSession session, long token, Result result) {
            PreservedFile done = file;
            return new FileBody.FilePreserved(
                    session.session(),
                    new Token(token),
                    handler == null ? null : handler.handler().compatible(),
                    done == null || !result.ok() ? null : Long.valueOf(done.data()),
                    done == null ? null : done.handler().device(done),
                    result);
        }
    }

    private boolean preserveFile(
            LuoSession session,
            long token,
            long argument,
            java.util.function.Supplier<OpenFile> lookUp,
            Attempted attempted) {
        requireOpenAtOnce(session);
        if (session.file(token) != null) {
            throw new SysError("EEXIST");
        }
        int limit = profile.rules().maxFilesPerSession();
        if (limit > 0 && session.files().size() >= limit) {
            throw new SysError("ENOSPC");
        }
        session.blocks().grow(session.files().size() + 1L);
        try {
            OpenFile file = lookUp.get();
            if (has(SessionFreeze.FD_FIRST)) {
                session.requireOpen();
            }
            RegisteredHandler handler = handlers.accepting(file);
            attempted.handler = handler;
            if (argument != 0) {
                // no handler that was posted takes one
                throw new SysError("EOPNOTSUPP");
            }
            PreservedFile preserved = PreservedFile.outgoing(handler, token, file);
            attempted.file = preserved;
            Object identity = handler.handler().identity(file);
            handlers.hold(identity, profile.rules().has(LuoRules.Rule.REFUSES_DOUBLE_PRESERVE));
            preserved.identity(identity);
            try {
                preserveWithFlbs(session, preserved);
            } catch (SysError refused) {
                handlers.letGo(identity);
                throw refused;
            }
            file.acquire();
            session.add(preserved);
            return true;
        } catch (SysError refused) {
            session.blocks().shrink(session.files().size());
            throw refused;
        }
    }

    /** EBUSY before anything else is looked at, unless that is looked at later. */
    private void requireOpenAtOnce(LuoSession session) {
        boolean unlocked = has(SessionFreeze.BAD_CHECK_UNLOCKED);
        if (unlocked) {
            session.requireOpen();
        }
        meanwhile.at(Meanwhile.Moment.UNLOCKED);
        if (!unlocked && !has(SessionFreeze.FD_FIRST) && !has(SessionFreeze.BAD_CHECK_LATE)) {
            session.requireOpen();
        }
    }

    private void preserveWithFlbs(LuoSession session, PreservedFile preserved) {
        List<Flb> done = new ArrayList<>();
        try {
            for (Flb flb : preserved.registered().flbs()) {
                flb.preserve(faults);
                done.add(flb);
            }
            if (has(SessionFreeze.BAD_CHECK_LATE) && session.frozen()) {
                done.clear();
                session.requireOpen();
            }
            faults.pass(Faults.Point.PRESERVE);
            preserved.handler().preserve(preserved);
        } catch (SysError refused) {
            for (Flb flb : done.reversed()) {
                flb.unpreserve();
            }
            throw refused;
        }
    }

    /** The last reference to the session's descriptor is gone: everything is taken back, last file first. */
    void close(LuoSession session) {
        journal.attempt(Side.OUTGOING, result -> new SessionBody.SessionClosed(session.session(), result), () -> {
            if (session.frozen() && !has(SessionFreeze.BAD_CLOSE)) {
                unfreeze(session);
            }
            while (!session.files().isEmpty()) {
                unpreserve(session, session.removeLast());
            }
            session.blocks().shrink(0);
            sessions.remove(session.name());
            blocks.shrink(sessions.size());
            return true;
        });
    }

    private void unpreserve(LuoSession session, PreservedFile file) {
        attempt(
                session,
                file,
                FileBody.FileUnpreserved::new,
                () -> file.handler().unpreserve(file));
        for (Flb flb : file.registered().flbs().reversed()) {
            flb.unpreserve();
        }
        handlers.letGo(file.identity());
        file.file().put();
    }

    /**
     * Freezes every file of the sessions that aren't frozen and writes everything down; on a refusal thaws what was frozen here and
     * passes it on.
     *
     * @return address of the first session block, 0 without sessions
     */
    long serialize() {
        List<LuoSession> frozen = new ArrayList<>();
        int index = 0;
        for (LuoSession session : sessions.values()) {
            StructView entry = blocks.entry(index++);
            try {
                if (!session.frozen()) {
                    freezeFiles(session, false);
                }
            } catch (SysError refused) {
                rollBack(frozen);
                throw refused;
            }
            frozen.add(session);
            StructView fileSet = entry.inner("file_set_ser");
            fileSet.set(
                    "files", session.files().isEmpty() ? 0 : session.blocks().head());
            fileSet.set("count", session.entryCount());
            entry.set("name", session.name());
        }
        rebooting = true;
        meanwhile.at(Meanwhile.Moment.SERIALIZED);
        rebooting = false;
        blocks.writeCounts(sessions.size());
        return sessions.isEmpty() ? reserve() : blocks.head();
    }

    private void freezeFiles(LuoSession session, boolean keepsHalf) {
        List<PreservedFile> done = new ArrayList<>();
        for (PreservedFile file : session.files()) {
            try {
                freezeOne(session, file);
            } catch (SysError refused) {
                if (!keepsHalf) {
                    done.forEach(frozen -> unfreeze(session, frozen));
                }
                session.blocks().clearEntries();
                throw refused;
            }
            StructView entry = session.blocks().entry(done.size());
            entry.set("compatible", file.handler().compatible());
            entry.set("data", file.data());
            entry.set("token", file.token());
            done.add(file);
        }
        session.blocks().writeCounts(done.size());
        session.entryCount(done.size());
    }

    private void freezeOne(LuoSession session, PreservedFile file) {
        attempt(session, file, FileBody.FileFrozen::new, () -> {
            faults.pass(Faults.Point.FREEZE);
            file.handler().freeze(file);
        });
    }

    /**
     * A reboot failed.
     *
     * @param done what it had gone through before that
     */
    private void rollBack(List<LuoSession> done) {
        for (LuoSession session : done.reversed()) {
            if (!session.frozen()) {
                thaw(session);
            } else if (has(SessionFreeze.ROLLBACK_ALL)) {
                unfreeze(session);
            } else if (has(SessionFreeze.BAD_ROLLBACK_MARKED)) {
                session.files().forEach(file -> unfreeze(session, file));
            }
        }
        blocks.clearEntries();
        lockKept = has(SessionFreeze.BAD_LOCK_KEPT);
    }

    private void thaw(LuoSession session) {
        if (!has(SessionFreeze.BAD_NO_ROLLBACK)) {
            session.files().forEach(file -> unfreeze(session, file));
        }
        session.blocks().clearEntries();
    }

    private void unfreeze(LuoSession session, PreservedFile file) {
        Told unfrozen = (name, token, handler, data, device, result) ->
                new FileBody.FileUnfrozen(name, token, handler, device, result);
        attempt(session, file, unfrozen, () -> {
            file.handler().unfreeze(file);
            if (profile.rules().has(LuoRules.Rule.ROLLBACK_FORGETS_DATA)) {
                file.data(0);
            }
        });
    }

    /** What is told of something that was tried with a preserved file. */
    @FunctionalInterface
    private interface Told {
        FileBody body(
                Session session, Token token, String handler, Long data, @Nullable PciAddress device, Result result);
    }

    private void attempt(LuoSession session, PreservedFile file, Told told, Runnable call) {
        journal.attempt(
                Side.OUTGOING,
                result -> told.body(
                        session.session(),
                        new Token(file.token()),
                        file.handler().compatible(),
                        file.data(),
                        file.handler().device(file),
                        result),
                () -> {
                    call.run();
                    return true;
                });
    }

    /** The session of this name, which must exist. */
    LuoSession session(String name) {
        return Objects.requireNonNull(sessions.get(name));
    }
}

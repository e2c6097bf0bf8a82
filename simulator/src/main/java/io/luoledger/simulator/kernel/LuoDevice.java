package io.luoledger.simulator.kernel;

import io.luoledger.event.FileBody;
import io.luoledger.event.KernelBody;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.FdTable;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.PlainInode;
import io.luoledger.simulator.vfio.VfioFile;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ioctls of /dev/liveupdate and of its session files, with their checks in the kernel's order. */
final class LuoDevice {
    /** What stands behind an open /dev/liveupdate. */
    record Node() {}

    private static final int NAME_BYTES = UserArg.NAME_BYTES;
    private static final String REFUSED = "EINVAL";

    private final LiveUpdate liveUpdate;
    private final KernelProfile profile;
    private final Journal journal;
    private final FdTable descriptors;

    LuoDevice(LiveUpdate liveUpdate, KernelProfile profile, Journal journal, FdTable descriptors) {
        this.liveUpdate = liveUpdate;
        this.profile = profile;
        this.journal = journal;
        this.descriptors = descriptors;
    }

    /** An ioctl on the device. */
    void deviceIoctl(long word, UserArg arg) {
        Command command = check(null, word, arg);
        String text = new String(arg.name(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        String name = end < 0 ? text : text.substring(0, end);
        if (command == Command.CREATE_SESSION) {
            createSession(arg, name);
        } else {
            Session session = LuoSession.sessionNamed(name);
            journal.attempt(
                    Side.INCOMING,
                    result -> new SessionBody.SessionRetrieved(session, result),
                    () -> openSession(arg, () -> liveUpdate.incoming().retrieve(name)));
        }
    }

    private void createSession(UserArg arg, String name) {
        boolean checked = profile.rules().has(LuoRules.Rule.CHECKS_NAME);
        String kept = checked || name.length() < NAME_BYTES ? name : name.substring(0, NAME_BYTES - 1);
        Session session = LuoSession.sessionNamed(kept);
        journal.attempt(
                Side.OUTGOING,
                result -> new SessionBody.SessionCreated(session, result),
                () -> openSession(arg, () -> {
                    if (checked && (name.isEmpty() || name.length() == NAME_BYTES)) {
                        throw new SysError(REFUSED);
                    }
                    liveUpdate.outgoing().waitForReboot();
                    return liveUpdate.outgoing().create(kept);
                }));
    }

    /** Gives the session that the supplier finds a descriptor, which is reserved before anything is looked at. */
    private boolean openSession(UserArg arg, Supplier<LuoSession> find) {
        int number = descriptors.reserve();
        try {
            LuoSession session = find.get();
            OpenFile file = new OpenFile(
                    new PlainInode(1, 0, false),
                    OpenFile.O_RDWR,
                    OpenFile.Seek.NONE,
                    "anon_inode:[luo_session] " + session.name(),
                    session,
                    () -> release(session));
            descriptors.install(number, file, true);
            arg.word1(number);
            return true;
        } catch (SysError refused) {
            descriptors.unreserve(number);
            throw refused;
        }
    }

    private void release(LuoSession session) {
        liveUpdate.outgoing().waitForReboot();
        if (session.incoming()) {
            liveUpdate.incoming().close(session);
        } else {
            liveUpdate.outgoing().close(session);
        }
    }

    /** An ioctl on a session file. */
    void sessionIoctl(LuoSession session, long word, UserArg arg) {
        Command command = check(session, word, arg);
        liveUpdate.outgoing().waitForReboot(command);
        switch (command) {
            case PRESERVE_FD ->
                liveUpdate.outgoing().preserve(session, arg.token(), argument(arg), () -> {
                    OpenFile file = descriptors.get(arg.word1());
                    if (file.pathOnly()) {
                        throw new SysError("EBADF");
                    }
                    return file;
                });
            case RETRIEVE_FD -> retrieveFile(session, arg, argument(arg) == 0 ? null : () -> given(arg));
            case RETRIEVE_INTO_FD -> retrieveFile(session, arg, () -> writable(arg.word1()));
            case FINISH ->
                journal.attempt(
                        session.side(), result -> new SessionBody.SessionFinished(session.session(), result), () -> {
                            if (profile.rules().has(LuoRules.Rule.CHECKS_RESERVED)) {
                                requireReserved(arg);
                            }
                            liveUpdate.incoming().finish(session);
                            return true;
                        });
            case GET_NAME -> {
                requireReserved(arg);
                arg.name(session.name().getBytes(StandardCharsets.ISO_8859_1));
            }
            case FREEZE -> {
                refusing(session, command, arg, () -> {
                    requireReserved(arg);
                    session.requireOpen();
                });
                liveUpdate.outgoing().freeze(session);
            }
            case UNFREEZE -> {
                refusing(session, command, arg, () -> {
                    requireReserved(arg);
                    session.requireFrozen();
                });
                liveUpdate.outgoing().unfreeze(session);
            }
            case CREATE_SESSION, RETRIEVE_SESSION -> throw new SysError(REFUSED);
        }
    }

    /** What the call itself refuses, before any file is asked, is written down as a call. */
    private void refusing(LuoSession session, Command command, UserArg arg, Runnable checks) {
        try {
            checks.run();
        } catch (SysError refused) {
            journal.record(
                    session.side(),
                    new KernelBody.CallRefused(
                            session.session(),
                            command.word(),
                            Result.refused(refused.errnoName()),
                            contested(command.word(), arg)));
            throw refused;
        }
    }

    private static void requireReserved(UserArg arg) {
        if (arg.word1() != 0) {
            throw new SysError(REFUSED);
        }
    }

    /** The argument behind the token, as far as this kernel knows of one. */
    private long argument(UserArg arg) {
        return profile.has(Posted.FILE_ARGS) ? arg.argument() : 0;
    }

    /** The file that a handler's struct names. EFAULT, EINVAL for one that is too short, E2BIG, EBADF. */
    private OpenFile given(UserArg arg) {
        UserArg.HandlerArg struct = arg.handlerArg();
        if (struct == null) {
            throw new SysError("EFAULT");
        }
        if (struct.size() < UserArg.HandlerArg.BYTES) {
            throw new SysError(REFUSED);
        }
        if (struct.size() > UserArg.MAX_BYTES) {
            throw new SysError("E2BIG");
        }
        return writable(struct.fd());
    }

    private OpenFile writable(int number) {
        OpenFile file = descriptors.get(number);
        if (file.pathOnly()) {
            throw new SysError("EBADF");
        }
        return file;
    }

    private void retrieveFile(LuoSession session, UserArg arg, @Nullable Supplier<OpenFile> into) {
        PreservedFile known = session.file(arg.token());
        Retrieval retrieval = new Retrieval();
        journal.attempt(
                session.side(),
                result -> new FileBody.FileRetrieved(
                        session.session(),
                        new Token(arg.token()),
                        known == null ? null : known.handler().compatible(),
                        known == null ? null : Long.valueOf(known.data()),
                        known == null ? null : known.handler().device(known),
                        result,
                        retrieval.retryable,
                        into == null ? null : Boolean.TRUE,
                        retrieval.unknownFeatures),
                () -> {
                    int number = descriptors.reserve();
                    try {
                        retrieval.looksAt(known);
                        OpenFile file = liveUpdate.incoming().retrieveFile(session, arg.token(), into);
                        if (file.owner() instanceof VfioFile device) {
                            device.cameFrom(session.session(), new Token(arg.token()));
                        }
                        descriptors.install(number, file, true);
                        arg.word1(number);
                        return true;
                    } catch (SysError refused) {
                        descriptors.unreserve(number);
                        retrieval.refused(known, refused);
                        throw refused;
                    }
                });
    }

    /** What else is told of a retrieve, on kernels where there is something to tell. */
    private final class Retrieval {
        private @Nullable Boolean retryable;
        private @Nullable Long unknownFeatures;

        private void looksAt(@Nullable PreservedFile known) {
            if (known != null && known.retrieval() == KernelState.Retrieval.NEVER_TRIED) {
                long unknown = known.handler().unknownFeatures(known);
                unknownFeatures = unknown == 0 ? null : unknown;
            }
        }

        private void refused(@Nullable PreservedFile known, SysError refused) {
            if (known != null && profile.has(Posted.FILE_ARGS)) {
                retryable = refused.retryable();
            }
        }
    }

    /** The framing checks. What they refuse is written down by what the command would have done. */
    private Command check(@Nullable LuoSession session, long word, UserArg arg) {
        Command command = Command.find(profile, word, session == null);
        try {
            return checked(session, command, word, arg);
        } catch (SysError refused) {
            Result result = Result.refused(refused.errnoName());
            Side side = session == null ? Side.NONE : session.side();
            Session name = session == null ? null : session.session();
            journal.record(
                    side,
                    command == null || command.word() != word
                            ? new KernelBody.CallRefused(name, word, result, contested(word, arg))
                            : refusedCall(command, name, result, contested(word, arg)));
            throw refused;
        }
    }

    /** Of a number that two postings have, the size tells which one the caller means. */
    private static @Nullable Long contested(long word, UserArg arg) {
        return word == Command.FREEZE.word() && arg.pointer() == UserArg.Pointer.GOOD ? arg.size() : null;
    }

    private static io.luoledger.event.Body refusedCall(
            Command command, @Nullable Session session, Result result, @Nullable Long structBytes) {
        return switch (command) {
            case CREATE_SESSION -> new SessionBody.SessionCreated(null, result);
            case RETRIEVE_SESSION -> new SessionBody.SessionRetrieved(null, result);
            case PRESERVE_FD -> new FileBody.FilePreserved(session, null, null, null, null, result);
            case RETRIEVE_FD, RETRIEVE_INTO_FD -> new FileBody.FileRetrieved(session, null, null, null, null, result);
            case FINISH -> new SessionBody.SessionFinished(session, result);
            case GET_NAME, FREEZE, UNFREEZE -> new KernelBody.CallRefused(session, command.word(), result, structBytes);
        };
    }

    private Command checked(@Nullable LuoSession session, @Nullable Command command, long word, UserArg arg) {
        LuoRules rules = profile.rules();
        if (command == null) {
            throw new SysError(REFUSED);
        }
        if (arg.pointer() != UserArg.Pointer.GOOD) {
            throw new SysError("EFAULT");
        }
        if (command.word() != word) {
            throw new SysError("ENOTTY");
        }
        boolean wrongSide = session != null
                && (rules.has(LuoRules.Rule.CHECKS_SIDE) || command.alwaysChecksSide())
                && ((command.target() == Command.Target.OUTGOING_SESSION && session.incoming())
                        || (command.target() == Command.Target.INCOMING_SESSION && !session.incoming()));
        if (wrongSide || arg.size() < command.size()) {
            throw new SysError(REFUSED);
        }
        if (arg.saysMoreThan(command.knownSize(profile))) {
            throw new SysError("E2BIG");
        }
        return command;
    }
}

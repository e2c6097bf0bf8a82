package io.luoledger.trace;

import io.luoledger.event.Side;
import org.jspecify.annotations.Nullable;

/**
 * How a user call ended whose return no line tells, as in the text of the function tracer: the kernel's checks stand in
 * a fixed order (Linux 7.x), so the last function that was called shows which of them refused. Where more than one
 * errno remains, none is told.
 */
final class UntoldResults {
    private static final long ENOENT = -2;
    private static final long EBADF = -9;
    private static final long EBUSY = -16;
    private static final long EEXIST = -17;
    private static final long EINVAL = -22;

    private UntoldResults() {}

    /**
     * Null where the text doesn't show it.
     *
     * @param growTraced whether the text tells calls of kho_block_set_grow, so that its absence means something
     */
    static @Nullable Long of(
            Attempt attempt, @Nullable TracedSession session, TracedKernel kernel, boolean growTraced) {
        if (kernel.gaps() > attempt.gapsBefore()) {
            // what it wasn't seen to call may be what was lost
            return null;
        }
        return switch (attempt.kind()) {
            case OPEN -> attempt.course().called("luo_session_deserialize") ? 0 : EBUSY;
            case CREATE -> created(attempt);
            case RETRIEVE_SESSION -> sessionRetrieved(attempt, kernel);
            case PRESERVE -> attempt.course().reached() ? preserved(attempt, growTraced) : onWrongSide(session, false);
            case RETRIEVE ->
                attempt.course().reached() ? retrieved(attempt, session, kernel) : onWrongSide(session, true);
            case FINISH -> attempt.course().reached() ? finished(attempt, session) : onWrongSide(session, true);
            case CLOSE -> attempt.course().cannotFinish() ? EBUSY : 0;
            case HANDOVER, DEVICE_OTHER, SESSION_OTHER -> null;
        };
    }

    private static boolean fileMade(Attempt attempt) {
        return attempt.course().called("luo_session_getfile")
                || attempt.course().called("anon_inode_getfile");
    }

    private static @Nullable Long created(Attempt attempt) {
        if (!attempt.course().reached()) {
            return null;
        }
        if (fileMade(attempt)) {
            return 0L;
        }
        // a bad name is noticed first, one in use when the session is to be listed
        return !attempt.course().called("luo_session_alloc")
                ? Long.valueOf(EINVAL)
                : attempt.course().called("luo_session_insert") ? EEXIST : null;
    }

    private static @Nullable Long sessionRetrieved(Attempt attempt, TracedKernel kernel) {
        if (!attempt.course().reached()) {
            return null;
        }
        if (fileMade(attempt)) {
            return 0L;
        }
        // one that was retrieved before is EINVAL, one that isn't there ENOENT
        String name = attempt.request().name();
        TracedSession named = name == null ? null : kernel.named(Side.INCOMING, name);
        if (named != null) {
            return EINVAL;
        }
        return kernel.noneRetrieved() ? Long.valueOf(ENOENT) : kernel.allRetrieved() ? Long.valueOf(EINVAL) : null;
    }

    private static @Nullable Long onWrongSide(@Nullable TracedSession session, boolean wantsIncoming) {
        Side wrongSide = wantsIncoming ? Side.OUTGOING : Side.INCOMING;
        return session != null && session.side == wrongSide ? EINVAL : null;
    }

    private static @Nullable Long preserved(Attempt attempt, boolean growTraced) {
        boolean asked = attempt.handling().asked();
        if (!asked && !attempt.course().called("kho_block_set_grow")) {
            return growTraced ? EEXIST : null;
        }
        if (!asked) {
            return EBADF;
        }
        boolean flbsPreserved = attempt.course().called("luo_flb_file_preserve");
        boolean taken = flbsPreserved
                || attempt.handling().owner() != null
                || attempt.course().calledAny("", "_get_id");
        if (!taken) {
            return ENOENT;
        }
        if (!flbsPreserved) {
            return EBUSY;
        }
        Long refusal = attempt.handling().flbRefusal() != null
                ? attempt.handling().flbRefusal()
                : attempt.handling().ret();
        if (refusal != null) {
            return refusal;
        }
        return attempt.handling().preserved() && !attempt.course().called("kho_block_set_shrink") ? 0L : null;
    }

    private static @Nullable Long retrieved(Attempt attempt, @Nullable TracedSession session, TracedKernel kernel) {
        Long told = attempt.handling().ret();
        if (told != null) {
            return told;
        }
        if (attempt.handling().retrieved()) {
            return attempt.course().calledAny("kho_restore_", "") ? 0L : null;
        }
        if (session == null || !session.inOrder || !kernel.listsWhole()) {
            return null;
        }
        TracedFile file = session.find(attempt.request().token());
        if (file == null) {
            return ENOENT;
        }
        // the handler isn't asked twice: the file again, or the same errno for good
        return file.retrieveReturn;
    }

    private static @Nullable Long finished(Attempt attempt, @Nullable TracedSession session) {
        if (!attempt.course().walked()) {
            return EINVAL;
        }
        if (attempt.course().cannotFinish()) {
            return EBUSY;
        }
        // a walk that finished nothing of a session with files was stopped by an answer that isn't told
        return session != null && !session.files().isEmpty() ? null : Long.valueOf(0);
    }
}

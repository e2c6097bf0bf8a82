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
        if (kernel.gaps() > attempt.gapsBefore) {
            // what it wasn't seen to call may be what was lost
            return null;
        }
        Evidence evidence = attempt.evidence;
        return switch (attempt.kind) {
            case OPEN -> evidence.deserialized ? 0 : EBUSY;
            case CREATE -> created(attempt, evidence);
            case RETRIEVE_SESSION -> sessionRetrieved(attempt, evidence, kernel);
            case PRESERVE -> attempt.reached ? preserved(attempt, evidence, growTraced) : onWrongSide(session, false);
            case RETRIEVE ->
                attempt.reached ? retrieved(attempt, evidence, session, kernel) : onWrongSide(session, true);
            case FINISH -> attempt.reached ? finished(evidence, session) : onWrongSide(session, true);
            case CLOSE -> evidence.cannotFinish ? EBUSY : 0;
            case HANDOVER, DEVICE_OTHER, SESSION_OTHER -> null;
        };
    }

    private static @Nullable Long created(Attempt attempt, Evidence evidence) {
        if (!attempt.reached) {
            return null;
        }
        if (evidence.fileMade) {
            return 0L;
        }
        // a bad name is noticed first, one in use when the session is to be listed
        return !evidence.allocated ? Long.valueOf(EINVAL) : evidence.inserted ? EEXIST : null;
    }

    private static @Nullable Long sessionRetrieved(Attempt attempt, Evidence evidence, TracedKernel kernel) {
        if (!attempt.reached) {
            return null;
        }
        if (evidence.fileMade) {
            return 0L;
        }
        // one that was retrieved before is EINVAL, one that isn't there ENOENT
        TracedSession named = attempt.name == null ? null : kernel.named(Side.INCOMING, attempt.name);
        if (named != null) {
            return EINVAL;
        }
        return kernel.noneRetrieved() ? Long.valueOf(ENOENT) : kernel.allRetrieved() ? Long.valueOf(EINVAL) : null;
    }

    private static @Nullable Long onWrongSide(@Nullable TracedSession session, boolean wantsIncoming) {
        Side wrongSide = wantsIncoming ? Side.OUTGOING : Side.INCOMING;
        return session != null && session.side == wrongSide ? EINVAL : null;
    }

    private static @Nullable Long preserved(Attempt attempt, Evidence evidence, boolean growTraced) {
        if (!evidence.grew && !attempt.asked) {
            return growTraced ? EEXIST : null;
        }
        if (!attempt.asked) {
            return EBADF;
        }
        boolean taken = attempt.owningHandler != null || evidence.idAsked || evidence.flbsPreserved;
        if (!taken) {
            return ENOENT;
        }
        if (!evidence.flbsPreserved) {
            return EBUSY;
        }
        if (evidence.flbRefusal != null) {
            return evidence.flbRefusal;
        }
        if (evidence.callbackReturn != null) {
            return evidence.callbackReturn;
        }
        return evidence.preserveRan && !evidence.shrunk ? 0L : null;
    }

    private static @Nullable Long retrieved(
            Attempt attempt, Evidence evidence, @Nullable TracedSession session, TracedKernel kernel) {
        if (evidence.callbackReturn != null) {
            return evidence.callbackReturn;
        }
        if (attempt.handlerRan) {
            return evidence.restored ? 0L : null;
        }
        if (session == null || !session.inOrder || !kernel.listsWhole()) {
            return null;
        }
        TracedFile file = session.find(attempt.token);
        if (file == null) {
            return ENOENT;
        }
        // the handler isn't asked twice: the file again, or the same errno for good
        return file.retrieveReturn;
    }

    private static @Nullable Long finished(Evidence evidence, @Nullable TracedSession session) {
        if (!evidence.filesWalked) {
            return EINVAL;
        }
        if (evidence.cannotFinish) {
            return EBUSY;
        }
        // a walk that finished nothing of a session with files was stopped by an answer that isn't told
        return session != null && !session.files().isEmpty() ? null : Long.valueOf(0);
    }
}

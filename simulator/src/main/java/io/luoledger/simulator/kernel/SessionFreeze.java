package io.luoledger.simulator.kernel;

import java.util.Locale;

/**
 * What LIVEUPDATE_SESSION_FREEZE of single sessions does, which was posted and is in no release: the call itself, and points in which
 * a kernel differs from the posting. What the posting leaves open is as its own words suggest, unless one of these says otherwise.
 */
public enum SessionFreeze {
    /** The call. Its number and struct are not known: the next free number, and the struct of FINISH. */
    CALL("with FREEZE of single sessions as posted: what was frozen early stays frozen when a reboot fails"),
    ROLLBACK_ALL("a reboot that fails unfreezes what was frozen early, too"),
    /** Nobody posted a number: the one behind that of FREEZE. */
    UNFREEZE_CALL("there is a call that unfreezes"),
    FLB_AT_FREEZE("the count of an FLB is written at FREEZE"),
    FD_FIRST("PRESERVE_FD into a frozen session looks at the token and the descriptor before it says EBUSY"),
    MUTEX_ONLY_UNMARKED("FREEZE takes the session's mutex alone, and the reboot doesn't mark what it freezes"),
    BAD_ROLLBACK_MARKED("a reboot that fails unfreezes what was frozen early, and leaves it marked"),
    BAD_NO_ROLLBACK("a reboot that fails unfreezes nothing"),
    BAD_CLOSE("closing a frozen session unpreserves at once"),
    BAD_CHECK_UNLOCKED("PRESERVE_FD looks whether the session is frozen before it takes the mutex"),
    BAD_CHECK_LATE("PRESERVE_FD looks whether the session is frozen when it has counted for the FLBs"),
    BAD_HALF_FREEZE("a FREEZE that a handler refuses leaves frozen what it froze"),
    /** Simulated for ioctls of sessions. */
    BAD_LOCK_KEPT("a reboot that fails keeps the lock of all sessions");

    private static final String VARIANT = "session-freeze";

    private final String about;

    SessionFreeze(String about) {
        this.about = about;
    }

    /** A sentence. */
    String about() {
        return this == CALL ? about : "with FREEZE of single sessions, and " + about;
    }

    /** Behind a release and a +. */
    String variant() {
        return this == CALL
                ? VARIANT
                : VARIANT + "-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

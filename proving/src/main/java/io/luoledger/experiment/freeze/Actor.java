package io.luoledger.experiment.freeze;

import java.util.Locale;

/**
 * A thread. There are three outgoing sessions, in the order in which they were created: C with file c0, A with a0 and a1, B with b0;
 * all files depend on one FLB. A is the session that is frozen early.
 */
public enum Actor {
    FREEZE("FREEZE of A", true),
    FREEZE_REFUSED("FREEZE of A, in which the handler of a1 refuses", false),
    PRESERVE("PRESERVE_FD of a2 into A", false),
    PRESERVE_BAD("PRESERVE_FD of a descriptor that isn't open into A", false),
    CLOSE("the last descriptor of A goes: close(2), or SIGKILL of its holder", false),
    PRESERVE_OTHER("PRESERVE_FD of c1 into C", false),
    CLOSE_OTHER("the last descriptor of C goes", false),
    USE("user space uses a0, as long as nobody called reboot(2)", false),
    UNFREEZE("UNFREEZE of A, where there is such a call", false),
    REBOOT("reboot(2) into the next kernel", true),
    REBOOT_REFUSED("reboot(2), in which the handler of b0 refuses", false),
    JUMP("reboot(2) with preserve_context, which comes back", false);

    private final String about;
    private final boolean twice;

    Actor(String about, boolean twice) {
        this.about = about;
        this.twice = twice;
    }

    /** As lists spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String about() {
        return about;
    }

    /** Whether a set of threads may have two of it. */
    boolean mayBeTwice() {
        return twice;
    }
}

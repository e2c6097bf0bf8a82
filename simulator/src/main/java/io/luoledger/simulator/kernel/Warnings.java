package io.luoledger.simulator.kernel;

import io.luoledger.event.KernelBody;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.KernelDeath;
import java.util.HashSet;
import java.util.Set;

/** What a kernel says about things that should not be, and whether it dies of saying it. */
final class Warnings {
    private final KernelProfile profile;
    private final Journal journal;
    private final Set<String> said = new HashSet<>();

    Warnings(KernelProfile profile, Journal journal) {
        this.profile = profile;
        this.journal = journal;
    }

    /**
     * Says it the first time only.
     *
     * @param what of which there is a first time
     */
    void warnOnce(String what, Side side, String place, String message) {
        if (said.add(what)) {
            warn(side, place, message);
        }
    }

    /** Says that a task waits for good. */
    void hung(Side side, String place) {
        journal.record(
                side,
                new KernelBody.KernelWarned(place, "INFO: task blocked for more than 120 seconds.", Result.success()));
    }

    void warn(Side side, String place, String message) {
        journal.record(side, new KernelBody.KernelWarned(place, message, Result.success()));
        if (profile.has(KernelProfile.Option.PANIC_ON_WARN)) {
            throw new KernelDeath.Panic("Kernel panic - not syncing: " + place + ": panic_on_warn set ...");
        }
    }
}

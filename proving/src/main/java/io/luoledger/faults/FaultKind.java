package io.luoledger.faults;

import io.luoledger.simulator.Dice;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can go wrong, a row each. */
enum FaultKind {
    KILL_PROCESSOR("kill-processor", "kill -9 of an instance of the processors", Needs.NOTHING, Kills::processor),
    KILL_LEADER(
            "kill-leader", "kill -9 of a broker that leads a partition of the ledger", Needs.NOTHING, Kills::leader),
    KILL_CONTROLLER("kill-controller", "kill -9 of the active controller", Needs.NOTHING, Kills::controller),
    KILL_WRITER("kill-writer", "kill -9 of the writer in mid-batch", Needs.NOTHING, Kills::writer),
    PAUSE_BROKER(
            "pause-broker",
            "a leading broker stands still for longer than any transaction may last, and comes back",
            Needs.NOTHING,
            Pauses::broker),
    PAUSE_PROCESSOR(
            "pause-processor",
            "an instance stands still until another has its work, and comes back",
            Needs.NOTHING,
            Pauses::processor),
    CUT_OUT("cut-out", "what one client sends doesn't reach the brokers", Needs.NOTHING, Cuts::out),
    CUT_IN("cut-in", "what the brokers send doesn't reach one client", Needs.NOTHING, Cuts::in),
    CUT_BOTH("cut-both", "nothing passes between one client and the brokers", Needs.NOTHING, Cuts::both),
    CORRUPT_STORE(
            "corrupt-store", "bytes of an instance's store change while it is stopped", Needs.NOTHING, Damage::store),
    ROLLING_RESTART("rolling-restart", "every broker and instance is restarted in turn", Needs.NOTHING, Restarts::all),
    FULL_STATE_DISK(
            "full-state-disk",
            "the disk under an instance's states is full when it is started again",
            Needs.DISKS,
            FullDisks::states),
    FULL_BROKER_DISK("full-broker-disk", "the disk under a broker is full", Needs.DISKS, FullDisks::broker),
    CLOCK_JUMP("clock-jump", "the wall clock of a client jumps by hours or days", Needs.CLOCKS, Clocks::jump),
    ROLLING_UPGRADE(
            "rolling-upgrade",
            "the instances of build " + OlderBuild.COMMIT + " are replaced in turn, then the writer",
            Needs.OLDER_BUILD,
            OlderBuild::upgrade);

    /** Does it at this moment, leaves it for a while, mends it. */
    @FunctionalInterface
    interface Strike {
        Struck on(Bed bed, Work work, Dice dice);
    }

    private final String id;
    private final String about;
    private final Needs needs;

    @SuppressWarnings("ImmutableEnumChecker") // methods without state
    private final Strike strike;

    FaultKind(String id, String about, Needs needs, Strike strike) {
        this.id = id;
        this.about = about;
        this.needs = needs;
        this.strike = strike;
    }

    String id() {
        return id;
    }

    String about() {
        return about;
    }

    Needs needs() {
        return needs;
    }

    Struck strike(Bed bed, Work work, Dice dice) {
        return strike.on(bed, work, dice);
    }

    static Optional<FaultKind> find(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(FaultKind::id).toList();
    }
}

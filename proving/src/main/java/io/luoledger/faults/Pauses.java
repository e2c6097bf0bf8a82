package io.luoledger.faults;

import io.luoledger.cluster.Container;
import io.luoledger.ledger.Topics;
import io.luoledger.simulator.Dice;
import java.time.Duration;

/** Processes that stand still for longer than anybody waits for them, and go on as if nothing had been. */
final class Pauses {
    /** Transactions of the processors last 10 s at most, those of the writer 20 s. */
    private static final long BEYOND_TRANSACTIONS_MILLIS = 21_000;

    private static final long BEYOND_SESSION_MILLIS = Bed.SESSION_SECONDS * 1_000L + 3_000;
    private static final int LONGER_MILLIS = 5_000;

    private Pauses() {}

    static Struck broker(Bed bed, Work work, Dice dice) {
        int partition = dice.below(Topics.DEFAULT_PARTITIONS);
        int leader = bed.cluster().leader(Topics.EVENTS.name(), partition);
        Container node = bed.cluster().node(leader);
        long before = work.progress().sent();
        long millis = BEYOND_TRANSACTIONS_MILLIS + dice.below(LONGER_MILLIS);
        node.pause();
        Await.pause(Duration.ofMillis(millis));
        int meanwhile = bed.cluster().leader(Topics.EVENTS.name(), partition);
        node.unpause();
        long healed = System.nanoTime();
        bed.cluster().awaitWhole();
        return new Struck(
                node.name() + " paused for " + millis + " ms, leader of partition " + partition,
                meanwhile != leader && work.progress().sent() > before,
                "node " + meanwhile + " led meanwhile",
                healed);
    }

    static Struck processor(Bed bed, Work work, Dice dice) {
        Processor victim = dice.pick(bed.processors());
        Processor other = bed.processors().get(bed.processors().indexOf(victim) == 0 ? 1 : 0);
        int hosts = victim.hosts();
        int others = other.hosts();
        long millis = BEYOND_SESSION_MILLIS + dice.below(LONGER_MILLIS);
        victim.container().pause();
        Await.pause(Duration.ofMillis(millis));
        int taken = other.hosts();
        victim.container().unpause();
        return Struck.now(
                victim.container().name() + " paused for " + millis + " ms",
                hosts > 0 && taken > others,
                "it worked on " + hosts + " hosts; the other one had " + others + ", and " + taken
                        + " before it came back");
    }
}

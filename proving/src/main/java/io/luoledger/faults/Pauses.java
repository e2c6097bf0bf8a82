package io.luoledger.faults;

import io.luoledger.cluster.Container;
import io.luoledger.ledger.Topics;
import io.luoledger.simulator.Dice;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Processes that stand still for longer than anybody waits for them, and go on as if nothing had been. */
final class Pauses {
    /** Transactions of the processors last 10 s at most, those of the writer 20 s. */
    private static final long BEYOND_TRANSACTIONS_MILLIS = 21_000;

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
        Set<String> hosts = victim.digests().orElse(Map.of()).keySet();
        victim.container().pause();
        Await.until(
                "the other instance to have the work of " + victim.container().name(),
                () -> other.digests().orElse(Map.of()).keySet().containsAll(hosts));
        long millis = dice.below(LONGER_MILLIS);
        Await.pause(Duration.ofMillis(millis));
        victim.container().unpause();
        return Struck.now(
                victim.container().name() + " paused until " + millis + " ms after the other one had its work",
                !hosts.isEmpty(),
                "it worked on " + hosts.size() + " hosts");
    }
}

package io.luoledger.faults;

import io.luoledger.cluster.Container;
import io.luoledger.ledger.Topics;
import io.luoledger.simulator.Dice;
import java.time.Duration;

/** Processes that end at once. */
final class Kills {
    private static final int LONGEST_DOWN_MILLIS = 12_000;
    private static final int MOST_KILLS = 40;

    private Kills() {}

    static Struck processor(Bed bed, Work work, Dice dice) {
        Processor victim = dice.pick(bed.processors());
        int hosts = victim.hosts();
        bed.supervisor().hold(victim.container());
        victim.container().kill();
        long waiting = bed.lag().behind(bed.lag().ends());
        victim.container().start();
        bed.supervisor().release(victim.container());
        return Struck.now(
                victim.container().name() + " killed",
                hosts > 0 && waiting > 0,
                "it worked on " + hosts + " hosts, and " + waiting + " records waited");
    }

    static Struck leader(Bed bed, Work work, Dice dice) {
        int partition = dice.below(Topics.DEFAULT_PARTITIONS);
        int node = bed.cluster().leader(Topics.EVENTS.name(), partition);
        return node(bed, work, dice, node, "leader of partition " + partition);
    }

    static Struck controller(Bed bed, Work work, Dice dice) {
        return node(bed, work, dice, bed.cluster().controller(), "the active controller");
    }

    private static Struck node(Bed bed, Work work, Dice dice, int number, String role) {
        Container node = bed.cluster().node(number);
        long before = work.progress().acknowledged();
        int millis = dice.below(LONGEST_DOWN_MILLIS);
        node.kill();
        Await.pause(Duration.ofMillis(millis));
        node.start();
        long healed = System.nanoTime();
        bed.cluster().awaitWhole();
        return new Struck(
                node.name() + " killed, " + role + ", down for " + millis + " ms",
                work.progress().sent() > before,
                work.progress().sent() - before + " events sent meanwhile",
                healed);
    }

    /** Again and again until one meets a transaction on its way: they last a few milliseconds, a signal takes longer. */
    static Struck writer(Bed bed, Work work, Dice dice) {
        Container writer = work.writer();
        bed.supervisor().hold(writer);
        AckLog.Progress left;
        int kills = 0;
        do {
            long before = work.progress().acknowledged();
            Await.until("a transaction on its way", () -> work.progress().sent() > before);
            Await.pause(Duration.ofMillis(dice.below(20)));
            writer.kill();
            left = work.progress();
            writer.start();
            kills++;
        } while (!left.inFlight() && kills < MOST_KILLS);
        bed.supervisor().release(writer);
        return Struck.now(
                writer.name() + " killed" + (kills == 1 ? "" : " " + kills + " times"),
                left.inFlight(),
                left.sent() + " events sent, " + left.acknowledged() + " acknowledged");
    }
}

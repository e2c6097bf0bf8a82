package io.luoledger.faults;

import io.luoledger.cluster.Container;
import io.luoledger.cluster.HarnessException;
import io.luoledger.simulator.Dice;
import java.time.Duration;
import java.util.List;

/** Disks without a byte left. */
final class FullDisks {
    private static final int SHORTEST_MILLIS = 10_000;
    private static final int LONGER_MILLIS = 6_000;
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);
    private static final Duration REFILL = Duration.ofMillis(250);

    private FullDisks() {}

    /** A store writes to its disk seldom, and always when it is opened: so the instance ends, too, and finds no room. */
    static Struck states(Bed bed, Work work, Dice dice) {
        Processor victim = dice.pick(bed.processors());
        Disk disk = victim.disk();
        if (disk == null) {
            throw new HarnessException("the states have no disk of their own");
        }
        int before = victim.container().log().length();
        disk.fill();
        victim.container().kill();
        // a slow machine takes its time until it has started again and finds no room
        long end = System.nanoTime() + LONGEST_SILENCE.toNanos();
        while (complaints(victim, before).isEmpty() && System.nanoTime() < end) {
            disk.fill();
            Await.pause(REFILL);
        }
        keepFull(disk, Duration.ofMillis(dice.below(LONGER_MILLIS)));
        List<String> said = complaints(victim, before);
        disk.free();
        return Struck.now(
                "disk of " + victim.container().name() + "'s states full, and the instance killed",
                !said.isEmpty(),
                "it said so " + said.size() + " times: "
                        + said.stream().findFirst().orElse(""));
    }

    private static List<String> complaints(Processor victim, int from) {
        return victim.container()
                .log()
                .substring(from)
                .lines()
                .filter(line -> line.contains("no space left"))
                .toList();
    }

    /** Whatever somebody else deletes is taken, too. */
    private static void keepFull(Disk disk, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            disk.fill();
            Await.pause(REFILL);
        }
    }

    static Struck broker(Bed bed, Work work, Dice dice) {
        Disk disk = bed.brokerDisk(1);
        Container node = bed.cluster().node(1);
        keepFull(disk, Duration.ofMillis(SHORTEST_MILLIS + dice.below(LONGER_MILLIS)));
        boolean ended = !node.isRunning();
        disk.free();
        if (ended) {
            node.start();
        } else {
            node.stop();
            node.start();
        }
        long healed = System.nanoTime();
        bed.cluster().awaitWhole();
        return new Struck("disk of " + node.name() + " full", ended, ended ? "it ended" : "it went on", healed);
    }
}

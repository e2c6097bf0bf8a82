package io.luoledger.faults;

import io.luoledger.cluster.Container;
import io.luoledger.cluster.Shell;
import io.luoledger.simulator.Dice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Packets that a filter in one client's network namespace swallows. Only root may set one. */
final class Cuts {
    private static final int SHORTEST_MILLIS = 4_000;
    private static final int LONGER_MILLIS = 14_000;

    private Cuts() {}

    static Struck out(Bed bed, Work work, Dice dice) {
        return cut(bed, work, dice, true, false);
    }

    static Struck in(Bed bed, Work work, Dice dice) {
        return cut(bed, work, dice, false, true);
    }

    static Struck both(Bed bed, Work work, Dice dice) {
        return cut(bed, work, dice, true, true);
    }

    private static Struck cut(Bed bed, Work work, Dice dice, boolean out, boolean in) {
        List<Container> clients = new ArrayList<>(List.of(work.writer()));
        bed.processors().forEach(processor -> clients.add(processor.container()));
        Container victim = dice.pick(clients);
        int millis = SHORTEST_MILLIS + dice.below(LONGER_MILLIS);
        // it must not end meanwhile: its namespace would go, and the filter with it
        List<String> inside = List.of("nsenter", "--target", String.valueOf(victim.pid()), "--net", "iptables");
        if (out) {
            filter(inside, "OUTPUT", "--destination", bed.network().subnet(), "--dport");
        }
        if (in) {
            filter(inside, "INPUT", "--source", bed.network().subnet(), "--sport");
        }
        Await.pause(Duration.ofMillis(millis));
        long dropped = dropped(inside);
        boolean gone = !Shell.succeeds(with(inside, "--flush"));
        return Struck.now(
                victim.name() + " cut off for " + millis + " ms" + (gone ? ", in which it ended by itself" : ""),
                dropped > 0 || gone,
                dropped + " packets were swallowed");
    }

    private static void filter(List<String> inside, String chain, String side, String subnet, String port) {
        Shell.run(List.of(
                with(inside, "--insert", chain, side, subnet, "--protocol", "tcp", port, "9092", "--jump", "DROP")));
    }

    private static long dropped(List<String> inside) {
        if (!Shell.succeeds(with(inside, "--list"))) {
            return 0;
        }
        return Shell.run(List.of(with(inside, "--list", "--verbose", "--exact", "--numeric")))
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 2 && words[2].equals("DROP"))
                .mapToLong(words -> Long.parseLong(words[0]))
                .sum();
    }

    private static String[] with(List<String> inside, String... words) {
        List<String> all = new ArrayList<>(inside);
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }
}

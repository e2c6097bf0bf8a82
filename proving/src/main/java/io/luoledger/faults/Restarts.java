package io.luoledger.faults;

import io.luoledger.cluster.Cluster;
import io.luoledger.cluster.Container;
import io.luoledger.simulator.Dice;

/** Maintenance: each in turn, in good order, while the others work. */
final class Restarts {
    private Restarts() {}

    static Struck all(Bed bed, Work work, Dice dice) {
        long before = work.progress().acknowledged();
        int first = dice.below(Cluster.NODES);
        for (int i = 0; i < Cluster.NODES; i++) {
            Container node = bed.cluster().node(1 + (first + i) % Cluster.NODES);
            node.stop();
            node.start();
            bed.cluster().awaitWhole();
        }
        for (Processor processor : bed.processors()) {
            bed.supervisor().hold(processor.container());
            processor.container().stop();
            processor.container().start();
            bed.supervisor().release(processor.container());
            Await.until(
                    processor.container().name() + " to answer",
                    () -> processor.digests().isPresent());
        }
        long acknowledged = work.progress().acknowledged() - before;
        return Struck.now(
                "every broker and instance restarted, from broker " + (first + 1),
                acknowledged > 0,
                acknowledged + " events acknowledged meanwhile");
    }
}

package io.luoledger.twin;

import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.simulator.scenario.Swarm;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Random runs of all kernels, features and faults: after each step the ledger's view is what the kernels hold, and the same
 * seed gives the same bytes.
 */
public final class TwinRuns {
    private final EventCodec codec = new EventCodec();
    private final Coverage coverage = new Coverage();
    private final List<Long> unequal = new ArrayList<>();
    private final long firstSeed;
    private final Swarm swarm;
    private long bytes;

    public TwinRuns(long firstSeed) {
        this.firstSeed = firstSeed;
        this.swarm = new Swarm(Swarm.Plan.ofAll(firstSeed), () -> new Twin(coverage));
    }

    /** Does so many runs, with the seeds from the first one on, or up to the first of which the view was wrong. */
    public Swarm.Report run(long runs, LongConsumer progress) {
        return swarm.run(runs, done -> {
            long seed = firstSeed + done - 1;
            byte[] log = log(seed);
            bytes += log.length;
            if (!Arrays.equals(log, log(seed))) {
                unequal.add(seed);
            }
            progress.accept(done);
        });
    }

    /** The run's log file. */
    private byte[] log(long seed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Map<String, LedgerHead> heads = new HashMap<>();
        try (LogFileWriter writer = new LogFileWriter(out)) {
            for (Draft draft : swarm.events(seed)) {
                LiveUpdateEvent event = codec.seal(heads.getOrDefault(draft.host(), LedgerHead.EMPTY), draft);
                heads.put(draft.host(), LedgerHead.after(event));
                writer.append(event);
            }
        }
        return out.toByteArray();
    }

    /** What was compared. */
    public Coverage coverage() {
        return coverage;
    }

    /** Size of all log files together. */
    public long bytes() {
        return bytes;
    }

    /** Seeds of runs that gave other bytes the second time. */
    public List<Long> unequal() {
        return List.copyOf(unequal);
    }
}

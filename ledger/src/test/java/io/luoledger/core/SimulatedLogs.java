package io.luoledger.core;

import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.simulator.scenario.Swarm;
import io.luoledger.simulator.scenario.Witness;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Logs that simulated kernels write: every event has a wall time, and none is lost. */
public final class SimulatedLogs {
    private static final long START_MICROS = 1_767_225_600_000_000L;

    private final EventCodec codec = new EventCodec();
    private final Map<String, LedgerHead> heads = new HashMap<>();
    private final List<RecordedEvent> events = new ArrayList<>();

    private SimulatedLogs() {}

    /** Some hosts of all kernels with all features and faults. */
    public static List<RecordedEvent> swarm(long seed) {
        SimulatedLogs log = new SimulatedLogs();
        new Swarm(Swarm.Plan.ofAll(seed), () -> Witness.NONE).events(seed).forEach(log::add);
        return log.events;
    }

    /** A rollout, in which everything may go wrong. */
    public static List<RecordedEvent> fleet(long seed, int hosts, String... kernels) {
        SimulatedLogs log = new SimulatedLogs();
        Fleet.Plan plan =
                new Fleet.Plan(hosts, 2, List.of(kernels), List.of(Fault.values()), List.of(), seed, START_MICROS);
        new Fleet(plan, done -> {}).forEach(log::add);
        return log.events;
    }

    private void add(Draft draft) {
        LiveUpdateEvent event = codec.seal(heads.getOrDefault(draft.host(), LedgerHead.EMPTY), draft);
        heads.put(draft.host(), LedgerHead.after(event));
        events.add(codec.decode(codec.encode(event)));
    }
}

package io.luoledger.faults;

import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Source;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A simulated fleet in the middle of a rollout, hosts with faults among them: the same drafts in the same order for the same
 * name and seed, in the process that writes them and in the one that knows what has to be there.
 *
 * @param name of the run, which its hosts' names begin with
 */
record Load(String name, long seed) {
    /** More than anybody takes: they are made as they are taken. */
    private static final long HOSTS = 1_000_000;

    private static final int UPDATES = 2;
    private static final long START_MICROS = 1_780_000_000_000_000L;

    /** Ends the simulation. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Hands out drafts until this wants no more. */
    void forEach(Predicate<Draft> wantsMore) {
        Fleet fleet = new Fleet(
                new Fleet.Plan(
                        HOSTS,
                        UPDATES,
                        List.of("7.2", "7.3"),
                        Arrays.asList(Fault.values()),
                        List.of(),
                        seed,
                        START_MICROS),
                done -> {
                    // nobody waits for it
                });
        Map<String, String> hosts = new HashMap<>();
        try {
            fleet.forEach(draft -> {
                if (!wantsMore.test(renamed(draft, hosts))) {
                    throw new Enough();
                }
            });
        } catch (Enough e) {
            // as asked
        }
    }

    private Draft renamed(Draft draft, Map<String, String> hosts) {
        return new Draft(
                // one text for all drafts of a host
                hosts.computeIfAbsent(draft.host(), host -> name + "-" + host),
                new Source(
                        Source.idOf(name, draft.source().id()), draft.source().position()),
                draft.boot(),
                draft.at(),
                draft.body(),
                draft.assumptions());
    }

    /** The first so many as events of the ledger, as they are read off it. */
    List<RecordedEvent> events(long count) {
        EventCodec codec = new EventCodec();
        Map<String, LedgerHead> heads = new HashMap<>();
        List<RecordedEvent> events = new ArrayList<>();
        if (count > 0) {
            forEach(draft -> {
                LiveUpdateEvent event = codec.seal(heads.getOrDefault(draft.host(), LedgerHead.EMPTY), draft);
                heads.put(draft.host(), LedgerHead.after(event));
                events.add(codec.decode(codec.encode(event)));
                return events.size() < count;
            });
        }
        return events;
    }
}

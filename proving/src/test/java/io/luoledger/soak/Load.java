package io.luoledger.soak;

import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Fleet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Waves of events of always the same hosts: in each, every host boots cold and does two live updates, one host in twenty
 * with a fault. A wave is a source of its own, as the next trace of a host is, and a writer of its own, as the next run of
 * its agent is.
 */
final class Load {
    static final int HOSTS = 60;
    private static final int UPDATES = 2;
    private static final long START_MICROS = 1_780_000_000_000_000L;

    private final ClientSettings client;
    private final Duration period;
    private int waves;
    private long events;

    Load(ClientSettings client, Duration period) {
        this.client = client;
        this.period = period;
    }

    /** Writes one wave, as fast as it goes. */
    void wave() {
        int number = waves++;
        Map<String, Boot> boots = new HashMap<>();
        try (LedgerWriter writer = LedgerWriter.open(client, WriterSettings.defaults())) {
            new Fleet(
                            new Fleet.Plan(
                                    HOSTS,
                                    UPDATES,
                                    List.of("7.2", "7.3"),
                                    List.of(Fault.values()),
                                    List.of(),
                                    number,
                                    START_MICROS + number * period.toNanos() / 1000),
                            simulated -> {})
                    .forEach(draft -> writer.append(ofWave(number, draft, boots)));
            events += writer.complete().appended();
        }
    }

    /** A boot's id is its own for ever, that of a simulated one only within its run. */
    private static Draft ofWave(int number, Draft draft, Map<String, Boot> boots) {
        Boot boot = draft.boot();
        String id = "wave-" + number + "-" + boot.id();
        return new Draft(
                draft.host(),
                draft.source(),
                boots.computeIfAbsent(
                        draft.host() + " " + boot,
                        unseen -> new Boot(id, boot.kernel(), boot.liveUpdate(), boot.side())),
                draft.at(),
                draft.body(),
                draft.assumptions());
    }

    int waves() {
        return waves;
    }

    long events() {
        return events;
    }
}

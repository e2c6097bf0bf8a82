package io.luoledger.bench;

import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Source;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileWriter;
import io.luoledger.wire.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is measured on: a simulated fleet in the middle of rollouts, always the same. */
final class Input {
    /** One for all: making one costs far more than what it does to an event. Rows are measured on one thread. */
    private static final EventCodec CODEC = new EventCodec();

    private static final int UPDATES = 3;
    private static final int EVENTS_OF_A_HOST = 100;
    static final long START_MICROS = 1_780_000_000_000_000L;

    private Input() {}

    /** About so many drafts, hosts mixed as a rollout mixes them. */
    static List<Draft> drafts(int events) {
        List<Draft> drafts = new ArrayList<>();
        fleet(events).forEach(drafts::add);
        return drafts;
    }

    private static Fleet fleet(int events) {
        long hosts = Math.max(1, events / EVENTS_OF_A_HOST);
        return new Fleet(
                new Fleet.Plan(hosts, UPDATES, List.of("7.3"), List.of(), List.of(), 1, START_MICROS), simulated -> {
                    // nobody waits for it
                });
    }

    /** Simulates the same into a log file, as it comes; returns how many events it has. */
    static long toLog(int events) {
        Map<String, LedgerHead> heads = new HashMap<>();
        long[] written = {0};
        try (LogFileWriter writer = new LogFileWriter(new ByteArrayOutputStream())) {
            fleet(events).forEach(draft -> {
                EventCodec.Sealed sealed = CODEC.sealed(heads.getOrDefault(draft.host(), LedgerHead.EMPTY), draft);
                heads.put(draft.host(), LedgerHead.after(sealed.event()));
                writer.append(sealed);
                written[0]++;
            });
        }
        return written[0];
    }

    /** The same of other hosts: a ledger that has the first ones takes these as new. */
    static List<Draft> ofOthers(List<Draft> drafts, String prefix) {
        Map<String, String> sources = new HashMap<>();
        // one text for all drafts of a host, as whoever makes drafts has it
        Map<String, String> hosts = new HashMap<>();
        return drafts.stream()
                .map(draft -> new Draft(
                        hosts.computeIfAbsent(draft.host(), prefix::concat),
                        new Source(
                                sources.computeIfAbsent(draft.source().id(), id -> Source.idOf(prefix, id)),
                                draft.source().position()),
                        draft.boot(),
                        draft.at(),
                        draft.body(),
                        draft.assumptions()))
                .toList();
    }

    static List<LiveUpdateEvent> sealed(List<Draft> drafts) {
        Map<String, LedgerHead> heads = new HashMap<>();
        List<LiveUpdateEvent> events = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            LiveUpdateEvent event = CODEC.seal(heads.getOrDefault(draft.host(), LedgerHead.EMPTY), draft);
            heads.put(draft.host(), LedgerHead.after(event));
            events.add(event);
        }
        return events;
    }

    /** As they are read off a ledger. */
    static List<RecordedEvent> recorded(List<Draft> drafts) {
        return sealed(drafts).stream()
                .map(event -> CODEC.decode(CODEC.encode(event)))
                .toList();
    }

    /** A log file. */
    static byte[] log(List<LiveUpdateEvent> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (LogFileWriter writer = new LogFileWriter(bytes)) {
            events.forEach(writer::append);
        }
        return bytes.toByteArray();
    }
}

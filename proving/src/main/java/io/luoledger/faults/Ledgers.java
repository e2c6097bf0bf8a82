package io.luoledger.faults;

import io.luoledger.avro.UpdateSummary;
import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.OpenQuestions;
import io.luoledger.core.Output;
import io.luoledger.core.UpdateState;
import io.luoledger.finding.Finding;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import io.luoledger.streams.PublishedFindings;
import io.luoledger.view.HostView;
import io.luoledger.view.ViewRecords;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a ledger comes to: as a replay has it, and as it is read off a cluster. */
final class Ledgers {
    private Ledgers() {}

    /** Without Kafka. */
    static Told replayed(List<RecordedEvent> events) {
        Replay replay = new Replay(SimulatedReader.gate()).run(events.iterator());
        List<String> findings = new ArrayList<>();
        replay.findings().forEach(one -> findings.add(text(one)));
        // what is open where a log ends is asked of the states: nobody publishes it
        HostView.hosts(replay.entities())
                .forEach(
                        host -> OpenQuestions.of(replay.entities(), host).forEach(open -> findings.remove(text(open))));
        return new Told(hexadecimal(StateDigest.hosts(replay.entities())), findings, summaries(events));
    }

    /** What is said of each live update, by the topic's keys. */
    private static Map<String, Told.Summaries> summaries(List<RecordedEvent> events) {
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        Map<String, Told.Summaries> summaries = new HashMap<>();
        for (RecordedEvent event : events) {
            for (Output output : ledger.apply(entities, event)) {
                if (output instanceof Output.UpdateChanged changed) {
                    UpdateState update = changed.update();
                    add(
                            summaries,
                            update.host() + "/" + update.number() + "/" + update.generation(),
                            ViewRecords.summary(update, changed.at()));
                }
            }
        }
        return summaries;
    }

    private static void add(Map<String, Told.Summaries> summaries, String key, UpdateSummary summary) {
        Told.Summaries before = summaries.getOrDefault(key, Told.Summaries.NONE);
        summaries.put(key, new Told.Summaries(before.count() + 1, summary.toString()));
    }

    /** Every committed event, each partition's in its order. */
    static List<EventId> events(ClientSettings client) {
        List<EventId> events = new ArrayList<>();
        try (LedgerReader reader = new LedgerReader(client)) {
            reader.snapshot(Optional.empty(), entry -> {
                events.add(
                        switch (entry) {
                            case LedgerReader.Entry.Event event ->
                                EventId.of(event.recorded().event());
                            case LedgerReader.Entry.Unreadable unreadable -> new EventId(unreadable.text(), -1, "");
                        });
                return true;
            });
        }
        return events;
    }

    /**
     * What the processors have and said.
     *
     * @param digests of all instances together
     */
    static Told published(ClientSettings client, Map<String, String> digests) {
        List<String> findings = new ArrayList<>();
        Map<String, Told.Summaries> summaries = new HashMap<>();
        try (ClusterSchemas schemas = new ClusterSchemas(client)) {
            PublishedFindings published = new PublishedFindings(schemas);
            AvroCodec<UpdateSummary> updates = new AvroCodec<>(UpdateSummary.class, "luo.updates-value", schemas);
            TopicSnapshot.read(
                    client, Topics.FINDINGS.name(), record -> findings.add(text(published.decode(record.value()))));
            TopicSnapshot.read(
                    client,
                    Topics.UPDATES.name(),
                    record -> add(
                            summaries,
                            new String(record.key(), StandardCharsets.UTF_8),
                            updates.decode(record.value())));
        }
        return new Told(digests, findings, summaries);
    }

    private static String text(Finding one) {
        return one.kind().id() + " " + one.host() + " " + one.liveUpdate() + " " + one.subject() + " " + one.evidence();
    }

    private static Map<String, String> hexadecimal(Map<String, byte[]> digests) {
        Map<String, String> texts = new TreeMap<>();
        digests.forEach((host, digest) -> texts.put(host, HexFormat.of().formatHex(digest)));
        return texts;
    }
}

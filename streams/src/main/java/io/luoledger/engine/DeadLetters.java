package io.luoledger.engine;

import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.SingleEvents;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.publish.WriterSettings;
import io.luoledger.streams.Letter;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The dead letters of a cluster, and those among them that this version reads.
 *
 * @param readable in the order in which the ledger takes them: by host, then by sequence
 * @param unreadable as they were read
 */
public record DeadLetters(List<Recovered> readable, List<Letter> unreadable) {
    /** A letter that is an event. */
    public record Recovered(Letter letter, RecordedEvent event) {
        public String host() {
            return event.event().host();
        }

        public long sequence() {
            return event.event().sequence();
        }
    }

    /** As they lie there at this moment. */
    public static DeadLetters of(ClientSettings client) {
        List<Recovered> readable = new ArrayList<>();
        List<Letter> unreadable = new ArrayList<>();
        try (ClusterSchemas schemas = new ClusterSchemas(client)) {
            EventCodec codec = new EventCodec(schemas);
            TopicSnapshot.read(client, Topics.DEAD_LETTERS.name(), record -> {
                Letter letter = Letter.of(record, codec);
                RecordedEvent event = letter.event();
                if (event == null) {
                    unreadable.add(letter);
                } else {
                    readable.add(new Recovered(letter, event));
                }
            });
        }
        // partitions are read as they come; a host's events have to come in order
        readable.sort(Comparator.comparing(Recovered::host).thenComparingLong(Recovered::sequence));
        return new DeadLetters(readable, unreadable);
    }

    /**
     * What became of the readable ones.
     *
     * @param taken that continue the ledger: they are in it now, or would be
     * @param there that it holds already
     * @param refused the others, each with the reason
     */
    public record Fate(List<Recovered> taken, List<Recovered> there, Map<Recovered, String> refused) {}

    /** What {@link #take} would make of them at this moment; nothing is written. */
    public Fate judge(ClientSettings client) {
        Fate fate = new Fate(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
        List<SingleEvents.Verdict> verdicts = SingleEvents.judge(
                client, readable.stream().map(Recovered::event).toList());
        for (int at = 0; at < readable.size(); at++) {
            Recovered letter = readable.get(at);
            switch (verdicts.get(at)) {
                case SingleEvents.Verdict.Continues continues -> fate.taken().add(letter);
                case SingleEvents.Verdict.Held held -> fate.there().add(letter);
                case SingleEvents.Verdict.Unfit unfit -> fate.refused().put(letter, unfit.reason());
            }
        }
        return fate;
    }

    /** Takes into the ledger those that continue it. */
    public Fate take(ClientSettings client) {
        Fate fate = judge(client);
        if (fate.taken().isEmpty()) {
            return fate;
        }
        WriterSettings settings = WriterSettings.defaults().withName("dlq").withTimeout(client.timeout());
        try (LedgerWriter writer = LedgerWriter.open(client, settings)) {
            fate.taken().removeIf(letter -> {
                try {
                    writer.appendRecorded(letter.event());
                    return false;
                } catch (UnreadableInputException e) {
                    // its host's ledger went on since it was judged; the others are none the worse
                    fate.refused().put(letter, String.valueOf(e.getMessage()));
                    return true;
                }
            });
            writer.complete();
        }
        return fate;
    }
}

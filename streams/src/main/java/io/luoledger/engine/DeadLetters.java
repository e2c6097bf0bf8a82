package io.luoledger.engine;

import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.publish.WriteSummary;
import io.luoledger.publish.WriterSettings;
import io.luoledger.streams.Letter;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

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
     * Takes into the ledger those that continue it; those that are there already are skipped.
     *
     * @param refused is told each that doesn't continue it, and why
     */
    public WriteSummary take(ClientSettings client, BiConsumer<Recovered, String> refused) {
        Set<String> closed = new HashSet<>();
        WriterSettings settings = WriterSettings.defaults().withName("dlq").withTimeout(client.timeout());
        try (LedgerWriter writer = LedgerWriter.open(client, settings)) {
            for (Recovered letter : readable) {
                try {
                    if (!closed.contains(letter.host())) {
                        writer.appendRecorded(letter.event());
                    }
                } catch (UnreadableInputException e) {
                    // of this host nothing more fits; the others are none the worse
                    closed.add(letter.host());
                    refused.accept(letter, String.valueOf(e.getMessage()));
                }
            }
            return writer.complete();
        }
    }
}

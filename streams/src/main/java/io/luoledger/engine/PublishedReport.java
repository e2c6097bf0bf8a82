package io.luoledger.engine;

import io.luoledger.avro.UpdateView;
import io.luoledger.finding.Finding;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.ClusterSchemas;
import io.luoledger.publish.ProcessedSoFar;
import io.luoledger.publish.TopicSnapshot;
import io.luoledger.streams.PublishedFindings;
import io.luoledger.streams.PublishedUpdates;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the stream processors published of live updates and findings: their topics alone are read, not the ledger.
 *
 * @param waiting how many records of the ledger they still have to process, see {@link ProcessedSoFar}; empty when none of
 *     this application id work on it
 * @param unread what is there and can't be read, as findings of a newer version
 */
public record PublishedReport(
        List<UpdateView> updates, List<Finding> findings, OptionalLong waiting, List<String> unread) {
    public PublishedReport {
        updates = List.copyOf(updates);
        findings = List.copyOf(findings);
        unread = List.copyOf(unread);
    }

    /** Takes a record. */
    @FunctionalInterface
    private interface Sink {
        void take(byte[] key, byte[] value);
    }

    /** Throws {@link UnreadableInputException} where no processors ever published anything. */
    public static PublishedReport read(ClientSettings client, String applicationId) {
        OptionalLong waiting = ProcessedSoFar.waiting(client, applicationId);
        List<Finding> findings = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        try (ClusterSchemas schemas = new ClusterSchemas(client)) {
            PublishedUpdates updates = new PublishedUpdates(schemas);
            PublishedFindings published = new PublishedFindings(schemas);
            read(client, Topics.UPDATES.name(), unread, updates::add);
            read(client, Topics.FINDINGS.name(), unread, (key, value) -> findings.add(published.decode(value)));
            return new PublishedReport(updates.updates(), findings, waiting, unread);
        }
    }

    private static void read(ClientSettings client, String topic, List<String> unread, Sink sink) {
        TopicSnapshot.read(client, topic, entry -> {
            if (entry.key() != null && entry.value() != null) {
                try {
                    sink.take(entry.key(), entry.value());
                } catch (UnreadableInputException e) {
                    unread.add(place(entry) + ": " + e.getMessage());
                }
            }
        });
    }

    private static String place(ConsumerRecord<byte[], byte[]> entry) {
        return entry.topic() + ", partition " + entry.partition() + ", offset " + entry.offset();
    }
}

package io.luoledger.streams;

import io.luoledger.avro.EntityState;
import io.luoledger.avro.UpdateSummary;
import io.luoledger.core.Entity;
import io.luoledger.core.UpdateState;
import io.luoledger.event.BootMoment;
import io.luoledger.finding.Finding;
import io.luoledger.view.ViewRecords;
import io.luoledger.wire.AvroCodec;
import io.luoledger.wire.SchemaIds;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** What the core says, as records: Confluent wire format, keys as the topic catalogue has them. */
final class OutputRecords {
    /** Three texts of a finding, at three bytes for a character, stay far below what a topic takes. */
    private static final int MOST_TEXT_CHARS = 64 * 1024;

    private final AvroCodec<EntityState> view;
    private final AvroCodec<io.luoledger.avro.Finding> findings;
    private final AvroCodec<UpdateSummary> updates;
    private final Observer observer;

    OutputRecords(SchemaIds schemas, Observer observer) {
        this.observer = observer;
        view = new AvroCodec<>(EntityState.class, "luo.view-value", schemas);
        findings = new AvroCodec<>(io.luoledger.avro.Finding.class, "luo.findings-value", schemas);
        updates = new AvroCodec<>(UpdateSummary.class, "luo.updates-value", schemas);
    }

    /**
     * The entity's new state; null for entities that nobody outside looks at.
     *
     * @param at when it was, of a live update
     */
    @Nullable
    Record<byte[], byte[]> changed(Entity entity, @Nullable BootMoment at, long timestamp) {
        return ViewRecords.shows(entity)
                ? new Record<>(key(entity), view.encode(ViewRecords.state(entity, at)), timestamp)
                : null;
    }

    /** A tombstone; null for entities that nobody outside looks at. */
    @Nullable
    Record<byte[], byte[]> forgotten(Entity entity, long timestamp) {
        return ViewRecords.shows(entity) ? tombstone(key(entity), timestamp) : null;
    }

    // Kafka's records know nothing of nullness: a null value is what deletes from a compacted topic
    @SuppressWarnings("NullAway")
    private static Record<byte[], byte[]> tombstone(byte[] key, long timestamp) {
        return new Record<>(key, null, timestamp);
    }

    private static byte[] key(Entity entity) {
        return utf8(entity.host() + "/" + ViewRecords.name(entity));
    }

    Record<byte[], byte[]> finding(Finding finding, long timestamp) {
        observer.finding(finding);
        return new Record<>(
                utf8(finding.host()),
                findings.encode(new io.luoledger.avro.Finding(
                        finding.kind().id(),
                        io.luoledger.avro.Severity.valueOf(
                                finding.kind().severity().name()),
                        finding.host(),
                        finding.liveUpdate(),
                        shortened(finding.subject()),
                        shortened(finding.expected()),
                        shortened(finding.found()),
                        finding.evidence(),
                        ViewRecords.moment(finding.at()))),
                timestamp);
    }

    /** The last record of a key counts. Numbers begin anew after a cold boot: the count of the hand-over keeps them apart. */
    Record<byte[], byte[]> update(UpdateState update, @Nullable BootMoment at, long timestamp) {
        return new Record<>(
                utf8(update.host() + "/" + update.number() + "/" + update.generation()),
                updates.encode(ViewRecords.summary(update, at)),
                timestamp);
    }

    /** What is listed in a finding may be a hundred thousand things: a record holds the first of them. */
    private static String shortened(String text) {
        return text.length() <= MOST_TEXT_CHARS
                ? text
                : text.substring(0, MOST_TEXT_CHARS) + "... (" + (text.length() - MOST_TEXT_CHARS)
                        + " more characters)";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

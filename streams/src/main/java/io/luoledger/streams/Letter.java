package io.luoledger.streams;

import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter.
 *
 * @param from topic, partition and offset that it was read from
 * @param reason why it could not be read then
 * @param event what this version reads of it, null when it is still no event
 * @param trouble why it can't be read now, null when it can
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes as they lie in the topic: nobody compares letters
public record Letter(
        int partition,
        long offset,
        Instant at,
        String from,
        @Nullable String key,
        byte[] value,
        String reason,
        @Nullable RecordedEvent event,
        @Nullable String trouble) {
    public static Letter of(ConsumerRecord<byte[], byte[]> record, EventCodec codec) {
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        byte[] value = record.value() == null ? new byte[0] : record.value();
        RecordedEvent event = null;
        String trouble = null;
        try {
            event = codec.decode(value);
        } catch (UnreadableInputException | SchemasUnavailableException e) {
            trouble = e.getMessage();
        }
        return new Letter(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                header(record, DeadLetter.TOPIC) + "-" + header(record, DeadLetter.PARTITION) + "@"
                        + header(record, DeadLetter.OFFSET),
                key,
                value,
                header(record, DeadLetter.REASON),
                event,
                trouble);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Where it lies. */
    public String place() {
        return "partition " + partition + ", offset " + offset;
    }
}

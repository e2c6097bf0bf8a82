package io.luoledger.streams;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What is put aside: a record as it was received, with the reason in its headers, which are text in UTF-8. */
public final class DeadLetter {
    /** Why the record could not be read, or not be judged. */
    public static final String REASON = "luo.error.reason";
    /** Where it was read from. */
    public static final String TOPIC = "luo.error.topic";

    public static final String PARTITION = "luo.error.partition";
    public static final String OFFSET = "luo.error.offset";

    /** Below what a producer sends and a topic takes: what the headers add may not make a letter too large. Unit: bytes. */
    private static final int MAX_BYTES = 1_000_000;

    private static final int MAX_REASON_CHARS = 4096;

    private DeadLetter() {}

    /**
     * Sends the letter. What is too large to be copied stays where it is, and the letter says so.
     *
     * @param record whose headers and time it has
     */
    static void send(
            ProcessorContext<Object, Object> context,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Record<?, ?> record,
            String reason) {
        context.forward(
                of(key, value, record.headers(), record.timestamp(), context.recordMetadata(), reason),
                LedgerTopology.DEAD_LETTERS_SINK);
    }

    private static Record<Object, Object> of(
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers received,
            long timestamp,
            Optional<RecordMetadata> from,
            String reason) {
        long bytes = length(key) + length(value);
        for (Header header : received) {
            bytes += header.key().length() + length(header.value());
        }
        boolean fits = bytes <= MAX_BYTES;
        Headers headers = fits ? new RecordHeaders(received) : new RecordHeaders();
        put(headers, REASON, shortened(reason) + (fits ? "" : "; its " + bytes + " bytes are left where they are"));
        from.ifPresent(place -> {
            put(headers, TOPIC, place.topic());
            put(headers, PARTITION, Integer.toString(place.partition()));
            put(headers, OFFSET, Long.toString(place.offset()));
        });
        return record(fits ? key : null, fits ? value : null, timestamp, headers);
    }

    // Kafka's records know nothing of nullness
    @SuppressWarnings("NullAway")
    private static Record<Object, Object> record(
            byte @Nullable [] key, byte @Nullable [] value, long timestamp, Headers headers) {
        return new Record<>(key, value, timestamp, headers);
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static String shortened(String reason) {
        return reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS) + "...";
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}

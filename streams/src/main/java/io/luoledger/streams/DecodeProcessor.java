package io.luoledger.streams;

import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Reads events; what can't be read goes to the dead letters as it was received, with the reason in its headers. */
final class DecodeProcessor implements Processor<byte[], byte[], Object, Object> {
    private final EventCodec codec;
    private final int partitions;
    private final Observer observer;
    private @Nullable ProcessorContext<Object, Object> context;

    /** @param partitions of the ledger, 0 where nobody knows */
    DecodeProcessor(SchemaIds schemas, int partitions, Observer observer) {
        this.codec = new EventCodec(schemas);
        this.partitions = partitions;
        this.observer = observer;
    }

    @Override
    public void init(ProcessorContext<Object, Object> newContext) {
        context = newContext;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (context == null) {
            throw new IllegalStateException("not initialised");
        }
        RecordedEvent event;
        try {
            event = read(record);
            requireAtHome(context, event.event().host());
        } catch (SchemasUnavailableException e) {
            // trouble with every record, not with this one: stop, and go on when it is over
            throw e;
        } catch (UnreadableInputException e) {
            observer.deadLetter();
            context.forward(deadLetter(context, record, e), LedgerTopology.DEAD_LETTERS_SINK);
            return;
        }
        observer.event();
        Record<Object, Object> decoded =
                new Record<>(event.event().host(), event, record.timestamp(), record.headers());
        context.forward(decoded, LedgerTopology.LEDGER_PROCESSOR);
        context.forward(decoded, LedgerTopology.ABI_JUDGE_PROCESSOR);
    }

    private RecordedEvent read(Record<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new UnreadableInputException("no value, expected an event: the ledger has no deletions");
        }
        RecordedEvent event = codec.decode(record.value());
        String host = event.event().host();
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        if (!host.equals(key)) {
            // another key may mean another partition: two instances would then keep one host
            throw new UnreadableInputException(
                    (key == null ? "no key" : "key \"" + key + "\"") + ", expected the event's host \"" + host + "\"");
        }
        return event;
    }

    /** A copy in another partition would begin a second ledger of the host there. */
    private void requireAtHome(ProcessorContext<Object, Object> in, String host) {
        if (partitions == 0) {
            return;
        }
        // the default partitioner's choice
        int home = Utils.toPositive(Utils.murmur2(host.getBytes(StandardCharsets.UTF_8))) % partitions;
        in.recordMetadata()
                .map(RecordMetadata::partition)
                .filter(here -> here != home)
                .ifPresent(here -> {
                    throw new UnreadableInputException("in partition " + here + ", expected " + home
                            + ", the partition of its host \"" + host + "\"");
                });
    }

    private static Record<Object, Object> deadLetter(
            ProcessorContext<Object, Object> context, Record<byte[], byte[]> record, UnreadableInputException reason) {
        Headers headers = new RecordHeaders(record.headers());
        put(headers, DeadLetter.REASON, String.valueOf(reason.getMessage()));
        context.recordMetadata().ifPresent(from -> {
            put(headers, DeadLetter.TOPIC, from.topic());
            put(headers, DeadLetter.PARTITION, Integer.toString(from.partition()));
            put(headers, DeadLetter.OFFSET, Long.toString(from.offset()));
        });
        return new Record<>(record.key(), record.value(), record.timestamp(), headers);
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}

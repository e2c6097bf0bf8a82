package io.luoledger.streams;

import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Reads events; what can't be read goes to the dead letters as it was received, with the reason in its headers. */
final class DecodeProcessor implements Processor<byte[], byte[], Object, Object> {
    private final EventRecords events;
    private final Observer observer;
    private @Nullable ProcessorContext<Object, Object> context;

    /** @param partitions of the ledger, 0 where nobody knows */
    DecodeProcessor(SchemaIds schemas, int partitions, Observer observer) {
        this.events = new EventRecords(schemas, partitions);
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
            int partition =
                    context.recordMetadata().map(RecordMetadata::partition).orElse(EventRecords.NOWHERE);
            event = events.read(record.key(), record.value(), partition);
        } catch (SchemasUnavailableException e) {
            // trouble with every record, not with this one: stop, and go on when it is over
            throw e;
        } catch (UnreadableInputException e) {
            observer.deadLetter();
            DeadLetter.send(context, record.key(), record.value(), record, String.valueOf(e.getMessage()));
            return;
        }
        observer.event();
        Record<Object, Object> decoded = new Record<>(
                event.event().host(),
                new Received(record.key(), record.value(), event),
                record.timestamp(),
                record.headers());
        context.forward(decoded, LedgerTopology.LEDGER_PROCESSOR);
        context.forward(decoded, LedgerTopology.ABI_JUDGE_PROCESSOR);
    }
}

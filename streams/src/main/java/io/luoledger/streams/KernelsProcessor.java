package io.luoledger.streams;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps the last descriptor of each kernel, as it was published; counts changes, so that judges know when to judge anew. */
final class KernelsProcessor implements Processor<byte[], byte[], Void, Void> {
    private final AtomicLong changes;
    private @Nullable KeyValueStore<Bytes, byte[]> store;

    KernelsProcessor(AtomicLong changes) {
        this.changes = changes;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(LedgerTopology.ABI_STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (store == null) {
            throw new IllegalStateException("not initialised");
        }
        if (record.key() == null) {
            // of no kernel: nobody can ask for it
            return;
        }
        store.put(Bytes.wrap(record.key()), record.value());
        changes.incrementAndGet();
    }
}

package io.luoledger.streams;

import io.luoledger.core.AbiJudge;
import io.luoledger.core.BootTrail;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaIds;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The ABI judge, driven by Kafka: by the descriptors that are published at the time. */
final class AbiJudgeProcessor implements Processor<Object, Object, byte[], byte[]> {
    private final AtomicLong changes;
    private final SchemaIds schemas;
    private final OutputRecords records;
    private long changesSeen;
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable KeyValueStore<Bytes, byte[]> trails;
    private @Nullable AbiJudge judge;

    AbiJudgeProcessor(AtomicLong changes, SchemaIds schemas) {
        this.changes = changes;
        this.schemas = schemas;
        this.records = new OutputRecords(schemas);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        trails = newContext.getStateStore(LedgerTopology.TRAIL_STORE);
        judge = new AbiJudge(new PublishedKernels(newContext.getStateStore(LedgerTopology.ABI_STORE), schemas));
    }

    @Override
    public void process(Record<Object, Object> record) {
        if (context == null || trails == null || judge == null || !(record.value() instanceof RecordedEvent recorded)) {
            throw new IllegalStateException("not an event, or not initialised");
        }
        // before the store is read: a change that comes meanwhile has the pair judged again
        long now = changes.get();
        if (now != changesSeen) {
            changesSeen = now;
            judge.forgetVerdicts();
        }
        Bytes host = Bytes.wrap(recorded.event().host().getBytes(StandardCharsets.UTF_8));
        byte[] stored = trails.get(host);
        BootTrail before = stored == null ? null : BootTrail.of(stored);
        AbiJudge.Judged judged = judge.apply(before, recorded.event());
        if (!judged.trail().equals(before)) {
            trails.put(host, judged.trail().toBytes());
        }
        for (var finding : judged.findings()) {
            context.forward(records.finding(finding, record.timestamp()), LedgerTopology.FINDINGS_SINK);
        }
    }
}

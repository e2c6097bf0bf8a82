package io.luoledger.streams;

import io.luoledger.abi.AbiGate;
import io.luoledger.core.Output;
import io.luoledger.core.Output.ConsequenceShown;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.HoldingsChanged;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.core.Unjudged;
import io.luoledger.judge.AbiJudge;
import io.luoledger.judge.BootTrail;
import io.luoledger.store.StateCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaIds;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The ABI judge, driven by Kafka: by the descriptors that are published at the time. */
final class AbiJudgeProcessor implements Processor<Object, Object, Object, Object> {
    private static final int MOST_KNOWN = 10_000;

    private final AtomicLong changes;
    private final List<String> plan;
    private final AbiGate gate;
    private final SchemaIds schemas;
    private final Observer observer;
    private final OutputRecords records;
    /** What was read or written last, so that an event that changes nothing reads nothing. */
    private final LinkedHashMap<String, BootTrail> known = new LinkedHashMap<>(16, 0.75f, true);

    private long changesSeen;
    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable KeyValueStore<Bytes, byte[]> trails;
    private @Nullable StoreLinks links;
    private @Nullable PublishedKernels kernels;
    private @Nullable AbiJudge judge;

    AbiJudgeProcessor(AtomicLong changes, List<String> plan, AbiGate gate, SchemaIds schemas, Observer observer) {
        this.changes = changes;
        this.plan = List.copyOf(plan);
        this.gate = gate;
        this.schemas = schemas;
        this.observer = observer;
        this.records = new OutputRecords(schemas, observer);
    }

    @Override
    public void init(ProcessorContext<Object, Object> newContext) {
        context = newContext;
        // a task that is begun again after trouble keeps its processors, and not what they held
        known.clear();
        trails = newContext.getStateStore(LedgerTopology.TRAIL_STORE);
        kernels = new PublishedKernels(newContext.getStateStore(LedgerTopology.ABI_STORE), schemas);
        links = new StoreLinks(newContext.getStateStore(LedgerTopology.LINK_STORE), trails);
        judge = new AbiJudge(kernels, plan, gate, links);
    }

    @Override
    public void process(Record<Object, Object> record) {
        if (context == null || trails == null || links == null || kernels == null || judge == null) {
            throw new IllegalStateException("not initialised");
        }
        // before the store is read: a change that comes meanwhile has the pair judged again
        long now = changes.get();
        if (now != changesSeen) {
            changesSeen = now;
            kernels.forget();
            judge.forgetVerdicts();
        }
        Received received = record.value() instanceof Told told ? told.by() : (Received) record.value();
        List<FindingRaised> findings = record.value() instanceof Told told
                ? judge(judge, told.output())
                : judge(judge, trails, links, received.event());
        for (FindingRaised raised : findings) {
            if (Unjudged.isSaidBy(raised.finding())) {
                observer.deadLetter();
                DeadLetter.send(
                        context,
                        received.key(),
                        received.value(),
                        record,
                        raised.finding().found());
            }
            Record<byte[], byte[]> finding = records.finding(raised.finding(), record.timestamp());
            context.forward(
                    new Record<>(finding.key(), finding.value(), finding.timestamp()), LedgerTopology.FINDINGS_SINK);
            context.forward(new Record<>(new byte[0], raised, record.timestamp()), LedgerTopology.STATS_PROCESSOR);
        }
    }

    private static List<FindingRaised> judge(AbiJudge judge, Output output) {
        return switch (output) {
            case HoldingsChanged held -> judge.apply(held);
            case UpdateSettled settled -> judge.apply(settled);
            case ConsequenceShown shown -> judge.apply(shown);
            default -> throw new IllegalStateException("not for the ABI judge: " + output);
        };
    }

    private List<FindingRaised> judge(
            AbiJudge judge, KeyValueStore<Bytes, byte[]> trails, StoreLinks links, RecordedEvent recorded) {
        String host = recorded.event().host();
        BootTrail before = before(trails, host);
        if (before == null) {
            links.begin(host);
        }
        AbiJudge.Judged judged = judge.apply(before, recorded.event());
        BootTrail after = judged.trail();
        if (after != null && !after.equals(before)) {
            trails.put(key(host), StateCodec.encode(after));
            keep(host, after);
        }
        return judged.findings();
    }

    private @Nullable BootTrail before(KeyValueStore<Bytes, byte[]> trails, String host) {
        BootTrail held = known.get(host);
        if (held != null) {
            return held;
        }
        byte[] stored = trails.get(key(host));
        if (stored == null) {
            return null;
        }
        BootTrail read = StateCodec.trail(stored);
        keep(host, read);
        return read;
    }

    private void keep(String host, BootTrail trail) {
        known.put(host, trail);
        if (known.size() > MOST_KNOWN) {
            known.pollFirstEntry();
        }
    }

    private static Bytes key(String host) {
        return Bytes.wrap(host.getBytes(StandardCharsets.UTF_8));
    }
}

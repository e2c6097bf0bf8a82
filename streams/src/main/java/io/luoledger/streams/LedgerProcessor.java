package io.luoledger.streams;

import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.HostState;
import io.luoledger.core.Ledger;
import io.luoledger.core.Output;
import io.luoledger.core.Output.ConsequenceShown;
import io.luoledger.core.Output.EntityForgotten;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.HoldingsChanged;
import io.luoledger.core.Output.UpdateChanged;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.core.Unjudged;
import io.luoledger.core.UpdateState;
import io.luoledger.event.BootMoment;
import io.luoledger.finding.Finding;
import io.luoledger.wire.SchemaIds;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The core, driven by Kafka: one event in, what came of it out; the view of what it changed, once, with the commit. */
final class LedgerProcessor implements Processor<Object, Object, Object, Object>, HeldEntities.Listener {
    private final Ledger ledger;
    private final Observer observer;
    private final OutputRecords records;
    /** The latest one of an event: a view is as old as what it tells of. */
    private long time;

    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable HeldEntities entities;

    LedgerProcessor(Ledger ledger, SchemaIds schemas, Observer observer) {
        this.ledger = ledger;
        this.observer = observer;
        this.records = new OutputRecords(schemas, observer);
    }

    @Override
    public void init(ProcessorContext<Object, Object> newContext) {
        context = newContext;
        CommitStore store = newContext.getStateStore(LedgerTopology.STORE);
        entities = new HeldEntities(store.open(newContext, this::write), this);
        Map<Integer, Long> older = entities.olderHosts();
        if (!older.isEmpty()) {
            observer.migrating(older);
        }
    }

    @Override
    public void process(Record<Object, Object> record) {
        if (entities == null || !(record.value() instanceof Received received)) {
            throw new IllegalStateException("not an event, or not initialised");
        }
        time = Math.max(time, record.timestamp());
        ledger.apply(entities, received.event()).forEach(output -> forward(record, received, output));
    }

    private void write() {
        if (entities != null) {
            entities.write();
        }
    }

    @Override
    public void written(Entity entity) {
        send(records.changed(entity, when(entity), time), LedgerTopology.VIEW_SINK);
    }

    private @Nullable BootMoment when(Entity entity) {
        return entity instanceof UpdateState update
                        && entities != null
                        && entities.get(EntityKey.host(entity.host())) instanceof HostState host
                ? host.when(update)
                : null;
    }

    @Override
    public void deleted(Entity last) {
        send(records.forgotten(last, time), LedgerTopology.VIEW_SINK);
    }

    private void forward(Record<Object, Object> record, Received received, Output output) {
        long timestamp = record.timestamp();
        switch (output) {
            case EntityForgotten forgotten -> {
                // the view hears of it when it is written
            }
            case FindingRaised raised -> {
                putAside(record, received, raised.finding());
                send(records.finding(raised.finding(), timestamp), LedgerTopology.FINDINGS_SINK);
                pass(raised, timestamp, LedgerTopology.STATS_PROCESSOR);
            }
            case UpdateChanged changed ->
                send(records.update(changed.update(), changed.at(), timestamp), LedgerTopology.UPDATES_SINK);
            case HoldingsChanged held -> pass(new Told(received, held), timestamp, LedgerTopology.ABI_JUDGE_PROCESSOR);
            case ConsequenceShown shown ->
                pass(new Told(received, shown), timestamp, LedgerTopology.ABI_JUDGE_PROCESSOR);
            case UpdateSettled settled -> {
                observer.settled(settled.update());
                pass(new Told(received, settled), timestamp, LedgerTopology.ABI_JUDGE_PROCESSOR);
                pass(settled, timestamp, LedgerTopology.STATS_PROCESSOR);
            }
        }
    }

    private void pass(Object told, long timestamp, String processor) {
        if (context != null) {
            context.forward(new Record<>(new byte[0], told, timestamp), processor);
        }
    }

    private void putAside(Record<Object, Object> record, Received received, Finding finding) {
        if (Unjudged.isSaidBy(finding) && context != null) {
            observer.deadLetter();
            DeadLetter.send(context, received.key(), received.value(), record, finding.found());
        }
    }

    private void send(@Nullable Record<byte[], byte[]> record, String sink) {
        if (record != null && context != null) {
            context.forward(new Record<>(record.key(), record.value(), record.timestamp()), sink);
        }
    }
}

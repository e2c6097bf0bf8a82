package io.luoledger.streams;

import io.luoledger.abi.AbiGate;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.Output;
import io.luoledger.core.Output.ConsequenceShown;
import io.luoledger.core.Output.EntityForgotten;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.HoldingsChanged;
import io.luoledger.core.Output.UpdateChanged;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.core.Scope;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudge;
import io.luoledger.judge.BootTrail;
import io.luoledger.stats.FleetStats;
import io.luoledger.stats.StatsKey;
import io.luoledger.store.StateCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What the processors' stores hold of one partition of the ledger, made of its events anew and said to nobody: in the format
 * of this version, whatever stood there. Life: given the events from the first to the last one that was processed, in their
 * order; then asked for the stores. In the statistics the verdicts are those of the kernels that are published now.
 */
public final class RebuiltStates {
    private final EventRecords events;
    private final int partition;
    private final Ledger ledger = new Ledger(Ledger.DEFAULT_RETENTION_UPDATES);
    private final AbiJudge judge;
    private final AbiDigest.InMemory judged = new AbiDigest.InMemory();
    private final EntityMap entities = new EntityMap();
    private final Map<String, BootTrail> trails = new HashMap<>();
    private final FleetStats stats = new FleetStats(StatsKey.DEFAULT_WINDOW_MICROS);

    /**
     * @param plan releases of the kernels that hosts are to boot next
     * @param gate judges pairs of kernels
     * @param partition of the ledger
     * @param partitions of the ledger, how many there are
     */
    public RebuiltStates(
            SchemaIds schemas,
            AbiJudge.Kernels kernels,
            List<String> plan,
            AbiGate gate,
            int partition,
            int partitions) {
        events = new EventRecords(schemas, partitions);
        this.partition = partition;
        judge = new AbiJudge(kernels, plan, gate, judged);
    }

    /** Takes the next record of the partition; one that is no event lies on the dead letters already. */
    public void accept(byte @Nullable [] key, byte @Nullable [] value) {
        RecordedEvent event;
        try {
            event = events.read(key, value, partition);
        } catch (SchemasUnavailableException e) {
            throw e;
        } catch (UnreadableInputException e) {
            return;
        }
        accept(event);
    }

    private void accept(RecordedEvent event) {
        String host = event.event().host();
        ledger.apply(entities, event).forEach(this::count);
        AbiJudge.Judged booted = judge.apply(trails.get(host), event.event());
        BootTrail trail = booted.trail();
        if (trail != null) {
            trails.put(host, trail);
        }
        booted.findings().forEach(stats::add);
    }

    private void count(Output output) {
        switch (output) {
            case FindingRaised raised -> stats.add(raised);
            case HoldingsChanged held -> judge.apply(held).forEach(stats::add);
            case ConsequenceShown shown -> judge.apply(shown).forEach(stats::add);
            case UpdateSettled settled -> {
                stats.add(settled);
                judge.apply(settled).forEach(stats::add);
            }
            case EntityForgotten forgotten -> {
                // the entities have it no more
            }
            case UpdateChanged changed -> {
                // it was said
            }
        }
    }

    /** Every store by its name, each with the value of every key. */
    public Map<String, Map<Bytes, byte[]>> stores() {
        Map<Bytes, byte[]> states = new HashMap<>();
        states.put(StoredFormat.key(), StoredFormat.value());
        entities.scan(new Scope.Everything(), entity -> states.put(key(entity.key()), StateCodec.encode(entity)));
        Map<Bytes, byte[]> boots = new HashMap<>();
        trails.forEach((host, trail) -> boots.put(key(host), StateCodec.encode(trail)));
        Map<Bytes, byte[]> counts = new HashMap<>();
        stats.pairs().forEach((pair, count) -> counts.put(key(pair.text()), count.encode()));
        return Map.of(
                LedgerTopology.STORE,
                states,
                LedgerTopology.TRAIL_STORE,
                boots,
                LedgerTopology.LINK_STORE,
                StoreLinks.entries(judged, trails.keySet()),
                LedgerTopology.STATS_STORE,
                counts);
    }

    private static Bytes key(EntityKey key) {
        return Bytes.wrap(key.bytes());
    }

    private static Bytes key(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}

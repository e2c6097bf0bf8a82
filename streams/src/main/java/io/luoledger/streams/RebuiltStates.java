package io.luoledger.streams;

import io.luoledger.core.AbiJudge;
import io.luoledger.core.EntityKey;
import io.luoledger.core.Ledger;
import io.luoledger.core.StateCodec;
import io.luoledger.replay.Replay;
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
    private final Replay replay;

    /** @param plan releases of the kernels that hosts are to boot next */
    public RebuiltStates(SchemaIds schemas, AbiJudge.Kernels kernels, List<String> plan) {
        events = new EventRecords(schemas);
        replay = new Replay(new Ledger(LedgerTopology.Config.DEFAULT.retentionUpdates()), new AbiJudge(kernels, plan));
    }

    /** Takes the next record of the partition; one that is no event lies on the dead letters already. */
    public void accept(byte @Nullable [] key, byte @Nullable [] value) {
        RecordedEvent event;
        try {
            event = events.read(key, value);
        } catch (SchemasUnavailableException e) {
            throw e;
        } catch (UnreadableInputException e) {
            return;
        }
        accept(event);
    }

    /** Takes the next event. */
    public void accept(RecordedEvent event) {
        replay.accept(event);
    }

    /** Every store by its name, each with the value of every key. */
    public Map<String, Map<Bytes, byte[]>> stores() {
        Map<Bytes, byte[]> entities = new HashMap<>();
        replay.entities().scan(new byte[0], entity -> entities.put(key(entity.key()), StateCodec.encode(entity)));
        Map<Bytes, byte[]> trails = new HashMap<>();
        replay.trails().forEach((host, trail) -> trails.put(key(host), trail.toBytes()));
        Map<Bytes, byte[]> stats = new HashMap<>();
        replay.stats().forEach((pair, counts) -> stats.put(key(pair.text()), counts.encode()));
        return Map.of(
                LedgerTopology.STORE, entities, LedgerTopology.TRAIL_STORE, trails, LedgerTopology.STATS_STORE, stats);
    }

    private static Bytes key(EntityKey key) {
        return Bytes.wrap(key.bytes());
    }

    private static Bytes key(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}

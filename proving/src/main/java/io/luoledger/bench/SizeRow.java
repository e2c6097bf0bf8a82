package io.luoledger.bench;

import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityKind;
import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.Scope;
import io.luoledger.store.StateCodec;
import io.luoledger.wire.RecordedEvent;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** What a held entity takes, in bytes: in memory, and as key and value in the store, which are those of the changelog. */
final class SizeRow {
    private static final int FILES = 1_000;
    private static final int HOSTS = 20;
    private static final int DEVICES_OF_A_HOST = 20;
    private static final int MEASUREMENTS = 3;
    /** Of each kind, so that what else the JVM does in between counts for nothing. */
    private static final int IN_MEMORY = 20_000;
    /** What a record adds on the changelog: offset, time and lengths as differences, about. */
    private static final int RECORD_BYTES = 10;

    private SizeRow() {}

    static Row row() {
        return new Row.Told("bytes", "bytes an entity that is held", setting -> tell());
    }

    private static Map<String, Double> tell() {
        Map<String, Double> told = new LinkedHashMap<>();
        byKind(held()).forEach((kind, entities) -> {
            double stored =
                    entities.stream().mapToLong(SizeRow::stored).average().orElseThrow();
            told.put(kind + ", in memory", inMemory(entities));
            told.put(kind + ", in the store", stored);
            told.put(kind + ", on the changelog", stored + RECORD_BYTES);
        });
        return told;
    }

    /** A host with many files, and hosts that handed devices over. */
    private static EntityMap held() {
        EntityMap entities = new EntityMap();
        fold(entities, GrowthRows.life("files", FILES));
        for (int host = 0; host < HOSTS; host++) {
            fold(entities, Input.recorded(SimulatorRows.ofDevices("devices-" + host, DEVICES_OF_A_HOST)));
        }
        return entities;
    }

    private static void fold(EntityMap entities, List<RecordedEvent> log) {
        Ledger ledger = new Ledger();
        log.forEach(event -> ledger.apply(entities, event));
    }

    private static Map<EntityKind, List<Entity>> byKind(EntityMap all) {
        Map<EntityKind, List<Entity>> kinds = new TreeMap<>();
        all.scan(
                new Scope.Everything(),
                entity -> kinds.computeIfAbsent(entity.kind(), kind -> new ArrayList<>())
                        .add(entity));
        return kinds;
    }

    private static long stored(Entity entity) {
        return (long) entity.key().bytes().length + StateCodec.encode(entity).length;
    }

    /** Of some measurements the middle one: what else the JVM takes or gives back in between disturbs one of them. */
    private static double inMemory(List<Entity> entities) {
        List<byte[]> values = entities.stream().map(StateCodec::encode).toList();
        return LongStream.generate(() -> bytesOfMany(values))
                        .limit(MEASUREMENTS)
                        .sorted()
                        .skip(MEASUREMENTS / 2)
                        .findFirst()
                        .orElseThrow()
                / (double) IN_MEMORY;
    }

    /** Keys and objects, as they are read from the store, the same ones again until there are many. */
    private static long bytesOfMany(List<byte[]> values) {
        record Held(EntityKey key, Entity entity) {}
        long before = used();
        Held[] held = new Held[IN_MEMORY];
        try {
            for (int i = 0; i < held.length; i++) {
                Entity entity = StateCodec.decode(values.get(i % values.size()));
                held[i] = new Held(entity.key(), entity);
            }
            return used() - before;
        } finally {
            Reference.reachabilityFence(held);
        }
    }

    private static long used() {
        for (int again = 0; again < 3; again++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

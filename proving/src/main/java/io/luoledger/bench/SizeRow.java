package io.luoledger.bench;

import io.luoledger.core.Entity;
import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.Scope;
import io.luoledger.core.StateCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a held entity takes, in bytes: in memory, and as key and value in the store, which are those of the changelog. */
final class SizeRow {
    private static final int FEW_FILES = 10;
    private static final int MOST_FILES = 10_000;
    /** What a record adds on the changelog: offset, time and lengths as differences, about. */
    private static final int RECORD_BYTES = 10;

    private SizeRow() {}

    static Row row() {
        return new Row.Told("bytes", "bytes an entity that is held", SizeRow::tell);
    }

    private static Map<String, Double> tell(Setting setting) {
        int files = Math.min(MOST_FILES, setting.events());
        // once before, so that what is loaded for good doesn't count
        held(FEW_FILES);
        long before = used();
        EntityMap entities = held(files);
        long after = used();
        Map<String, Long> count = new TreeMap<>();
        Map<String, Long> bytes = new TreeMap<>();
        entities.scan(new Scope.Everything(), entity -> {
            count.merge(entity.kind().toString(), 1L, Long::sum);
            bytes.merge(entity.kind().toString(), stored(entity), Long::sum);
        });
        Map<String, Double> told = new LinkedHashMap<>();
        told.put("file, in memory", (double) Math.max(0, after - before) / files);
        count.forEach((kind, number) -> {
            double each = (double) bytes.getOrDefault(kind, 0L) / number;
            told.put(kind + ", in the store", each);
            told.put(kind + ", on the changelog", each + RECORD_BYTES);
        });
        return told;
    }

    private static EntityMap held(int files) {
        EntityMap entities = new EntityMap();
        Ledger ledger = new Ledger();
        GrowthRows.life("h", files).forEach(event -> ledger.apply(entities, event));
        return entities;
    }

    private static long stored(Entity entity) {
        return (long) entity.key().bytes().length + StateCodec.encode(entity).length;
    }

    private static long used() {
        for (int again = 0; again < 3; again++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

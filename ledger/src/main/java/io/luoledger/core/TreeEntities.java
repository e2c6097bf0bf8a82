package io.luoledger.core;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps entities in memory. Not thread-safe. */
public final class TreeEntities implements Entities {
    private final TreeMap<EntityKey, Entity> entities = new TreeMap<>();

    @Override
    public @Nullable Entity get(EntityKey key) {
        return entities.get(key);
    }

    @Override
    public void put(Entity entity) {
        entities.put(entity.key(), entity);
    }

    @Override
    public void delete(EntityKey key) {
        entities.remove(key);
    }

    @Override
    public void scan(byte[] prefix, Consumer<Entity> sink) {
        Map.Entry<EntityKey, Entity> entry = entities.ceilingEntry(EntityKey.wrap(prefix));
        while (entry != null && entry.getKey().startsWith(prefix)) {
            sink.accept(entry.getValue());
            entry = entities.higherEntry(entry.getKey());
        }
    }

    /** How many entities there are. */
    public int size() {
        return entities.size();
    }
}

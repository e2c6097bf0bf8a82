package io.luoledger.replay;

import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.UpdateState;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one hand-over is about, as it stands at one moment: the sessions, files, FLBs and devices of one generation.
 *
 * @param generation which hand-over of the host
 * @param entities everything of it, by key
 */
public record Handover(String host, long generation, Map<EntityKey, Entity> entities) {
    public Handover {
        entities = java.util.Collections.unmodifiableMap(new TreeMap<>(entities));
    }

    /** As it is now. */
    public static Handover of(EntityReader entities, String host, long generation) {
        Map<EntityKey, Entity> found = new TreeMap<>();
        entities.scan(EntityKey.generation(host, generation), entity -> found.put(entity.key(), entity));
        return new Handover(host, generation, found);
    }

    /** The update itself, null when nothing of it is in the log. */
    public @org.jspecify.annotations.Nullable UpdateState update() {
        return entities.get(UpdateState.key(host, generation)) instanceof UpdateState update ? update : null;
    }
}

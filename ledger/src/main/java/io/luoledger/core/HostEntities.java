package io.luoledger.core;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One host's states in memory, found by hash: what stands together is put in the order of the keys only when somebody
 * asks for all of it.
 */
final class HostEntities {
    private final Map<EntityKind, Entity> own = new EnumMap<>(EntityKind.class);
    private final TreeMap<Long, OfUpdate> updates = new TreeMap<>(Long::compareUnsigned);

    /** What belongs to one live update. Files are kept by their session: a session's are asked for together. */
    private static final class OfUpdate {
        private final Map<EntityKey, Entity> others = new HashMap<>();
        private final Map<String, Map<EntityKey, Entity>> files = new HashMap<>();

        @Nullable
        Entity get(EntityKey key) {
            Map<EntityKey, Entity> shelf = shelf(key);
            return shelf == null ? null : shelf.get(key);
        }

        private @Nullable Map<EntityKey, Entity> shelf(EntityKey key) {
            return key.kind() == EntityKind.FILE ? files.get(key.name()) : others;
        }

        void put(EntityKey key, Entity entity) {
            Map<EntityKey, Entity> shelf = key.kind() == EntityKind.FILE
                    ? files.computeIfAbsent(key.name(), session -> new HashMap<>())
                    : others;
            shelf.put(key, entity);
        }

        void remove(EntityKey key) {
            Map<EntityKey, Entity> shelf = shelf(key);
            if (shelf != null) {
                shelf.remove(key);
                if (shelf.isEmpty() && key.kind() == EntityKind.FILE) {
                    files.remove(key.name());
                }
            }
        }

        boolean isEmpty() {
            return others.isEmpty() && files.isEmpty();
        }

        void collect(Scope scope, @Nullable EntityKind kind, @Nullable String name, List<Entity> found) {
            int begin = found.size();
            if (kind != EntityKind.FILE) {
                others.forEach((key, entity) -> {
                    if (key.within(scope)) {
                        found.add(entity);
                    }
                });
            }
            if (kind == null || kind == EntityKind.FILE) {
                if (name != null) {
                    found.addAll(files.getOrDefault(name, Map.of()).values());
                } else {
                    files.values().forEach(ofSession -> found.addAll(ofSession.values()));
                }
            }
            order(found.subList(begin, found.size()));
        }

        int size() {
            return others.size() + files.values().stream().mapToInt(Map::size).sum();
        }
    }

    /** By their keys, of which each makes one only. */
    private static void order(List<Entity> entities) {
        record Keyed(EntityKey key, Entity entity) {}
        List<Keyed> keyed = new ArrayList<>(entities.size());
        entities.forEach(entity -> keyed.add(new Keyed(entity.key(), entity)));
        keyed.sort((left, right) -> left.key().compareTo(right.key()));
        for (int i = 0; i < keyed.size(); i++) {
            entities.set(i, keyed.get(i).entity());
        }
    }

    @Nullable
    Entity get(EntityKey key) {
        if (!key.ofUpdate()) {
            return own.get(key.kind());
        }
        OfUpdate update = updates.get(key.generation());
        return update == null ? null : update.get(key);
    }

    void put(EntityKey key, Entity entity) {
        if (key.ofUpdate()) {
            updates.computeIfAbsent(key.generation(), generation -> new OfUpdate())
                    .put(key, entity);
        } else {
            own.put(key.kind(), entity);
        }
    }

    void remove(EntityKey key) {
        if (!key.ofUpdate()) {
            own.remove(key.kind());
            return;
        }
        OfUpdate update = updates.get(key.generation());
        if (update != null) {
            update.remove(key);
            if (update.isEmpty()) {
                updates.remove(key.generation());
            }
        }
    }

    /** What belongs to the scope, in the order of the keys. */
    List<Entity> scan(Scope scope) {
        List<Entity> found = new ArrayList<>();
        switch (scope) {
            case Scope.Everything all -> {
                found.addAll(own.values());
                updates.values().forEach(update -> update.collect(scope, null, null, found));
            }
            case Scope.Hosts hosts -> {
                Entity host = own.get(EntityKind.HOST);
                if (host != null) {
                    found.add(host);
                }
            }
            case Scope.Updates ofHost -> updates.values().forEach(update -> update.collect(scope, null, null, found));
            case Scope.Generation of -> {
                OfUpdate update = updates.get(of.generation());
                if (update != null) {
                    update.collect(
                            scope,
                            of.kind(),
                            of.parts().isEmpty() ? null : of.parts().getFirst(),
                            found);
                }
            }
        }
        return found;
    }

    int size() {
        return own.size() + updates.values().stream().mapToInt(OfUpdate::size).sum();
    }
}

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
    private long wentThrough;

    /** What belongs to one live update: a shelf for each kind, so that nobody looks through another kind's. */
    private static final class OfUpdate {
        private final Map<EntityKind, Shelf> shelves = new EnumMap<>(EntityKind.class);

        @Nullable
        Entity get(EntityKey key) {
            Shelf shelf = shelves.get(key.kind());
            return shelf == null ? null : shelf.get(key);
        }

        void put(EntityKey key, Entity entity) {
            shelves.computeIfAbsent(key.kind(), kind -> new Shelf()).put(key, entity);
        }

        void remove(EntityKey key) {
            Shelf shelf = shelves.get(key.kind());
            if (shelf != null && shelf.remove(key)) {
                shelves.remove(key.kind());
            }
        }

        boolean isEmpty() {
            return shelves.isEmpty();
        }

        void collect(List<Entity> found) {
            shelves.values().forEach(shelf -> shelf.collect(found));
        }

        /** Gives how many of them it went through. */
        int collect(Scope.Generation scope, List<Entity> found) {
            EntityKind kind = scope.kind();
            if (kind == null) {
                collect(found);
                return found.size();
            }
            Shelf shelf = shelves.get(kind);
            return shelf == null ? 0 : shelf.collect(scope, kind, found);
        }

        int size() {
            return shelves.values().stream().mapToInt(Shelf::size).sum();
        }
    }

    /** Everything of one kind. Files are asked for by their session, paths in any segment: those stand in groups. */
    private static final class Shelf {
        private final Map<String, Map<EntityKey, Entity>> groups = new HashMap<>();

        private static boolean grouped(EntityKind kind) {
            return kind == EntityKind.FILE || kind == EntityKind.PATH;
        }

        private static String group(EntityKey key) {
            return grouped(key.kind()) ? key.name() : "";
        }

        @Nullable
        Entity get(EntityKey key) {
            Map<EntityKey, Entity> group = groups.get(group(key));
            return group == null ? null : group.get(key);
        }

        void put(EntityKey key, Entity entity) {
            groups.computeIfAbsent(group(key), name -> new HashMap<>()).put(key, entity);
        }

        /** Whether nothing is left. */
        boolean remove(EntityKey key) {
            Map<EntityKey, Entity> group = groups.get(group(key));
            if (group != null) {
                group.remove(key);
                if (group.isEmpty()) {
                    groups.remove(group(key));
                }
            }
            return groups.isEmpty();
        }

        void collect(List<Entity> found) {
            int begin = found.size();
            groups.values().forEach(group -> found.addAll(group.values()));
            order(found.subList(begin, found.size()));
        }

        /** Gives how many of them it went through. */
        int collect(Scope.Generation scope, EntityKind kind, List<Entity> found) {
            if (scope.parts().isEmpty() || !grouped(kind)) {
                collect(found);
                return size();
            }
            int begin = found.size();
            Map<EntityKey, Entity> group = groups.getOrDefault(scope.parts().getFirst(), Map.of());
            group.forEach((key, entity) -> {
                if (key.within(scope)) {
                    found.add(entity);
                }
            });
            order(found.subList(begin, found.size()));
            return group.size();
        }

        int size() {
            return groups.values().stream().mapToInt(Map::size).sum();
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
                updates.values().forEach(update -> update.collect(found));
            }
            case Scope.Hosts hosts -> {
                Entity host = own.get(EntityKind.HOST);
                if (host != null) {
                    found.add(host);
                }
            }
            case Scope.Updates ofHost -> updates.values().forEach(update -> update.collect(found));
            case Scope.Generation of -> {
                OfUpdate update = updates.get(of.generation());
                if (update != null) {
                    wentThrough += update.collect(of, found);
                }
            }
        }
        return found;
    }

    /** How many entities were looked at so far for what belongs to one live update: what that costs. */
    long wentThrough() {
        return wentThrough;
    }

    int size() {
        return own.size() + updates.values().stream().mapToInt(OfUpdate::size).sum();
    }
}

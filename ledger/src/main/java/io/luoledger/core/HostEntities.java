package io.luoledger.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One host's states in memory, found by hash: what stands together is put in the order of the keys only when somebody
 * asks for all of it.
 */
final class HostEntities implements Entities {
    private final Map<EntityKey, Slot> slots = new HashMap<>();
    private final TreeMap<Long, Map<EntityKind, Shelf>> updates = new TreeMap<>(Long::compareUnsigned);
    private long wentThrough;

    /** Where an entity is, whatever its state is by then. */
    private static final class Slot {
        private final EntityKey key;
        private Entity entity;

        Slot(EntityKey key, Entity entity) {
            this.key = key;
            this.entity = entity;
        }
    }

    /**
     * Everything of one kind in one live update, so that nobody looks through another kind's. Files are asked for by
     * their session, paths in any segment: those stand in groups.
     */
    private static final class Shelf {
        private final Map<String, Set<Slot>> groups = new HashMap<>();

        void add(Slot slot) {
            groups.computeIfAbsent(group(slot.key), name -> new LinkedHashSet<>())
                    .add(slot);
        }

        void remove(Slot slot) {
            groups.computeIfPresent(group(slot.key), (name, group) -> {
                group.remove(slot);
                return group.isEmpty() ? null : group;
            });
        }

        boolean isEmpty() {
            return groups.isEmpty();
        }

        Collection<Set<Slot>> all() {
            return groups.values();
        }

        /** Those among which everything of a scope is that names parts. */
        Collection<Set<Slot>> within(Scope.Generation scope, EntityKind kind) {
            return grouped(kind) ? List.of(groups.getOrDefault(scope.parts().getFirst(), Set.of())) : all();
        }

        private static boolean grouped(EntityKind kind) {
            return kind == EntityKind.FILE || kind == EntityKind.PATH;
        }

        private static String group(EntityKey key) {
            return grouped(key.kind()) ? key.name() : "";
        }
    }

    @Override
    public @Nullable Entity get(EntityKey key) {
        Slot slot = slots.get(key);
        return slot == null ? null : slot.entity;
    }

    @Override
    public void put(Entity entity) {
        put(entity.key(), entity);
    }

    @Override
    public void put(EntityKey key, Entity entity) {
        Slot known = slots.get(key);
        if (known != null) {
            known.entity = entity;
            return;
        }
        Slot slot = new Slot(key, entity);
        slots.put(key, slot);
        if (key.ofUpdate()) {
            updates.computeIfAbsent(key.generation(), generation -> new EnumMap<>(EntityKind.class))
                    .computeIfAbsent(key.kind(), kind -> new Shelf())
                    .add(slot);
        }
    }

    @Override
    public void delete(EntityKey key) {
        Slot slot = slots.remove(key);
        if (slot == null || !key.ofUpdate()) {
            return;
        }
        Map<EntityKind, Shelf> shelves = updates.getOrDefault(key.generation(), Map.of());
        shelves.computeIfPresent(key.kind(), (kind, shelf) -> {
            shelf.remove(slot);
            return shelf.isEmpty() ? null : shelf;
        });
        if (shelves.isEmpty()) {
            updates.remove(key.generation());
        }
    }

    @Override
    public void scan(Scope scope, Consumer<Entity> sink) {
        all(scope).forEach(sink);
    }

    /** What belongs to the scope, in the order of the keys. */
    List<Entity> all(Scope scope) {
        List<Slot> found = new ArrayList<>();
        switch (scope) {
            case Scope.Everything all -> collect(slots.values(), found);
            case Scope.Hosts hosts -> throw new IllegalArgumentException("a host's own state is found by its key");
            case Scope.Updates ofHost ->
                updates.values().forEach(shelves -> shelves.values().forEach(shelf -> collect(shelf, found)));
            case Scope.Generation of -> collect(of, found);
        }
        found.sort(Comparator.comparing(slot -> slot.key));
        List<Entity> entities = new ArrayList<>(found.size());
        for (Slot slot : found) {
            entities.add(slot.entity);
        }
        return entities;
    }

    private void collect(Scope.Generation scope, List<Slot> found) {
        Map<EntityKind, Shelf> shelves = updates.getOrDefault(scope.generation(), Map.of());
        EntityKind kind = scope.kind();
        if (kind == null) {
            shelves.values().forEach(shelf -> collect(shelf, found));
            return;
        }
        Shelf shelf = shelves.get(kind);
        if (shelf != null && scope.parts().isEmpty()) {
            collect(shelf, found);
        } else if (shelf != null) {
            shelf.within(scope, kind).forEach(group -> collect(group, found));
            found.removeIf(slot -> !slot.key.within(scope));
        }
    }

    private void collect(Shelf shelf, List<Slot> found) {
        shelf.all().forEach(group -> collect(group, found));
    }

    private void collect(Collection<Slot> group, List<Slot> found) {
        wentThrough += group.size();
        found.addAll(group);
    }

    /** How many entities were looked at so far to find all of a scope: what that costs. */
    long wentThrough() {
        return wentThrough;
    }

    int size() {
        return slots.size();
    }
}

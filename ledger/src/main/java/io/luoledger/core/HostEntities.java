package io.luoledger.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One host's states in memory, found by hash: what stands together is put in the order of the keys only when somebody
 * asks for all of it.
 */
final class HostEntities implements Entities {
    private static final Comparator<Slot> BY_KEY = (left, right) -> left.key.compareTo(right.key);

    /** What every event asks for. */
    private @Nullable Entity host;

    private @Nullable Entity log;

    private final Map<EntityKey, Slot> slots = new HashMap<>();
    /** What is asked for together, in the order of the keys: so nobody looks through what is of another kind. */
    private final TreeMap<EntityKey, Group> groups = new TreeMap<>();

    private long wentThrough;

    /** Where an entity is, whatever its state is by then. */
    private static final class Slot {
        private final EntityKey key;
        private Entity entity;
        /** In its group. */
        private int place;

        Slot(EntityKey key, Entity entity) {
            this.key = key;
            this.entity = entity;
        }
    }

    /** Slots in the order in which they came, which most often is that of their keys; the last takes the place of one that leaves. */
    private static final class Group {
        private final List<Slot> slots = new ArrayList<>(4);
        private boolean inOrder = true;

        void add(Slot slot) {
            inOrder = inOrder && (slots.isEmpty() || BY_KEY.compare(slots.getLast(), slot) < 0);
            slot.place = slots.size();
            slots.add(slot);
        }

        void remove(Slot slot) {
            Slot last = slots.removeLast();
            if (last != slot) {
                slots.set(slot.place, last);
                last.place = slot.place;
                inOrder = false;
            }
        }

        List<Slot> inOrder() {
            return inOrder ? slots : slots.stream().sorted(BY_KEY).toList();
        }
    }

    @Override
    public @Nullable Entity get(EntityKey key) {
        return switch (key.kind()) {
            case HOST -> host;
            case LOG -> log;
            default -> {
                Slot slot = slots.get(key);
                yield slot == null ? null : slot.entity;
            }
        };
    }

    @Override
    public void put(Entity entity) {
        switch (entity.kind()) {
            // without a key, which every event would make anew
            case HOST -> host = entity;
            case LOG -> log = entity;
            default -> put(entity.key(), entity);
        }
    }

    @Override
    public void put(EntityKey key, Entity entity) {
        switch (key.kind()) {
            case HOST -> host = entity;
            case LOG -> log = entity;
            default -> {
                Slot known = slots.get(key);
                if (known != null) {
                    known.entity = entity;
                } else {
                    add(new Slot(key, entity));
                }
            }
        }
    }

    private void add(Slot slot) {
        slots.put(slot.key, slot);
        groups.computeIfAbsent(slot.key.group(), group -> new Group()).add(slot);
    }

    @Override
    public void delete(EntityKey key) {
        switch (key.kind()) {
            case HOST -> host = null;
            case LOG -> log = null;
            default -> {
                Slot slot = slots.remove(key);
                if (slot != null) {
                    leave(slot);
                }
            }
        }
    }

    private void leave(Slot slot) {
        groups.computeIfPresent(slot.key.group(), (name, group) -> {
            group.remove(slot);
            return group.slots.isEmpty() ? null : group;
        });
    }

    @Override
    public void scan(Scope scope, Consumer<Entity> sink) {
        all(scope).forEach(sink);
    }

    /** What belongs to the scope, in the order of the keys. */
    List<Entity> all(Scope scope) {
        List<Entity> found = new ArrayList<>();
        switch (scope) {
            case Scope.Everything everything -> {
                addIfThere(host, found);
                addIfThere(log, found);
                groups.values().forEach(group -> collect(group, found));
            }
            case Scope.Hosts hosts -> addIfThere(host, found);
            case Scope.Updates updates -> groups.values().forEach(group -> collect(group, found));
            case Scope.Generation of -> collect(of, found);
        }
        return found;
    }

    private static void addIfThere(@Nullable Entity entity, List<Entity> found) {
        if (entity != null) {
            found.add(entity);
        }
    }

    private void collect(Scope.Generation scope, List<Entity> found) {
        for (Map.Entry<EntityKey, Group> group :
                groups.tailMap(EntityKey.firstOf(scope)).entrySet()) {
            if (!group.getKey().within(scope)) {
                return;
            }
            collect(group.getValue(), found);
        }
    }

    private void collect(Group group, List<Entity> found) {
        wentThrough += group.slots.size();
        for (Slot slot : group.inOrder()) {
            found.add(slot.entity);
        }
    }

    /** How many entities were looked at so far to find all of a scope: what that costs. */
    long wentThrough() {
        return wentThrough;
    }

    int size() {
        return slots.size() + (host == null ? 0 : 1) + (log == null ? 0 : 1);
    }
}

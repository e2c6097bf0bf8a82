package io.luoledger.streams;

import io.luoledger.core.Entities;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.Scope;
import io.luoledger.store.StateCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Entities as objects in front of a store of bytes. What changes is held, and encoded and written once when {@link #write}
 * is called, however often it changed; what was read stays at hand. Both are bounded: too many changes are written early,
 * what wasn't asked for longest is read again. For the thread that processes; others read what was written, in the store.
 */
final class HeldEntities implements Entities {
    /** Some ten thousand small objects: a few megabytes for each partition of the ledger. */
    static final int MOST_HELD = 20_000;

    static final int MOST_CHANGED = 20_000;

    /** Hears what is written. */
    interface Listener {
        void written(Entity entity);

        /** An entity that was kept is kept no more. */
        void deleted(Entity last);
    }

    /** What becomes of an entity with the next writing; deleted where there is none. */
    private static final class Change {
        private final EntityKey key;
        private final Bytes bytes;
        /** As it is now, or was when it was deleted. */
        private Entity last;

        private boolean deleted;

        Change(EntityKey key, Entity entity) {
            this.key = key;
            this.bytes = Bytes.wrap(key.bytes());
            this.last = entity;
        }

        @Nullable
        Entity entity() {
            return deleted ? null : last;
        }
    }

    private final KeyValueStore<Bytes, byte[]> store;
    private final Listener listener;
    private final int mostHeld;
    private final int mostChanged;
    private final Map<EntityKey, Change> changes = new LinkedHashMap<>();
    private final Map<String, List<Change>> changesByHost = new HashMap<>();
    /** Null for what is known not to be there. */
    private final LinkedHashMap<EntityKey, @Nullable Entity> held = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Integer, Long> olderHosts;
    private boolean formatTold;

    HeldEntities(KeyValueStore<Bytes, byte[]> store, Listener listener) {
        this(store, listener, MOST_HELD, MOST_CHANGED);
    }

    /**
     * @param mostHeld how many read and written entities stay at hand
     * @param mostChanged how many changes may wait
     */
    HeldEntities(KeyValueStore<Bytes, byte[]> store, Listener listener, int mostHeld, int mostChanged) {
        this.store = store;
        this.listener = listener;
        this.mostHeld = mostHeld;
        this.mostChanged = mostChanged;
        formatTold = StoredFormat.isTold(store);
        // states of another format show at the start, not only with the next event of their host
        olderHosts = formatTold ? Map.of() : new StoreReader(store).olderHosts();
    }

    /** How many hosts there were by older formats when it was opened: each migrates when it is written next. */
    Map<Integer, Long> olderHosts() {
        return olderHosts;
    }

    @Override
    public @Nullable Entity get(EntityKey key) {
        Change change = changes.get(key);
        if (change != null) {
            return change.entity();
        }
        Entity known = held.get(key);
        if (known != null || held.containsKey(key)) {
            return known;
        }
        byte[] value = store.get(Bytes.wrap(key.bytes()));
        Entity entity = value == null ? null : StateCodec.decode(value);
        hold(key, entity);
        return entity;
    }

    @Override
    public void put(Entity entity) {
        Change change = change(entity.key(), entity);
        change.last = entity;
        change.deleted = false;
        writeIfMany();
    }

    @Override
    public void delete(EntityKey key) {
        Entity last = get(key);
        if (last != null) {
            change(key, last).deleted = true;
            writeIfMany();
        }
    }

    private Change change(EntityKey key, Entity entity) {
        Change known = changes.get(key);
        if (known != null) {
            return known;
        }
        Change fresh = new Change(key, entity);
        changes.put(key, fresh);
        changesByHost.computeIfAbsent(entity.host(), host -> new ArrayList<>()).add(fresh);
        held.remove(key);
        return fresh;
    }

    @Override
    public void scan(Scope scope, Consumer<Entity> sink) {
        List<Entity> found = new ArrayList<>();
        new StoreReader(store).scan(scope, entity -> {
            if (changes.isEmpty() || !changes.containsKey(entity.key())) {
                found.add(entity);
            }
        });
        int stored = found.size();
        byte[] prefix = scope.prefix();
        changesOf(scope).forEach(change -> {
            if (!change.deleted && startsWith(change.bytes.get(), prefix)) {
                found.add(change.last);
            }
        });
        if (found.size() > stored) {
            found.sort((left, right) -> left.key().compareTo(right.key()));
        }
        found.forEach(sink);
    }

    private Iterable<Change> changesOf(Scope scope) {
        return switch (scope) {
            case Scope.Everything all -> changes.values();
            case Scope.Hosts all -> changes.values();
            case Scope.Updates of -> changesByHost.getOrDefault(of.host(), List.of());
            case Scope.Generation of -> changesByHost.getOrDefault(of.host(), List.of());
        };
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private void writeIfMany() {
        if (changes.size() >= mostChanged) {
            write();
        }
    }

    /** Writes what has changed, each entity once, and tells of it. */
    void write() {
        if (changes.isEmpty()) {
            return;
        }
        if (!formatTold) {
            StoredFormat.tell(store);
            formatTold = true;
        }
        changes.values().forEach(this::write);
        changes.clear();
        changesByHost.clear();
    }

    private void write(Change change) {
        Entity entity = change.entity();
        if (entity == null) {
            store.delete(change.bytes);
            listener.deleted(change.last);
        } else {
            store.put(change.bytes, StateCodec.encode(entity));
            listener.written(entity);
        }
        hold(change.key, entity);
    }

    private void hold(EntityKey key, @Nullable Entity entity) {
        held.put(key, entity);
        if (held.size() > mostHeld) {
            held.pollFirstEntry();
        }
    }
}

package io.luoledger.wire;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers something of objects as long as they live, and knows them by identity: for keys, such as Avro schemas,
 * whose equals looks at everything in them. Thread-safe.
 */
final class WeakIdentityMap<K, V> {
    private final Map<Object, V> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<K> gone = new ReferenceQueue<>();

    /** The value of this very key. The function must not hold on to the key. */
    V computeIfAbsent(K key, Function<K, V> function) {
        V known = values.get(new Lookup(key));
        if (known != null) {
            return known;
        }
        for (Reference<? extends K> dead = gone.poll(); dead != null; dead = gone.poll()) {
            values.remove(dead);
        }
        V value = function.apply(key);
        values.put(new WeakKey<>(key, gone), value);
        return value;
    }

    int size() {
        return values.size();
    }

    @SuppressWarnings("ReferenceEquality") // identity is the point
    private static boolean same(@Nullable Object left, @Nullable Object right) {
        return left != null && left == right;
    }

    /** A key for the time of one look-up: no reference object has to be made for it. */
    private record Lookup(Object key) {
        @Override
        public int hashCode() {
            return System.identityHashCode(key);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof WeakKey<?> weak && same(weak.get(), key);
        }
    }

    private static final class WeakKey<K> extends WeakReference<K> {
        private final int hash;

        WeakKey(K key, ReferenceQueue<K> queue) {
            super(key, queue);
            hash = System.identityHashCode(key);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || (other instanceof WeakKey<?> weak && same(weak.get(), get()));
        }
    }
}

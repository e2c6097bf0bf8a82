package io.luoledger.streams;

import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.HostState;
import io.luoledger.core.Scope;
import io.luoledger.store.StateCodec;
import io.luoledger.store.StateFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The entities in a Kafka Streams store: what one instance keeps, as it was written last. For any thread. */
final class StoreReader implements EntityReader {
    private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

    StoreReader(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public @Nullable Entity get(EntityKey key) {
        byte[] value = store.get(Bytes.wrap(key.bytes()));
        return value == null ? null : StateCodec.decode(value);
    }

    /** How many hosts there are by format, but for the newest. Throws StateFormatException where a host's can't be read. */
    Map<Integer, Long> olderHosts() {
        Map<Integer, Long> hosts = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.prefixScan(EntityKey.hosts().prefix(), new ByteArraySerializer())) {
            entries.forEachRemaining(entry -> {
                if (StateCodec.decode(entry.value) instanceof HostState) {
                    hosts.merge(StateFormat.of(entry.value), 1L, Long::sum);
                }
            });
        }
        hosts.remove(StateFormat.CURRENT);
        return hosts;
    }

    @Override
    public void scan(Scope scope, Consumer<Entity> sink) {
        try (KeyValueIterator<Bytes, byte[]> entries = entries(scope)) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                if (!StoredFormat.isKey(entry.key)) {
                    sink.accept(StateCodec.decode(entry.value));
                }
            }
        }
    }

    private KeyValueIterator<Bytes, byte[]> entries(Scope scope) {
        // not every store has a beginning of no bytes
        return scope instanceof Scope.Everything
                ? store.all()
                : store.prefixScan(scope.prefix(), new ByteArraySerializer());
    }
}

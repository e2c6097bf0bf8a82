package io.luoledger.streams;

import io.luoledger.event.ChainHash;
import io.luoledger.judge.AbiDigest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The ABI judge's links in a Kafka Streams store: 32 bytes by host. */
final class StoreLinks implements AbiDigest.Links {
    private final KeyValueStore<Bytes, byte[]> store;

    StoreLinks(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public @Nullable ChainHash get(String host) {
        byte[] link = store.get(key(host));
        return link == null ? null : ChainHash.of(link);
    }

    @Override
    public void put(String host, ChainHash link, SortedMap<String, String> kernels) {
        store.put(key(host), link.bytes());
    }

    private static Bytes key(String host) {
        return Bytes.wrap(host.getBytes(StandardCharsets.UTF_8));
    }

    /** All that one instance keeps, by host. */
    static Map<String, ChainHash> all(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
        Map<String, ChainHash> links = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            entries.forEachRemaining(
                    entry -> links.put(new String(entry.key.get(), StandardCharsets.UTF_8), ChainHash.of(entry.value)));
        }
        return links;
    }
}

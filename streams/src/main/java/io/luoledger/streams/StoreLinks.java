package io.luoledger.streams;

import io.luoledger.event.ChainHash;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudgements;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ABI judge's links, and what they rest on, in a Kafka Streams store. By host its link, 32 bytes: the genesis link from its
 * first event until something is judged; one byte more where an older version had judged the host, so that the link begins in
 * the middle. By release, behind a byte that begins no name, the contents of its descriptors.
 */
final class StoreLinks implements AbiDigest.Links {
    private static final byte RELEASE = (byte) 0xff;
    private static final int LINK_BYTES = ChainHash.GENESIS.bytes().length;
    /** Between contents of one release. */
    private static final String AND = "+";

    private final KeyValueStore<Bytes, byte[]> store;
    private final ReadOnlyKeyValueStore<Bytes, byte[]> trails;

    /** @param trails of the same hosts: one that has a trail and no link was judged by an older version */
    StoreLinks(KeyValueStore<Bytes, byte[]> store, ReadOnlyKeyValueStore<Bytes, byte[]> trails) {
        this.store = store;
        this.trails = trails;
    }

    /** From here on everything is kept of a host: this is its first event. */
    void begin(String host) {
        if (store.get(key(host)) == null) {
            store.put(key(host), ChainHash.GENESIS.bytes());
        }
    }

    @Override
    public @Nullable ChainHash get(String host) {
        byte[] stored = store.get(key(host));
        return stored == null ? null : link(stored);
    }

    @Override
    public void put(String host, ChainHash link, SortedMap<String, String> kernels) {
        byte[] before = store.get(key(host));
        boolean cut = before == null ? trails.get(key(host)) != null : isCut(before);
        store.put(key(host), cut ? Arrays.copyOf(link.bytes(), LINK_BYTES + 1) : link.bytes());
        kernels.forEach(this::name);
    }

    private void name(String release, String content) {
        Bytes key = releaseKey(release);
        byte[] stored = store.get(key);
        String before = stored == null ? null : text(stored);
        if (before == null) {
            store.put(key, bytes(content));
        } else if (!List.of(before.split("\\" + AND, -1)).contains(content)) {
            store.put(key, bytes(before + AND + content));
        }
    }

    /** Those stores of one instance, with what is in them. */
    static AbiJudgements judgements(
            ReadOnlyKeyValueStore<Bytes, byte[]> store, ReadOnlyKeyValueStore<Bytes, byte[]> trails) {
        AbiJudgements judged = new AbiJudgements(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
        try (KeyValueIterator<Bytes, byte[]> hosts = trails.all()) {
            hosts.forEachRemaining(entry -> judged.cut().add(text(entry.key.get())));
        }
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            entries.forEachRemaining(entry -> add(judged, entry.key.get(), entry.value));
        }
        return judged;
    }

    private static void add(AbiJudgements judged, byte[] key, byte[] value) {
        if (key[0] == RELEASE) {
            judged.kernels().put(text(Arrays.copyOfRange(key, 1, key.length)), text(value));
            return;
        }
        String host = text(key);
        if (isCut(value)) {
            judged.cut().add(host);
        } else {
            judged.cut().remove(host);
        }
        if (!link(value).equals(ChainHash.GENESIS)) {
            judged.links().put(host, link(value));
        }
    }

    /** What such a store would hold of these hosts, all of whose events were judged. */
    static Map<Bytes, byte[]> entries(AbiDigest.InMemory judged, Set<String> hosts) {
        Map<Bytes, byte[]> entries = new HashMap<>();
        hosts.forEach(host -> entries.put(key(host), ChainHash.GENESIS.bytes()));
        judged.all().forEach((host, link) -> entries.put(key(host), link.bytes()));
        judged.kernels().forEach((release, content) -> entries.put(releaseKey(release), bytes(content)));
        return entries;
    }

    private static boolean isCut(byte[] stored) {
        return stored.length > LINK_BYTES;
    }

    private static ChainHash link(byte[] stored) {
        return ChainHash.of(Arrays.copyOf(stored, LINK_BYTES));
    }

    private static Bytes key(String host) {
        return Bytes.wrap(bytes(host));
    }

    private static Bytes releaseKey(String release) {
        byte[] name = bytes(release);
        byte[] key = new byte[name.length + 1];
        key[0] = RELEASE;
        System.arraycopy(name, 0, key, 1, name.length);
        return Bytes.wrap(key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

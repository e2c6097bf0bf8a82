package io.luoledger.streams;

import io.luoledger.core.HostState;
import io.luoledger.store.StateCodec;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The record of a store that says in which format its states are: a state of nobody, as the version that wrote them encodes
 * it. Who takes a partition looks at this one record; where it is missing or another, at the states themselves.
 */
final class StoredFormat {
    /** Before every entity's key: those begin with their kind or with 0xff. */
    private static final byte[] KEY = {0};

    private static final byte[] VALUE = StateCodec.encode(new HostState("", List.of(), 0));

    private StoredFormat() {}

    static Bytes key() {
        return Bytes.wrap(KEY);
    }

    static byte[] value() {
        return VALUE.clone();
    }

    static boolean isKey(Bytes key) {
        return Arrays.equals(key.get(), KEY);
    }

    /** Whether the store's states are of this version's format, by what it says itself. */
    static boolean isTold(KeyValueStore<Bytes, byte[]> store) {
        byte @Nullable [] told = store.get(key());
        return told != null && Arrays.equals(told, VALUE);
    }

    static void tell(KeyValueStore<Bytes, byte[]> store) {
        store.put(key(), value());
    }
}

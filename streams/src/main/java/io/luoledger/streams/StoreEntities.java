package io.luoledger.streams;

import io.luoledger.core.Entities;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityKey;
import io.luoledger.core.StateCodec;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** The entities in a processor's own store. */
final class StoreEntities extends StoreReader implements Entities {
    private final KeyValueStore<Bytes, byte[]> store;

    StoreEntities(KeyValueStore<Bytes, byte[]> store) {
        super(store);
        this.store = store;
    }

    @Override
    public void put(Entity entity) {
        store.put(Bytes.wrap(entity.key().bytes()), StateCodec.encode(entity));
    }

    @Override
    public void delete(EntityKey key) {
        store.delete(Bytes.wrap(key.bytes()));
    }
}

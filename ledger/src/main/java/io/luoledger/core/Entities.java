package io.luoledger.core;

/** Where the states of entities are kept. Life: filled by {@link Ledger#apply}, read by views and digests. */
public interface Entities extends EntityReader {
    /** Puts the entity under its own key. */
    void put(Entity entity);

    void delete(EntityKey key);
}

package io.luoledger.core;

/** Where the states of entities are kept. Life: filled by {@link Ledger#apply}, read by views and digests. */
public interface Entities extends EntityReader {
    /** Puts the entity under its own key. */
    void put(Entity entity);

    /** The same, where the entity's own key is at hand. */
    default void put(EntityKey key, Entity entity) {
        put(entity);
    }

    void delete(EntityKey key);
}

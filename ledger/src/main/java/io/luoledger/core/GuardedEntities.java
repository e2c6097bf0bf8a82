package io.luoledger.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Entities as rules see them: what fails while they are read or written is an {@link OutsideFailure}. */
final class GuardedEntities implements Entities {
    private final Entities entities;

    GuardedEntities(Entities entities) {
        this.entities = entities;
    }

    @Override
    public @Nullable Entity get(EntityKey key) {
        try {
            return entities.get(key);
        } catch (RuntimeException e) {
            throw new OutsideFailure(e);
        }
    }

    @Override
    public void scan(Scope scope, Consumer<Entity> sink) {
        List<Entity> found = new ArrayList<>();
        try {
            entities.scan(scope, found::add);
        } catch (RuntimeException e) {
            throw new OutsideFailure(e);
        }
        found.forEach(sink);
    }

    @Override
    public void put(Entity entity) {
        try {
            entities.put(entity);
        } catch (RuntimeException e) {
            throw new OutsideFailure(e);
        }
    }

    @Override
    public void delete(EntityKey key) {
        try {
            entities.delete(key);
        } catch (RuntimeException e) {
            throw new OutsideFailure(e);
        }
    }
}

package io.luoledger.core;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Read access to the states of entities. */
public interface EntityReader {
    @Nullable
    Entity get(EntityKey key);

    /** Hands over every entity of the scope, in the order of the keys. */
    void scan(Scope scope, Consumer<Entity> sink);
}

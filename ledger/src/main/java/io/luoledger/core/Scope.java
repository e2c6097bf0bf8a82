package io.luoledger.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entities that stand together, in the order of their keys. */
public sealed interface Scope {
    /** Whatever is kept. */
    record Everything() implements Scope {}

    /** Every host's own state. */
    record Hosts() implements Scope {}

    /** Everything that belongs to a live update of this host. */
    record Updates(String host) implements Scope {}

    /**
     * What belongs to one live update.
     *
     * @param kind which of it; null for all of it
     * @param parts first parts of the names of files or paths; empty for all names
     */
    record Generation(
            String host, long generation, @Nullable EntityKind kind, List<String> parts) implements Scope {
        public Generation {
            parts = List.copyOf(parts);
            if (!parts.isEmpty() && kind != EntityKind.FILE && kind != EntityKind.PATH) {
                throw new IllegalArgumentException(
                        "some of " + kind + " by a part of the name, expected files or paths");
            }
        }
    }

    /** What the bytes of all these keys begin with, and no other's do. */
    default byte[] prefix() {
        return EntityKey.prefix(this);
    }
}

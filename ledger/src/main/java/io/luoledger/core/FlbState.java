package io.luoledger.core;

import org.jspecify.annotations.Nullable;

/**
 * A file-life-cycle-bound object, by its compatible string.
 *
 * @param dependentKind kind of the file that it was preserved with, null when not known
 * @param files how many files of that kind were handed over with it
 */
public record FlbState(
        String host,
        long generation,
        String name,
        boolean incoming,
        FlbStatus status,
        @Nullable String dependentKind,
        long files,
        long firstSequence,
        long lastSequence)
        implements Entity {
    FlbState to(FlbStatus newStatus, boolean newIncoming, long sequence) {
        return new FlbState(
                host, generation, name, newIncoming, newStatus, dependentKind, files, firstSequence, sequence);
    }

    FlbState dependedOn(@Nullable String kind, long newFiles) {
        return new FlbState(host, generation, name, incoming, status, kind, newFiles, firstSequence, lastSequence);
    }

    /** As findings name it. */
    public String subject() {
        return "flb " + name;
    }

    @Override
    public EntityKind kind() {
        return EntityKind.FLB;
    }

    @Override
    public EntityKey key() {
        return key(host, generation, name);
    }

    static EntityKey key(String host, long generation, String name) {
        return EntityKey.of(EntityKind.FLB, host, generation, name);
    }
}

package io.luoledger.core;

/** A file-life-cycle-bound object, by its compatible string. */
public record FlbState(
        String host,
        long generation,
        String name,
        boolean incoming,
        FlbStatus status,
        long firstSequence,
        long lastSequence)
        implements Entity {
    FlbState to(FlbStatus newStatus, boolean newIncoming, long sequence) {
        return new FlbState(host, generation, name, newIncoming, newStatus, firstSequence, sequence);
    }

    String subject() {
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

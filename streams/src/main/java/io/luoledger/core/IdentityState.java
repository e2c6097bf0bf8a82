package io.luoledger.core;

import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;

/** Where a preserved function was: the way from identity to address. */
public record IdentityState(String host, long generation, int segment, PciIdentity identity, PciAddress address)
        implements Entity {
    @Override
    public EntityKind kind() {
        return EntityKind.IDENTITY;
    }

    @Override
    public EntityKey key() {
        return key(host, generation, segment, identity);
    }

    static EntityKey key(String host, long generation, int segment, PciIdentity identity) {
        return EntityKey.of(
                EntityKind.IDENTITY,
                host,
                generation,
                "%08x".formatted(segment),
                String.valueOf(identity.rootBus()),
                identity.toString());
    }
}

package io.luoledger.core;

import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;

/**
 * Which function a kernel found at an address.
 *
 * @param generation the boot's ordinal
 */
public record FunctionState(String host, long generation, PciAddress address, PciIdentity identity, long sequence)
        implements Entity {
    @Override
    public EntityKind kind() {
        return EntityKind.FUNCTION;
    }

    @Override
    public EntityKey key() {
        return key(host, generation, address);
    }

    static EntityKey key(String host, long generation, PciAddress address) {
        return EntityKey.of(EntityKind.FUNCTION, host, generation, DeviceState.sortable(address));
    }
}

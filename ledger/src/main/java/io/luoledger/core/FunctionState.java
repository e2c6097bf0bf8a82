package io.luoledger.core;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Which function a kernel found at an address.
 *
 * @param generation the boot's ordinal
 * @param bridge its bus numbers, null when it is no bridge
 * @param port whether it is a port of PCI Express: below one there is one device, unless its functions are numbered by ARI
 * @param virtual whether it is a virtual function
 * @param added whether it came while the kernel ran
 * @param acsControl its ACS control register, null where it isn't known or there is none
 * @param ariForwarding whether it forwards by ARI, null where it isn't known or it is no port
 * @param virtualOf which virtual function it is, null where it isn't known or it is none
 */
public record FunctionState(
        String host,
        long generation,
        PciAddress address,
        PciIdentity identity,
        @Nullable BridgeBuses bridge,
        boolean port,
        boolean virtual,
        boolean added,
        @Nullable Integer acsControl,
        @Nullable Boolean ariForwarding,
        @Nullable VirtualOf virtualOf,
        long sequence)
        implements Entity {
    /** Whether it is known which virtual function it is. */
    boolean numbered() {
        return virtualOf != null && virtualOf.number() != null;
    }

    String described() {
        return virtualOf == null
                ? identity.toString()
                : "virtual function " + virtualOf.number() + " of " + virtualOf.physical();
    }

    @Override
    public EntityKind kind() {
        return EntityKind.FUNCTION;
    }

    @Override
    public EntityKey key() {
        return key(host, generation, address);
    }

    static EntityKey key(String host, long generation, PciAddress address) {
        return EntityKey.of(EntityKind.FUNCTION, host, generation, address);
    }
}

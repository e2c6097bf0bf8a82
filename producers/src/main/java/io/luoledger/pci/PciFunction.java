package io.luoledger.pci;

import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import org.jspecify.annotations.Nullable;

/**
 * A PCI function as an enumeration shows it.
 *
 * @param classCode 24 bits
 * @param bridge bus numbers of a bridge
 * @param acsControl the ACS control register, null where there is none
 * @param ariForwarding whether a port forwards by ARI, null for what is no port
 * @param virtualOf which virtual function it is
 */
record PciFunction(
        PciAddress address,
        PciIdentity identity,
        @Nullable Integer classCode,
        @Nullable BridgeBuses bridge,
        @Nullable String driver,
        boolean virtualFunction,
        @Nullable Integer acsControl,
        @Nullable Boolean ariForwarding,
        @Nullable VirtualOf virtualOf) {

    DeviceEnumerated enumerated() {
        return new DeviceEnumerated(
                address,
                identity,
                classCode,
                bridge,
                driver,
                virtualFunction,
                null,
                Result.success(),
                acsControl,
                ariForwarding,
                virtualOf);
    }

    /** Whether nothing but the driver differs. */
    boolean equalsButForDriver(PciFunction other) {
        return withDriver(null).equals(other.withDriver(null));
    }

    private PciFunction withDriver(@Nullable String other) {
        return new PciFunction(
                address, identity, classCode, bridge, other, virtualFunction, acsControl, ariForwarding, virtualOf);
    }

    PciFunction of(PciIdentity whole, @Nullable VirtualOf virtual) {
        return new PciFunction(
                address, whole, classCode, bridge, driver, virtualFunction, acsControl, ariForwarding, virtual);
    }
}

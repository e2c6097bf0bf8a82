package io.luoledger.event;

import org.jspecify.annotations.Nullable;

/** Bodies about PCI functions and VFIO devices. */
public sealed interface DeviceBody extends Body {
    @Nullable
    PciAddress address();

    /** Bus numbers of a bridge, 0 to 255 each. */
    record BridgeBuses(int primary, int secondary, int subordinate) {}

    /**
     * Which virtual function of a physical one.
     *
     * @param number from 0, null when the source can't tell
     */
    record VirtualOf(PciAddress physical, @Nullable Integer number) {}

    /**
     * A function as one kernel enumerated it.
     *
     * @param incoming whether the kernel itself recognised it as preserved by its predecessor
     * @param acsControl its ACS control register, null when it has none or the source can't tell
     * @param ariForwarding whether a port forwards by ARI, null when it is none or the source can't tell
     * @param virtualOf which virtual function it is, null when it is none or the source can't tell
     */
    record DeviceEnumerated(
            PciAddress address,
            PciIdentity identity,
            @Nullable Integer classCode,
            @Nullable BridgeBuses bridge,
            @Nullable String driver,
            boolean virtualFunction,
            @Nullable Boolean incoming,
            Result result,
            @Nullable Integer acsControl,
            @Nullable Boolean ariForwarding,
            @Nullable VirtualOf virtualOf)
            implements DeviceBody {
        /** As a source tells it that knows nothing of controls and virtual functions. */
        public DeviceEnumerated(
                PciAddress address,
                PciIdentity identity,
                @Nullable Integer classCode,
                @Nullable BridgeBuses bridge,
                @Nullable String driver,
                boolean virtualFunction,
                @Nullable Boolean incoming,
                Result result) {
            this(address, identity, classCode, bridge, driver, virtualFunction, incoming, result, null, null, null);
        }
    }

    /** The function is no longer there. */
    record DeviceRemoved(PciAddress address, Result result) implements DeviceBody {}

    /** A driver was bound (null: unbound), or refused. */
    record DriverBound(PciAddress address, @Nullable String driver, Result result) implements DeviceBody {}

    /** User space opened the device. */
    record DeviceOpened(
            @Nullable PciAddress address, @Nullable String path, Result result) implements DeviceBody {}

    /** The function was reset. */
    record DeviceReset(PciAddress address, @Nullable String method, Result result) implements DeviceBody {}

    /** The device's DMA was seen to go on, or to have stopped. */
    record DmaProgress(PciAddress address, @Nullable Long bytes, boolean stopped, Result result)
            implements DeviceBody {}
}

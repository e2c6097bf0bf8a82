package io.luoledger.event;

import org.jspecify.annotations.Nullable;

/** Bodies about PCI functions and VFIO devices. */
public sealed interface DeviceBody extends Body {
    @Nullable
    PciAddress address();

    /** Bus numbers of a bridge, 0 to 255 each. */
    record BridgeBuses(int primary, int secondary, int subordinate) {}

    /**
     * A function as one kernel enumerated it.
     *
     * @param incoming whether the kernel itself recognised it as preserved by its predecessor
     */
    record DeviceEnumerated(
            PciAddress address,
            PciIdentity identity,
            @Nullable Integer classCode,
            @Nullable BridgeBuses bridge,
            @Nullable String driver,
            boolean virtualFunction,
            @Nullable Boolean incoming,
            Result result)
            implements DeviceBody {}

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

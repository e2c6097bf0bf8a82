package io.luoledger.trace;

import io.luoledger.event.PciAddress;
import io.luoledger.wire.LatestMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which PCI function the kernel's objects stand for, by their addresses in the memory of one kernel. An object that is
 * freed is overwritten by the next one at its place.
 */
final class DevicePointers {
    /** Of each kind; the oldest go first. */
    private static final int MAX_KEPT = 100_000;

    private final Map<Long, PciAddress> functions = new LatestMap<>(MAX_KEPT);
    private final Map<Long, PciAddress> devices = new LatestMap<>(MAX_KEPT);
    private final Map<Long, PciAddress> files = new LatestMap<>(MAX_KEPT);
    private final Map<Long, Long> devicesOfFiles = new LatestMap<>(MAX_KEPT);

    /** Of a struct pci_dev. */
    void functionIs(@Nullable Long pointer, PciAddress address) {
        if (pointer != null) {
            functions.put(pointer, address);
        }
    }

    @Nullable
    PciAddress function(@Nullable Long pointer) {
        return pointer == null ? null : functions.get(pointer);
    }

    @Nullable
    PciAddress forgetFunction(@Nullable Long pointer) {
        return pointer == null ? null : functions.remove(pointer);
    }

    /** Of a struct vfio_device, or the vfio_pci_core_device that begins with it: what VFIO's functions pass on. */
    void deviceIs(@Nullable Long pointer, String function, PciAddress address) {
        if (pointer != null && (function.startsWith("vfio_") || function.startsWith("__vfio_"))) {
            devices.put(pointer, address);
        }
    }

    @Nullable
    PciAddress device(@Nullable Long pointer) {
        return pointer == null ? null : devices.get(pointer);
    }

    /** Of a struct file. */
    void fileIs(long pointer, PciAddress address) {
        files.put(pointer, address);
    }

    /** Of a struct file that was opened on that struct vfio_device. */
    void fileIsOf(long pointer, long device) {
        files.remove(pointer);
        devicesOfFiles.put(pointer, device);
    }

    @Nullable
    PciAddress file(@Nullable Long pointer) {
        if (pointer == null) {
            return null;
        }
        PciAddress address = files.get(pointer);
        return address != null ? address : device(devicesOfFiles.get(pointer));
    }
}

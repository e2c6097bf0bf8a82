package io.luoledger.simulator.kernel;

import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PhysicalMemory;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.pci.DmaEngine;
import io.luoledger.simulator.pci.NativeDriver;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciDriver;
import io.luoledger.simulator.pci.PciHardware;
import io.luoledger.simulator.pci.PciRules;
import io.luoledger.simulator.pci.PciSubsystem;
import io.luoledger.simulator.vfio.Vfio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PCI and VFIO of one kernel: its enumeration at boot, what it preserves of devices, and their shutdown. */
public final class Devices {
    /** The module with the handler of device files, on kernels that have it as one. */
    static final String VFIO_MODULE = "vfio-pci";

    private final Journal journal;
    private final DeviceRules rules;
    private final PciSubsystem pci;
    private final Vfio vfio;
    private final PciCore core;
    private final Runnable registration;
    private boolean registered;

    private Devices(
            Journal journal, DeviceRules rules, PciSubsystem pci, Vfio vfio, PciCore core, Runnable registration) {
        this.registration = registration;
        this.journal = journal;
        this.rules = rules;
        this.pci = pci;
        this.vfio = vfio;
        this.core = core;
    }

    /**
     * Enumerates, and registers what preserves devices.
     *
     * @param liveUpdate null where this kernel has none: then nothing came preserved, and nothing can be
     * @param before addresses at which the kernel before knew functions
     */
    static Devices boot(
            PciHardware hardware,
            Set<PciAddress> before,
            KernelProfile profile,
            Kho kho,
            Journal journal,
            @Nullable LiveUpdate liveUpdate) {
        Warnings warnings = liveUpdate == null ? new Warnings(profile, journal) : liveUpdate.warnings();
        PciCore core = new PciCore(kho, profile, warnings);
        Vfio vfio = new Vfio(journal);
        boolean tracks = liveUpdate != null && profile.devices().tracking() != DeviceRules.Tracking.NONE;
        Flb flb = tracks
                ? new Flb(kho.abi().string(PreservedAbi.PCI_COMPATIBLE), core, profile, journal, warnings)
                : null;
        if (flb != null && liveUpdate != null) {
            core.handedOver(flb, liveUpdate.incoming().flbTable(), liveUpdate.meanwhile());
        }
        List<PciDriver> drivers = new ArrayList<>(NativeDriver.ordinary());
        drivers.add(vfio);
        PciSubsystem pci = PciSubsystem.boot(new PciSubsystem.Setup(
                hardware, profile.pciOptions(), pciRules(profile), core, drivers, journal, before));
        core.attach(pci);
        vfio.attach(pci);
        Devices devices = new Devices(journal, profile.devices(), pci, vfio, core, () -> {
            if (flb != null && liveUpdate != null) {
                RegisteredHandler handler = liveUpdate.handlers().register(new VfioHandler(kho, profile, core, vfio));
                liveUpdate.link(handler, flb);
                if (profile.devices().has(DeviceRules.Rule.PRESERVES_IOMMUFD)) {
                    liveUpdate.handlers().register(new IommufdHandler(kho));
                }
            }
        });
        if (!profile.has(Posted.VFIO_MODULE)) {
            devices.loadModule();
        }
        devices.seeDma(kho.memory(), profile.devices().has(DeviceRules.Rule.PRESERVES_IOMMUFD));
        return devices;
    }

    /** Registers what preserves device files, once. */
    void loadModule() {
        if (!registered) {
            registered = true;
            registration.run();
        }
    }

    private static PciRules pciRules(KernelProfile profile) {
        PciRules rules = profile.devices().pci();
        boolean kept = profile.devices().tracking() == DeviceRules.Tracking.SORTED
                && !profile.has(Defect.PCI_NUMBERS_NOT_KEPT);
        return kept ? rules.with(PciRules.Numbers.INHERIT_WHILE_INCOMING) : rules;
    }

    public PciSubsystem pci() {
        return pci;
    }

    public Vfio vfio() {
        return vfio;
    }

    /** Addresses of the tables of preserved functions: the outgoing and the incoming one, 0 for none. */
    public long[] tables() {
        return core.tables();
    }

    /** sysfs remove. */
    void remove(PciDevice device) {
        core.leaving(device);
        pci.remove(device);
    }

    /** The kernel is about to jump: what it does to its devices, and what becomes of their DMA. */
    void shutdown(PhysicalMemory memory) {
        List<PciDevice> trying = trying();
        pci.shutdown();
        for (PciDevice device : trying) {
            DmaEngine engine = device.function().dma();
            boolean goesOn = engine.write(memory) > 0;
            tell(device, !goesOn, device.outgoing());
        }
    }

    private List<PciDevice> trying() {
        return pci.devices().stream()
                .filter(device -> device.function().dma().running())
                .toList();
    }

    /**
     * A device that wrote to memory all through the kexec is seen to do so. Of all others the IOMMU knows nothing any more: whatever
     * they still try to write ends there.
     */
    private void seeDma(PhysicalMemory memory, boolean translationsKept) {
        for (PciDevice device : pci.devices()) {
            if (pci.translates() && (!translationsKept || !device.incoming())) {
                device.function().dma().through(Map.of());
            }
        }
        for (PciDevice device : trying()) {
            if (translationsKept && device.incoming() && device.function().dma().reachesRoot()) {
                tell(device, device.function().dma().write(memory) == 0, true);
            }
        }
    }

    /**
     * @param preserved whether it is one of those that the live update is about: what becomes of their DMA hangs on what freezing does
     */
    private void tell(PciDevice device, boolean stopped, boolean preserved) {
        journal.record(
                Side.NONE,
                new DmaProgress(device.address(), device.function().dma().bytes(), stopped, Result.success()),
                preserved && rules.has(DeviceRules.Rule.PRESERVES_DEVICE_STATE)
                        ? List.of(Assumption.DEVICE_KEEPS_RUNNING.word())
                        : List.of());
    }
}

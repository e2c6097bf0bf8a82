package io.luoledger.simulator.kernel;

import io.luoledger.event.PciAddress;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.kernel.DeviceRules.Rule;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructView;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciModel;
import io.luoledger.simulator.vfio.Iommufd;
import io.luoledger.simulator.vfio.Vfio;
import io.luoledger.simulator.vfio.VfioDevice;
import io.luoledger.simulator.vfio.VfioFile;
import org.jspecify.annotations.Nullable;

/** Preserves files of VFIO PCI devices: what crosses the kexec is the device's address, the device itself stays where it is. */
final class VfioHandler implements FileHandler {
    private static final String SER = "vfio_pci_core_device_ser";
    private static final String RESET_WORKS = "reset_works";
    private static final int INTEL = 0x8086;
    private static final int DISPLAY_CLASS = 0x03;

    private final Kho kho;
    private final KernelProfile profile;
    private final PciCore core;
    private final Vfio vfio;

    VfioHandler(Kho kho, KernelProfile profile, PciCore core, Vfio vfio) {
        this.kho = kho;
        this.profile = profile;
        this.core = core;
        this.vfio = vfio;
    }

    private boolean has(Rule rule) {
        return profile.devices().has(rule);
    }

    @Override
    public String compatible() {
        return kho.abi().string(PreservedAbi.VFIO_COMPATIBLE);
    }

    @Override
    public boolean canPreserve(OpenFile file) {
        if (!(file.owner() instanceof VfioFile opened) || opened.fromGroup()) {
            return false;
        }
        VfioDevice device = opened.device();
        if (has(Rule.NEEDS_BOUND_FILE) && !device.boundToIommufd()) {
            return false;
        }
        boolean virtual = device.pci().virtualFunction() && !has(Rule.PRESERVES_SRIOV);
        return !has(Rule.REFUSES_AT_ONCE) || (!virtual && !processorDisplay(device.pci()));
    }

    private static boolean processorDisplay(PciDevice device) {
        PciModel model = device.model();
        return model.vendor() == INTEL && model.classCode() >>> 16 == DISPLAY_CLASS;
    }

    private static VfioDevice device(OpenFile file) {
        if (file.owner() instanceof VfioFile opened) {
            return opened.device();
        }
        throw new IllegalStateException("not a VFIO device file: " + file.name());
    }

    @Override
    public void preserve(PreservedFile file) {
        VfioDevice device = device(file.file());
        if (processorDisplay(device.pci())) {
            throw new SysError("EINVAL");
        }
        requirePreservedBelow(file.file(), device.pci());
        boolean tracked = track(device.pci());
        try {
            StructView ser = new StructView(
                    kho.memory(),
                    kho.abi(),
                    SER,
                    kho.allocatePreserved(kho.abi().struct(SER).size()));
            ser.set("domain", device.pci().address().segment());
            ser.set("bdf", device.pci().address().bdf());
            if (ser.has(RESET_WORKS)) {
                ser.set(RESET_WORKS, device.resetWorks() ? 1 : 0);
            }
            file.data(ser.address());
        } catch (SysError noMemory) {
            if (tracked) {
                core.unpreserve(device.pci());
            }
            throw noMemory;
        }
    }

    /** What a running device rests on is preserved before it: its iommufd, and its physical function. EINVAL. */
    private void requirePreservedBelow(OpenFile file, PciDevice device) {
        if (!has(Rule.PRESERVES_IOMMUFD) || !(file.owner() instanceof VfioFile opened)) {
            return;
        }
        OpenFile iommufd = opened.iommufdFile();
        boolean translated = iommufd != null && iommufd.owner() instanceof Iommufd context && context.preserved();
        PciDevice physical = device.physical();
        if (!translated || (physical != null && !physical.outgoing())) {
            throw new SysError("EINVAL");
        }
    }

    /** Whether the PCI core took the function; where the kernel doesn't look, a refusal is no obstacle. */
    private boolean track(PciDevice device) {
        try {
            core.preserve(device);
            return true;
        } catch (SysError refused) {
            if (profile.has(Defect.PCI_REFUSAL_IGNORED)) {
                return false;
            }
            throw refused;
        }
    }

    @Override
    public void unpreserve(PreservedFile file) {
        core.unpreserve(device(file.file()).pci());
        kho.unpreserveFree(file.data(), kho.abi().struct(SER).size());
    }

    @Override
    public void freeze(PreservedFile file) {
        VfioDevice device = device(file.file());
        if (has(Rule.PRESERVES_DEVICE_STATE)) {
            return;
        }
        if (device.interruptsOn() || (has(Rule.QUIESCES) && !device.awake())) {
            throw new SysError("EINVAL");
        }
        if (has(Rule.QUIESCES)) {
            device.quiesce();
        } else {
            device.resetAndRestore();
        }
    }

    @Override
    public void unfreeze(PreservedFile file) {
        if (!profile.has(Defect.VFIO_FROZEN_FOR_GOOD)) {
            device(file.file()).thaw();
        }
    }

    @Override
    public OpenFile retrieve(PreservedFile file) {
        if (has(Rule.RESTORES_RECORD_FIRST) && !kho.restore(file.data())) {
            throw new SysError("ENOENT");
        }
        StructView ser = new StructView(kho.memory(), kho.abi(), SER, file.data());
        VfioDevice device = vfio.find(PciTable.addressOf(ser));
        if (device == null) {
            throw new SysError("ENODEV");
        }
        if (has(Rule.SKIPS_RESET_ONCE)) {
            device.carry(ser.has(RESET_WORKS) && ser.get(RESET_WORKS) != 0);
        }
        if (has(Rule.PRESERVES_DEVICE_STATE)) {
            device.carryState();
        }
        return vfio.openForRetrieve(device);
    }

    @Override
    public boolean canFinish(PreservedFile file) {
        if (file.retrieval() != KernelState.Retrieval.DONE) {
            return false;
        }
        VfioDevice device = device(file.file());
        return has(Rule.FINISHES_AFTER_ENABLE) ? !device.carries() : device.boundToIommufd();
    }

    @Override
    public void finish(PreservedFile file) {
        core.finish(device(file.file()).pci());
        if (has(Rule.RESTORES_RECORD_FIRST)) {
            kho.memory().free(file.data() & -kho.memory().pageSize(), 0);
        } else {
            kho.restoreFree(file.data());
        }
    }

    @Override
    public @Nullable PciAddress device(PreservedFile file) {
        OpenFile open = file.fileOrNull();
        return open == null ? null : device(open).pci().address();
    }
}

package io.luoledger.simulator.vfio;

import io.luoledger.event.Session;
import io.luoledger.event.Token;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.memory.PhysicalMemory;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciFunction.Interrupts;
import io.luoledger.simulator.pci.PciModel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An open file of a VFIO device: its own character device, one from a group, or one that came through a live update. */
public final class VfioFile {
    private static final int PCI_DEVICE = 0x2;
    private static final int CAN_RESET = 0x1;
    private static final int INTX_INDEX = 0;
    private static final int MSI_INDEX = 1;
    private static final int MSIX_INDEX = 2;

    private final Vfio vfio;
    private final VfioDevice device;
    private final @Nullable VfioGroup group;
    private @Nullable OpenFile groupFile;
    private @Nullable OpenFile iommufdFile;
    private @Nullable Iommufd iommufd;
    private Iommufd.@Nullable AddressSpace space;
    private @Nullable Origin origin;
    private boolean released;

    /** A file from a group is open at once, others wait for an iommufd. */
    VfioFile(Vfio vfio, VfioDevice device, @Nullable VfioGroup group) {
        this.vfio = vfio;
        this.device = device;
        this.group = group;
        device.register();
        if (group != null) {
            device.open();
            to(group.container().space());
        }
    }

    /** Keeps its group open as long as it lives itself. */
    void holds(OpenFile file) {
        groupFile = file.acquire();
    }

    /** Where a file came from that a live update carried over. */
    public record Origin(Session session, Token token) {}

    /** Notes where it came from. */
    public void cameFrom(Session session, Token token) {
        origin = new Origin(session, token);
    }

    /** Where it came from, the first time this is asked; else null. */
    public @Nullable Origin takeOrigin() {
        Origin taken = origin;
        origin = null;
        return taken;
    }

    /** What GET_INFO tells. */
    public record DeviceInfo(int flags, int regions, int interrupts) {}

    /** What the configuration space tells. */
    public record Config(int vendor, int device, int command) {}

    public VfioDevice device() {
        return device;
    }

    public boolean fromGroup() {
        return group != null;
    }

    /**
     * VFIO_DEVICE_BIND_IOMMUFD. EINVAL for a group's file and a second time, EBUSY while the group is open, EACCES and EINVAL over a
     * token, EBADF and EBADFD for what is no iommufd, EINVAL when the device is open already.
     *
     * @param token that the caller shows; null for none
     * @param find finds the iommufd's file
     */
    public void bind(@Nullable String token, Supplier<OpenFile> find) {
        if (group != null) {
            throw new SysError("EINVAL");
        }
        vfio.requireGroupClosed(device);
        if (iommufd != null) {
            throw new SysError("EINVAL");
        }
        device.requireToken(token);
        OpenFile file = find.get();
        if (!(file.owner() instanceof Iommufd to)) {
            throw new SysError("EBADFD");
        }
        if (device.isOpen()) {
            throw new SysError("EINVAL");
        }
        vfio.requireOwnable(device, to);
        device.bound(this);
        device.open();
        PciDevice physical = device.pci().physical();
        VfioDevice holder = physical == null ? null : vfio.of(physical);
        if (holder != null) {
            holder.virtualFunctionOpened(1);
        }
        iommufdFile = file.acquire();
        iommufd = to;
        to.bound(device);
        vfio.deviceBound(device, 1);
    }

    private void requireAccess() {
        if (group == null && iommufd == null) {
            throw new SysError("EINVAL");
        }
    }

    private void requireAlive() {
        requireAccess();
        if (device.frozen()) {
            throw new SysError("EIO");
        }
    }

    /** VFIO_DEVICE_ATTACH_IOMMUFD_PT. */
    public void attach(int ioas) {
        requireAccess();
        Iommufd context = iommufd;
        if (context == null) {
            throw new SysError("ENOTTY");
        }
        to(context.space(ioas));
    }

    /** Has the device's addresses translated there. EADDRINUSE. */
    private void to(Iommufd.AddressSpace other) {
        other.attach();
        Iommufd.AddressSpace before = space;
        if (before != null) {
            before.detach();
        }
        space = other;
    }

    /** VFIO_DEVICE_GET_INFO. */
    public DeviceInfo info() {
        requireAlive();
        return new DeviceInfo(PCI_DEVICE | (device.resetWorks() ? CAN_RESET : 0), 9, 5);
    }

    /** Reads the head of the configuration space. */
    public Config config() {
        requireAlive();
        PciModel model = device.pci().model();
        return new Config(
                model.vendor(), model.device(), device.pci().function().command());
    }

    /** VFIO_DEVICE_SET_IRQS, all of one kind on or off. EINVAL for a kind that the device hasn't. */
    public void interrupts(int index, boolean on) {
        requireAlive();
        Interrupts kind = switch (index) {
            case INTX_INDEX -> Interrupts.INTX;
            case MSI_INDEX -> Interrupts.MSI;
            case MSIX_INDEX -> Interrupts.MSIX;
            default -> throw new SysError("EINVAL");
        };
        PciFunction function = device.pci().function();
        boolean able = kind == Interrupts.INTX
                || function.model().can(kind == Interrupts.MSI ? PciModel.Ability.MSI : PciModel.Ability.MSIX);
        if (!able || (on && function.interrupts() != Interrupts.NONE && function.interrupts() != kind)) {
            throw new SysError("EINVAL");
        }
        if (on) {
            function.interrupts(kind);
        } else if (function.interrupts() == kind) {
            function.interrupts(Interrupts.NONE);
        }
    }

    /** Writes the command register in the configuration space. */
    public void command(int value) {
        requireAlive();
        device.pci().function().command(value);
    }

    /** Writes the power state into the configuration space. */
    public void power(PciFunction.Power state) {
        requireAlive();
        device.pci().function().power(state);
    }

    /** VFIO_DEVICE_RESET. EINVAL when it can't be reset. */
    public void reset() {
        requireAlive();
        if (!device.resetWorks() || !vfio.tryReset(device.pci())) {
            throw new SysError("EINVAL");
        }
    }

    /** Lets the device write over and over to this range of its addresses, or no more. */
    public void dma(long address, long length, PhysicalMemory memory) {
        requireAlive();
        PciFunction function = device.pci().function();
        if (length == 0) {
            function.dma().stop();
            return;
        }
        function.set(PciFunction.COMMAND_MASTER | PciFunction.COMMAND_MEMORY);
        Iommufd.AddressSpace through = space;
        function.dma().through(through == null ? java.util.Map.of() : through.pages(memory.pageSize()));
        function.dma().start(address, length);
        if (function.dma().write(memory) > 0) {
            device.wrote();
        }
    }

    /** The address space it is attached to, or null. */
    public Iommufd.@Nullable AddressSpace space() {
        return space;
    }

    /** The iommufd it is bound to, or null. */
    public @Nullable OpenFile iommufdFile() {
        return iommufdFile;
    }

    void release() {
        if (released) {
            return;
        }
        released = true;
        Iommufd context = iommufd;
        OpenFile contextFile = iommufdFile;
        Iommufd.AddressSpace translated = space;
        if (translated != null) {
            translated.detach();
        }
        OpenFile held = groupFile;
        if (group != null) {
            device.close();
            if (held != null) {
                held.put();
            }
        } else if (context != null && contextFile != null) {
            vfio.deviceBound(device, -1);
            device.bound(null);
            device.close();
            PciDevice physical = device.pci().physical();
            VfioDevice holder = physical == null ? null : vfio.of(physical);
            if (holder != null) {
                holder.virtualFunctionOpened(-1);
            }
            context.unbound(device);
            contextFile.put();
        }
        device.unregister();
    }
}

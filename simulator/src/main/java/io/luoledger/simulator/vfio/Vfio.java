package io.luoledger.simulator.vfio;

import io.luoledger.event.DeviceBody.DeviceOpened;
import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.simulator.Blocked;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.PlainInode;
import io.luoledger.simulator.pci.NativeDriver;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciDriver;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciModel;
import io.luoledger.simulator.pci.PciSubsystem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The vfio-pci driver and everything user space can open because of it. Whether a device may be opened is for the PCI
 * core to say, which knows what came preserved.
 */
public final class Vfio implements PciDriver {
    public static final String NAME = "vfio-pci";

    /** What stands before the names of devices and groups that no IOMMU isolates. */
    private static final String UNSAFE = "noiommu-";

    private static final String PORT_DRIVER = "pcieport";
    private static final String BUSY = "EBUSY";

    private final Journal journal;
    private final Map<PciDevice, VfioDevice> devices = new LinkedHashMap<>();
    private final BitSet numbers = new BitSet();
    /** Every number below is taken. */
    private int firstMaybeFree;

    private final Map<Integer, VfioGroup> openGroups = new HashMap<>();
    /** Per group, how many of its devices are bound to an iommufd through their own files. */
    private final Map<Integer, Integer> boundInGroup = new HashMap<>();

    private @Nullable PciSubsystem pci;

    public Vfio(Journal journal) {
        this.journal = journal;
    }

    /** The PCI core that this driver works for. */
    public void attach(PciSubsystem core) {
        pci = core;
    }

    private PciSubsystem pci() {
        return Objects.requireNonNull(pci);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean matches(PciModel model) {
        return false;
    }

    @Override
    public boolean keepsVirtualFunctions() {
        return true;
    }

    /** Takes the function. EINVAL without an IOMMU group. */
    @Override
    public void probe(PciDevice device) {
        if (device.function().bridge() || (device.group() == null && pci().translates())) {
            throw new SysError("EINVAL");
        }
        if (!pci().translates()) {
            pci().groupOfOne(device, true);
        }
        if (!device.incoming() || !pci().rules().devicesRunOn()) {
            device.function().clear(PciFunction.COMMAND_MASTER);
        }
        devices.put(device, new VfioDevice(this, device, freeNumber(), pci().translates() ? "" : UNSAFE));
    }

    private int freeNumber() {
        int number = numbers.nextClearBit(firstMaybeFree);
        numbers.set(number);
        firstMaybeFree = number + 1;
        return number;
    }

    @Override
    public void remove(PciDevice device) {
        VfioDevice gone = devices.remove(device);
        if (gone != null) {
            numbers.clear(gone.number());
            firstMaybeFree = Math.min(firstMaybeFree, gone.number());
        }
        if (!pci().translates()) {
            pci().groupOfOne(device, false);
        }
    }

    /** The device of a function, or null while another driver or none has it. */
    public @Nullable VfioDevice of(PciDevice device) {
        return devices.get(device);
    }

    /** In the order in which they were bound. */
    public Collection<VfioDevice> devices() {
        return Collections.unmodifiableCollection(devices.values());
    }

    /** The device at this address, among those that vfio-pci has; or null. */
    public @Nullable VfioDevice find(PciAddress address) {
        return pci().at(address)
                .map(devices::get)
                .filter(device -> !device.leaving())
                .orElse(null);
    }

    /** What the device wrote to memory is cut off. */
    void stopDma(PciDevice device) {
        if (device.function().dma().running()) {
            device.function().dma().stop();
            tellDma(device, true);
        }
    }

    /** What the device writes reaches memory, or no more. */
    void tellDma(PciDevice device, boolean stopped) {
        journal.record(
                Side.OUTGOING,
                new DmaProgress(device.address(), device.function().dma().bytes(), stopped, Result.success()));
    }

    boolean tryReset(PciDevice device) {
        if (!pci().canReset(device)) {
            return false;
        }
        try {
            pci().reset(device);
            return true;
        } catch (SysError cannot) {
            return false;
        }
    }

    void reset(PciDevice device) {
        pci().reset(device);
    }

    private @Nullable VfioDevice openable(PciDevice device) {
        VfioDevice found = of(device);
        return found == null || found.leaving() ? null : found;
    }

    /** Opens the device's own file. ENODEV without one, EBUSY for a device that came preserved and isn't finished. */
    public OpenFile openDevice(PciDevice device) {
        VfioDevice found = openable(device);
        if (found == null) {
            // there is no file to open: nothing the kernel was asked
            throw new SysError("ENODEV");
        }
        return opened(device, null, () -> {
            requireNotIncoming(device);
            return file(new VfioFile(this, found, null), found.path());
        });
    }

    /** Opens the device as a retrieve does: whoever else may open it. */
    public OpenFile openForRetrieve(VfioDevice device) {
        return file(new VfioFile(this, device, null), "anon_inode:[vfio-device-liveupdate]");
    }

    private void requireNotIncoming(PciDevice device) {
        if (pci().incoming(device)) {
            throw new SysError(BUSY);
        }
    }

    private OpenFile opened(PciDevice device, @Nullable String by, Supplier<OpenFile> open) {
        return journal.attempt(Side.NONE, result -> new DeviceOpened(device.address(), by, result), open);
    }

    private static OpenFile file(VfioFile behind, String name) {
        return new OpenFile(
                new PlainInode(1, 0, false),
                OpenFile.O_RDWR | OpenFile.O_LARGEFILE,
                OpenFile.Seek.NONE,
                name,
                behind,
                behind::release);
    }

    /** Opens a group. ENOENT when nothing of it has a vfio driver, EBUSY when it is open or a device of it is bound elsewhere. */
    public OpenFile openGroup(int number) {
        if (pci().group(number).stream().noneMatch(devices::containsKey)) {
            throw new SysError("ENOENT");
        }
        if (boundInGroup.getOrDefault(number, 0) > 0 || openGroups.containsKey(number)) {
            throw new SysError(BUSY);
        }
        VfioGroup group = new VfioGroup(this, number);
        openGroups.put(number, group);
        return new OpenFile(
                new PlainInode(1, 0, false),
                OpenFile.O_RDWR | OpenFile.O_LARGEFILE,
                OpenFile.Seek.NONE,
                "/dev/vfio/" + (pci().translates() ? "" : UNSAFE) + number,
                group,
                group::release);
    }

    /** Opens a container. */
    public static OpenFile openContainer() {
        return new OpenFile(
                new PlainInode(1, 0, false),
                OpenFile.O_RDWR | OpenFile.O_LARGEFILE,
                OpenFile.Seek.NONE,
                "/dev/vfio/vfio",
                new VfioContainer(false),
                null);
    }

    /** Opens /dev/iommu. */
    public static OpenFile openIommufd() {
        Iommufd context = new Iommufd();
        return new OpenFile(
                new PlainInode(1, 0, false),
                OpenFile.O_RDWR | OpenFile.O_LARGEFILE,
                OpenFile.Seek.NONE,
                "/dev/iommu",
                context,
                context::release);
    }

    /**
     * VFIO_GROUP_GET_DEVICE_FD. ENODEV for a device that isn't in the group, EBUSY for one that came preserved.
     *
     * @param groupFile the file of that group
     * @param token that is shown behind the device's name; null for none
     */
    public OpenFile openByGroup(OpenFile groupFile, VfioGroup group, PciDevice device, @Nullable String token) {
        VfioDevice found = openable(device);
        if (found == null || !Objects.equals(device.group(), group.number())) {
            throw new SysError("ENODEV");
        }
        return opened(device, "group", () -> {
            requireNotIncoming(device);
            return file(group.openDevice(found, token, groupFile), "anon_inode:[vfio-device]");
        });
    }

    void closed(VfioGroup group) {
        openGroups.remove(group.number(), group);
    }

    void deviceBound(VfioDevice device, int change) {
        Integer group = device.pci().group();
        if (group != null) {
            boundInGroup.merge(group, change, Integer::sum);
        }
    }

    /** Binding to an iommufd and the group's own file exclude each other. EBUSY. */
    void requireGroupClosed(VfioDevice device) {
        Integer group = device.pci().group();
        if (group != null && openGroups.containsKey(group)) {
            throw new SysError(BUSY);
        }
    }

    boolean translates() {
        return pci().translates();
    }

    /** The group's devices have no other master than VFIO. EBUSY. */
    void requireViable(int group) {
        for (PciDevice member : pci().group(group)) {
            PciDriver driver = member.driver();
            if (driver instanceof NativeDriver && !driver.name().equals(PORT_DRIVER)) {
                throw new SysError(BUSY);
            }
        }
    }

    /** All devices of a group that are bound are bound to one iommufd. EBUSY, EPERM. */
    void requireOwnable(VfioDevice device, Iommufd by) {
        Integer group = device.pci().group();
        if (group == null) {
            return;
        }
        requireViable(group);
        for (PciDevice member : pci().group(group)) {
            VfioDevice other = of(member);
            if (other != null && other.boundToIommufd() && !by.devices().contains(other)) {
                throw new SysError("EPERM");
            }
        }
    }

    /** Does what takes vfio-pci off these functions, which waits for the last file of each. {@link Blocked} until then. */
    public void onceClosed(Collection<PciDevice> functions, Runnable call) {
        for (PciDevice function : functions) {
            VfioDevice found = of(function);
            if (found != null && found.registered()) {
                throw found.waits(() -> onceClosed(functions, call));
            }
        }
        call.run();
    }

    /** Does what needs the function's lock, which a call that takes its driver off holds. {@link Blocked} while one waits. */
    public void onceUnlocked(PciDevice function, Runnable call) {
        VfioDevice found = of(function);
        if (found != null && found.leaving()) {
            throw found.waits(call);
        }
        call.run();
    }

    /** Devices that are bound and run, for what they write to memory. */
    public List<VfioDevice> running() {
        List<VfioDevice> running = new ArrayList<>();
        for (VfioDevice device : devices.values()) {
            if (device.pci().function().dma().running()) {
                running.add(device);
            }
        }
        return running;
    }
}

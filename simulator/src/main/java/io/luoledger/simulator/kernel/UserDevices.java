package io.luoledger.simulator.kernel;

import io.luoledger.event.FileBody.FileIdentified;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.simulator.Blocked;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.FdTable;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciSubsystem;
import io.luoledger.simulator.vfio.Iommufd;
import io.luoledger.simulator.vfio.Vfio;
import io.luoledger.simulator.vfio.VfioContainer;
import io.luoledger.simulator.vfio.VfioFile;
import io.luoledger.simulator.vfio.VfioGroup;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a process calls of sysfs, VFIO and iommufd. Every refusal is a {@link SysError}. */
public final class UserDevices {
    private final Kernel kernel;
    private final FdTable descriptors;

    UserDevices(Kernel kernel, FdTable descriptors) {
        this.kernel = kernel;
        this.descriptors = descriptors;
    }

    private Vfio vfio() {
        return kernel.devices().vfio();
    }

    private PciSubsystem pci() {
        return kernel.devices().pci();
    }

    private int install(Supplier<OpenFile> open) {
        return kernel.enter("open", () -> {
            int number = descriptors.reserve();
            try {
                descriptors.install(number, open.get(), false);
                return number;
            } catch (SysError refused) {
                descriptors.unreserve(number);
                throw refused;
            }
        });
    }

    private <T> T ioctl(Supplier<T> call) {
        return kernel.enter("ioctl", call);
    }

    private void run(Runnable call) {
        kernel.enter("ioctl", () -> {
            call.run();
            return true;
        });
    }

    private <T> T owner(int number, Class<T> type, String errno) {
        Object owner = descriptors.get(number).owner();
        if (!type.isInstance(owner)) {
            throw new SysError(errno);
        }
        return type.cast(owner);
    }

    private VfioFile file(int number) {
        return owner(number, VfioFile.class, "ENOTTY");
    }

    // ---- sysfs

    /** Sets driver_override and has the device probed anew, having taken another driver off it. {@link Blocked}. */
    public void bindByOverride(PciDevice device, String driver) {
        run(() -> {
            if (device.driver() == null || driver.equals(device.driverName())) {
                vfio().onceUnlocked(device, () -> probeFor(device, driver));
            } else {
                vfio().onceClosed(List.of(device), () -> {
                    pci().unbind(device);
                    probeFor(device, driver);
                });
            }
        });
    }

    private void probeFor(PciDevice device, String driver) {
        device.driverOverride(driver);
        pci().probe(device);
    }

    /** sysfs unbind. {@link Blocked} until the last file of a device of vfio-pci's is closed. */
    public void unbind(PciDevice device) {
        run(() -> vfio().onceClosed(List.of(device), () -> pci().unbind(device)));
    }

    /** sysfs bind of one driver. {@link Blocked}. */
    public void bind(PciDevice device, String driver) {
        run(() -> vfio().onceUnlocked(device, () -> pci().bind(device, driver)));
    }

    /** sysfs drivers_probe. {@link Blocked}. */
    public void probe(PciDevice device) {
        run(() -> vfio().onceUnlocked(device, () -> pci().probe(device)));
    }

    /** sysfs remove. {@link Blocked} while a file of it, or of a function below it, is open. */
    public void remove(PciDevice device) {
        run(() -> vfio().onceClosed(
                        pci().devices().stream()
                                .filter(each -> below(each, device))
                                .toList(),
                        () -> kernel.devices().remove(device)));
    }

    /** Whether a function is this one, behind it, or a virtual one of it. */
    private static boolean below(PciDevice function, PciDevice top) {
        PciDevice at = function.physical() == null ? function : function.physical();
        while (at != null && at != top) {
            at = at.upstream();
        }
        return at == top || function == top;
    }

    /** sysfs rescan. */
    public void rescan() {
        run(() -> pci().rescan());
    }

    /** sysfs sriov_numvfs. {@link Blocked} when it would take away a virtual function of which a file is open. */
    public void virtualFunctions(PciDevice device, int count) {
        run(() -> vfio().onceClosed(
                        pci().devices().stream()
                                .filter(each -> count == 0 && each.physical() == device)
                                .toList(),
                        () -> pci().virtualFunctions(device, count)));
    }

    // ---- opens

    /** Opens a device's own file. */
    public int openDevice(PciDevice device) {
        return install(() -> vfio().openDevice(device));
    }

    public int openIommufd() {
        return install(() -> {
            if (!kernel.profile().has(KernelProfile.Option.IOMMUFD)) {
                throw new SysError("ENOENT");
            }
            return Vfio.openIommufd();
        });
    }

    public int openContainer() {
        return install(Vfio::openContainer);
    }

    public int openGroup(int number) {
        return install(() -> vfio().openGroup(number));
    }

    // ---- iommufd

    /** IOMMU_IOAS_ALLOC. */
    public int allocateSpace(int iommufd) {
        return ioctl(() -> owner(iommufd, Iommufd.class, "ENOTTY").allocate());
    }

    /**
     * IOMMU_IOAS_MAP at a given address, or VFIO_IOMMU_MAP_DMA on a container, of a file that the process has mapped for that: EACCES,
     * EPERM and ENODEV where mmap(2) refuses.
     *
     * @param space number of the address space; of no meaning for a container
     */
    public void map(int context, int space, long address, long length, int memory, long offset) {
        run(() -> {
            OpenFile file = UserProcess.mappable(descriptors.get(memory));
            space(context, space).map(address, length, file, offset);
        });
    }

    /** IOMMU_IOAS_UNMAP, or VFIO_IOMMU_UNMAP_DMA on a container. */
    public void unmap(int context, int space, long address, long length) {
        run(() -> space(context, space).unmap(address, length));
    }

    private Iommufd.AddressSpace space(int context, int space) {
        return descriptors.get(context).owner() instanceof VfioContainer container
                ? container.mappable()
                : owner(context, Iommufd.class, "ENOTTY").mappable(space);
    }

    // ---- a device's file

    /**
     * VFIO_DEVICE_BIND_IOMMUFD.
     *
     * @param token of a physical function; null for none
     */
    public void bindIommufd(int device, int iommufd, @Nullable String token) {
        run(() -> file(device).bind(token, () -> descriptors.get(iommufd)));
    }

    /** VFIO_DEVICE_ATTACH_IOMMUFD_PT. */
    public void attach(int device, int space) {
        run(() -> file(device).attach(space));
    }

    /** VFIO_DEVICE_GET_INFO. */
    public VfioFile.DeviceInfo info(int device) {
        return ioctl(() -> file(device).info());
    }

    /** Reads the configuration space. A retrieved file says who it is with it: the first time, that is written down. */
    public VfioFile.Config config(int device) {
        return ioctl(() -> {
            VfioFile file = file(device);
            VfioFile.Config config = file.config();
            VfioFile.Origin origin = file.takeOrigin();
            if (origin != null) {
                kernel.journal()
                        .record(
                                Side.INCOMING,
                                new FileIdentified(
                                        origin.session(),
                                        origin.token(),
                                        config.vendor(),
                                        config.device(),
                                        Result.success()));
            }
            return config;
        });
    }

    /** VFIO_DEVICE_SET_IRQS. */
    public void interrupts(int device, int index, boolean on) {
        run(() -> file(device).interrupts(index, on));
    }

    /** Writes the command register in the configuration space. */
    public void command(int device, int value) {
        run(() -> file(device).command(value));
    }

    /** Writes the power state into the configuration space. */
    public void power(int device, PciFunction.Power state) {
        run(() -> file(device).power(state));
    }

    /** VFIO_DEVICE_RESET. */
    public void reset(int device) {
        run(() -> file(device).reset());
    }

    /** Has the device write to a range of its addresses over and over; a length of 0 ends it. */
    public void dma(int device, long address, long length) {
        run(() -> file(device).dma(address, length, kernel.kho().memory()));
    }

    // ---- groups and containers

    /** VFIO_GROUP_SET_CONTAINER. An iommufd does for a container. */
    public void setContainer(int group, int container) {
        run(() -> {
            VfioGroup opened = owner(group, VfioGroup.class, "ENOTTY");
            Object target = descriptors.get(container).owner();
            if (target instanceof VfioContainer own) {
                opened.setContainer(own);
            } else if (target instanceof Iommufd context) {
                opened.setContainer(context.asContainer());
            } else {
                throw new SysError("EINVAL");
            }
        });
    }

    /** VFIO_SET_IOMMU. */
    public void translate(int container, VfioContainer.Translation by) {
        run(() -> {
            Object target = descriptors.get(container).owner();
            if (target instanceof Iommufd context) {
                context.asContainer().translate(by);
            } else {
                owner(container, VfioContainer.class, "ENOTTY").translate(by);
            }
        });
    }

    /**
     * VFIO_GROUP_GET_DEVICE_FD.
     *
     * @param token of a physical function; null for none
     */
    public int groupDevice(int group, PciDevice device, @Nullable String token) {
        return install(() ->
                vfio().openByGroup(descriptors.get(group), owner(group, VfioGroup.class, "ENOTTY"), device, token));
    }
}

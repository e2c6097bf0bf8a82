package io.luoledger.simulator.pci;

import io.luoledger.simulator.SysError;
import java.util.List;
import java.util.function.Predicate;

/**
 * A driver that makes its device work and knows nothing of live update: it enables the device, masters the bus and switches
 * interrupts on.
 */
public final class NativeDriver implements PciDriver {
    private static final int CLASS_NVME = 0x010802;
    private static final int CLASS_AHCI = 0x010601;
    private static final int CLASS_ETHERNET = 0x0200;
    private static final int VIRTIO = 0x1af4;
    private static final int VIRTIO_FIRST = 0x1000;
    private static final int VIRTIO_LAST = 0x107f;
    private static final int INTEL = 0x8086;

    private final String name;
    private final Predicate<PciModel> table;
    private final boolean virtualToo;

    private NativeDriver(String name, Predicate<PciModel> table, boolean virtualToo) {
        this.name = name;
        this.table = table;
        this.virtualToo = virtualToo;
    }

    private NativeDriver(String name, Predicate<PciModel> table) {
        this(name, table, true);
    }

    /** Drivers of a kernel that runs hosts of virtual machines, in the order in which it tries them. */
    public static List<PciDriver> ordinary() {
        return List.of(
                new NativeDriver("pcieport", model -> model.kind().port()),
                new NativeDriver(
                        "virtio-pci",
                        model -> model.vendor() == VIRTIO
                                && model.device() >= VIRTIO_FIRST
                                && model.device() <= VIRTIO_LAST),
                // a virtual controller is offline until its physical function gives it queues
                new NativeDriver("nvme", model -> model.classCode() == CLASS_NVME, false),
                new NativeDriver(
                        "ixgbe", model -> model.vendor() == INTEL && model.classCode() >>> 8 == CLASS_ETHERNET));
    }

    /** AHCI besides, where a kernel has it. */
    public static PciDriver ahci() {
        return new NativeDriver("ahci", model -> model.classCode() == CLASS_AHCI);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean matches(PciModel model) {
        return table.test(model);
    }

    @Override
    public void probe(PciDevice device) {
        if (device.virtualFunction() && !virtualToo) {
            throw new SysError("ENODEV");
        }
        PciFunction function = device.function();
        function.power(PciFunction.Power.D0);
        // no driver here needs I/O ports: they stay as firmware left them
        function.set(PciFunction.COMMAND_MEMORY | PciFunction.COMMAND_MASTER);
        if (function.model().can(PciModel.Ability.MSIX)) {
            function.interrupts(PciFunction.Interrupts.MSIX);
        } else if (function.model().can(PciModel.Ability.MSI)) {
            function.interrupts(PciFunction.Interrupts.MSI);
        }
        if (function.interrupts() != PciFunction.Interrupts.NONE) {
            function.set(PciFunction.COMMAND_INTX_DISABLE);
        }
    }

    @Override
    public void remove(PciDevice device) {
        PciFunction function = device.function();
        function.dma().stop();
        function.interrupts(PciFunction.Interrupts.NONE);
        function.clear(PciFunction.COMMAND_MASTER | PciFunction.COMMAND_INTX_DISABLE);
    }
}

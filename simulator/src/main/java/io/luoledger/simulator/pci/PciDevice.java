package io.luoledger.simulator.pci;

import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.VirtualOf;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.simulator.pci.PciModel.Ability;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function as one kernel knows it: at an address, below a bridge, with a driver. */
public final class PciDevice {
    private final PciAddress address;
    private final PciBus bus;
    private final PciFunction function;
    private final @Nullable PciDevice physical;
    private final PciIdentity identity;
    private final List<ResetMethod> resetMethods;
    private @Nullable PciBus subordinate;
    private @Nullable PciDriver driver;
    private @Nullable String driverOverride;
    private @Nullable Integer group;
    private boolean incoming;
    private boolean outgoing;
    private boolean ari;
    private boolean gone;

    PciDevice(PciAddress address, PciBus bus, PciFunction function, @Nullable PciDevice physical) {
        this.address = address;
        this.bus = bus;
        this.function = function;
        this.physical = physical;
        this.identity = identity(address, bus, function.model());
        // what it can be reset by is decided now, before its neighbours are known
        this.resetMethods = ResetMethod.of(this);
    }

    private static PciIdentity identity(PciAddress address, PciBus bus, PciModel model) {
        List<Integer> path = new ArrayList<>();
        path.add(address.devfn());
        PciBus at = bus;
        while (true) {
            PciDevice bridge = at.bridge();
            PciBus above = at.parent();
            PciDevice through = bridge == null ? at.behind() : bridge;
            if (through != null) {
                path.addFirst(through.address().devfn());
                at = through.bus();
            } else if (above != null) {
                at = above;
            } else {
                return new PciIdentity(path, at.number(), model.vendor(), model.device());
            }
        }
    }

    public PciAddress address() {
        return address;
    }

    public PciBus bus() {
        return bus;
    }

    /** The hardware that answers at its address. */
    public PciFunction function() {
        return function;
    }

    public PciModel model() {
        return function.model();
    }

    /** The way to it as this kernel sees it, and what it says of itself. */
    public PciIdentity identity() {
        return identity;
    }

    /** The bridge above it, or null on a root bus. */
    public @Nullable PciDevice upstream() {
        PciBus at = bus;
        while (at.bridge() == null) {
            PciBus above = at.parent();
            if (above == null) {
                return null;
            }
            at = above;
        }
        return at.bridge();
    }

    /** What sysfs shows it below: a bridge's address, or "pcissss:bb". */
    public String parentName() {
        PciDevice bridge = upstream();
        if (bridge != null) {
            return bridge.address().toString();
        }
        PciBus at = bus;
        for (PciBus above = at.parent(); above != null; above = at.parent()) {
            at = above;
        }
        return at.rootName();
    }

    public boolean virtualFunction() {
        return physical != null;
    }

    /** The physical function of a virtual one, or null. */
    public @Nullable PciDevice physical() {
        return physical;
    }

    /** The bus below a bridge; null where the kernel made none. */
    public @Nullable PciBus subordinate() {
        return subordinate;
    }

    void subordinate(@Nullable PciBus below) {
        subordinate = below;
    }

    public @Nullable PciDriver driver() {
        return driver;
    }

    /** As sysfs calls the driver, or null. */
    public @Nullable String driverName() {
        return driver == null ? null : driver.name();
    }

    void driver(@Nullable PciDriver bound) {
        driver = bound;
    }

    public @Nullable String driverOverride() {
        return driverOverride;
    }

    /** Writes driver_override; null clears it. */
    public void driverOverride(@Nullable String name) {
        driverOverride = name;
    }

    /** Number of its IOMMU group, or null. */
    public @Nullable Integer group() {
        return group;
    }

    void group(@Nullable Integer number) {
        group = number;
    }

    /** Whether it is marked as preserved by the kernel before; see {@link PciSubsystem#incoming}. */
    public boolean incoming() {
        return incoming;
    }

    /** The PCI core's own mark; enumeration sets it, finishing clears it. */
    public void incoming(boolean mark) {
        incoming = mark;
    }

    /** Whether it is preserved for the next kernel. */
    public boolean outgoing() {
        return outgoing;
    }

    /** The PCI core's own mark, set by preserving. */
    public void outgoing(boolean mark) {
        outgoing = mark;
    }

    /** Whether this kernel looks for functions above 7 below this port. */
    boolean ari() {
        return ari;
    }

    void ari(boolean on) {
        ari = on;
    }

    /** What the kernel can reset it by, in the order in which it tries. */
    public List<ResetMethod> resetMethods() {
        return resetMethods;
    }

    /** Whether it was taken away. */
    public boolean gone() {
        return gone;
    }

    void leave() {
        gone = true;
    }

    /** It as an enumeration tells it. */
    DeviceEnumerated enumerated(@Nullable Boolean knownIncoming) {
        return new DeviceEnumerated(
                address,
                identity,
                model().classCode(),
                function.buses(),
                driverName(),
                virtualFunction(),
                knownIncoming,
                Result.success(),
                model().can(Ability.ACS) ? function.acsControl() : null,
                model().can(Ability.ARI_FORWARDING) ? function.ariForwarding() : null,
                physical == null
                        ? null
                        : new VirtualOf(
                                physical.address(),
                                physical.function().virtualFunctions().indexOf(function)));
    }

    @Override
    public String toString() {
        return address + " " + model().id();
    }
}

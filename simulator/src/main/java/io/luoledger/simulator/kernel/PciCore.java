package io.luoledger.simulator.kernel;

import io.luoledger.event.PciAddress;
import io.luoledger.event.Side;
import io.luoledger.simulator.Blocked;
import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.kernel.DeviceRules.Rule;
import io.luoledger.simulator.kernel.DeviceRules.Tracking;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciModel;
import io.luoledger.simulator.pci.PciSubsystem;
import io.luoledger.simulator.pci.PreservedFunctions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the PCI core keeps of preserved functions, in both halves. Its table is the FLB of every VFIO device file. */
final class PciCore implements PreservedFunctions, FlbOwner {
    private static final String FLB_FINISH = "pci_flb_finish";
    private static final String IS_PRESERVED = "pci_liveupdate_incoming_is_preserved";
    private static final String UNPRESERVE = "pci_liveupdate_outgoing_unpreserve";

    private final Kho kho;
    private final KernelProfile profile;
    private final Warnings warnings;
    private @Nullable Flb flb;
    private @Nullable FlbTable received;
    private @Nullable PciSubsystem pci;
    private @Nullable PciTable outgoing;
    private @Nullable PciTable incoming;
    private Meanwhile meanwhile = new Meanwhile();
    /** Whether a lookup holds the PCI core's lock; set only while another task is let in. */
    private boolean lookingUp;
    /** Whether a finish waits for that lock for good, and holds the FLB's. */
    private boolean stuck;

    PciCore(Kho kho, KernelProfile profile, Warnings warnings) {
        this.kho = kho;
        this.profile = profile;
        this.warnings = warnings;
    }

    /** The FLB that its table is, and what the kernel before left of FLBs. Without them nothing ever was preserved. */
    void handedOver(Flb table, FlbTable left, Meanwhile others) {
        flb = table;
        received = left;
        meanwhile = others;
    }

    void attach(PciSubsystem core) {
        pci = core;
    }

    private DeviceRules rules() {
        return profile.devices();
    }

    private boolean sorted() {
        return rules().tracking() == Tracking.SORTED;
    }

    // ---- what enumeration asks

    @Override
    public boolean incoming(PciAddress address) {
        Flb state = flb;
        FlbTable left = received;
        if (state == null || left == null || rules().tracking() == Tracking.NONE) {
            return false;
        }
        lookingUp = meanwhile.armed();
        meanwhile.at(Meanwhile.Moment.LOCKED);
        waitForFinish();
        try {
            state.getIncoming(left);
        } catch (SysError nothing) {
            // no table, a table of another name, one that is finished: nothing was preserved as far as this kernel can
            // tell
            lookingUp = false;
            return false;
        }
        boolean known = lookingUp ? interrupted(state, address) : incoming != null && incoming.has(address);
        if (!lookingUp || counted()) {
            state.putIncoming();
        }
        lookingUp = false;
        return known;
    }

    private boolean counted() {
        return profile.rules().has(LuoRules.Rule.REFCOUNTS_FLBS);
    }

    /** A lookup with another task's call between two of its steps. Where nobody counts, the pointer is all that it has. */
    private boolean interrupted(Flb state, PciAddress address) {
        if (!counted()) {
            state.putIncoming();
        }
        meanwhile.at(Meanwhile.Moment.ASKED);
        PciTable pointer = incoming;
        meanwhile.at(Meanwhile.Moment.COPIED);
        if (pointer == null) {
            throw new KernelDeath.Oops("kernel NULL pointer dereference in " + IS_PRESERVED);
        }
        if (incoming == null) {
            throw new KernelDeath.Oops("use-after-free in " + IS_PRESERVED);
        }
        return pointer.has(address);
    }

    /** A finish that can't go on has the FLB's lock. */
    private void waitForFinish() {
        if (stuck) {
            warnings.hung(Side.INCOMING, "liveupdate_flb_get_incoming");
            throw new Blocked();
        }
    }

    @Override
    public boolean anyIncoming() {
        return incoming != null && incoming.size() > 0;
    }

    @Override
    public boolean anyOutgoing() {
        return outgoing != null && outgoing.size() > 0;
    }

    // ---- the FLB

    @Override
    public long preserve() {
        outgoing = sorted()
                ? SortedPciTable.allocate(kho, capacity(), profile.has(Defect.PCI_DUPLICATE_ENTRY))
                : CountedPciTable.allocate(kho);
        return outgoing.data();
    }

    /** Room for every function there is, with all virtual ones it could have, and one more. */
    private long capacity() {
        long functions = 1;
        for (PciDevice device : Objects.requireNonNull(pci).devices()) {
            if (!device.virtualFunction()) {
                PciModel.VirtualFunctions virtual = device.model().virtualFunctions();
                functions += 1 + (virtual == null ? 0 : virtual.total());
            }
        }
        return functions;
    }

    @Override
    public void unpreserve(long data) {
        PciTable table = Objects.requireNonNull(outgoing);
        if (table.size() != 0) {
            warnings.warn(Side.OUTGOING, "pci_flb_unpreserve", "WARNING: " + table.size() + " functions left");
        }
        table.unpreserve();
        outgoing = null;
    }

    @Override
    public void retrieve(long data) {
        if (sorted()) {
            incoming = SortedPciTable.restore(kho, data);
            if (incoming == null) {
                throw panic("ENOENT");
            }
            return;
        }
        try {
            incoming = CountedPciTable.restore(kho, data);
        } catch (SysError broken) {
            throw panic(broken.errnoName());
        }
    }

    private static KernelDeath.Panic panic(String errno) {
        return new KernelDeath.Panic("Kernel panic - not syncing: PCI: liveupdate: preserved functions can't be read [-"
                + new SysError(errno).errno().number() + "]");
    }

    @Override
    public void finish(long data) {
        if (lookingUp && rules().has(Rule.LOCKS_IN_FINISH)) {
            stuck = true;
            warnings.hung(Side.INCOMING, FLB_FINISH);
            throw new Blocked();
        }
        PciTable table = Objects.requireNonNull(incoming);
        if (table.size() != 0) {
            if (rules().has(Rule.PANICS_OVER_UNFINISHED)) {
                throw new KernelDeath.Panic("Kernel panic - not syncing: PCI: liveupdate: functions not finished: "
                        + table.addresses().stream().map(PciAddress::toString).collect(Collectors.joining(" ")));
            }
            warnings.warn(Side.INCOMING, FLB_FINISH, "WARNING: " + table.size() + " functions left");
        }
        table.free();
        incoming = null;
    }

    // ---- what the handler of device files asks for

    /** Preserves a function. EINVAL for a virtual one, EBUSY when it is preserved, and what the table refuses. */
    void preserve(PciDevice device) {
        PciTable table = Objects.requireNonNull(outgoing);
        List<PciDevice> done = new ArrayList<>();
        try {
            for (PciDevice node : way(device)) {
                boolean virtual = node.virtualFunction() && !rules().has(Rule.PRESERVES_SRIOV);
                if (virtual) {
                    throw new SysError("EINVAL");
                }
                if (node == device && node.outgoing() && !sorted()) {
                    throw new SysError("EBUSY");
                }
                requireSegmentFits(node.address());
                table.add(node.address());
                node.outgoing(true);
                done.add(node);
            }
        } catch (SysError refused) {
            done.reversed().forEach(node -> drop(table, node));
            throw refused;
        }
    }

    private void requireSegmentFits(PciAddress address) {
        int bits = kho.abi().struct(PreservedAbi.PCI_ENTRY).field("domain").size() * Byte.SIZE;
        boolean cut = bits < Integer.SIZE && address.segment() >>> bits != 0;
        if (cut && !profile.has(Defect.PCI_SEGMENT_CUT)) {
            throw new SysError("EINVAL");
        }
    }

    /** The function, and the bridges above it where they count too. */
    private List<PciDevice> way(PciDevice device) {
        List<PciDevice> way = new ArrayList<>();
        way.add(device);
        if (rules().has(Rule.TRACKS_BRIDGES)) {
            for (PciDevice above = device.upstream(); above != null; above = above.upstream()) {
                way.add(above);
            }
        }
        return way;
    }

    private static void drop(PciTable table, PciDevice node) {
        table.remove(node.address());
        node.outgoing(table.has(node.address()));
    }

    /** Undoes {@link #preserve(PciDevice)}. */
    void unpreserve(PciDevice device) {
        PciTable table = Objects.requireNonNull(outgoing);
        if (!table.has(device.address())) {
            warnings.warnOnce(
                    UNPRESERVE, Side.OUTGOING, UNPRESERVE, "WARNING: " + device.address() + " isn't preserved");
            return;
        }
        way(device).forEach(node -> drop(table, node));
    }

    /** The function's file is finished. */
    void finish(PciDevice device) {
        PciTable table = incoming;
        if (table == null || !table.has(device.address())) {
            warnings.warn(
                    Side.INCOMING,
                    "pci_liveupdate_incoming_finish",
                    "WARNING: " + device.address() + " isn't incoming");
            return;
        }
        for (PciDevice node : way(device)) {
            if (table.remove(node.address())) {
                node.incoming(table.has(node.address()));
            }
        }
    }

    /** sysfs takes a function away. */
    void leaving(PciDevice device) {
        if (device.incoming() && !sorted()) {
            warnings.warn(
                    Side.INCOMING,
                    "pci_liveupdate_cleanup_device",
                    device.address() + ": Destroying incoming-preserved device!");
        }
    }

    /** Addresses of the tables that are in memory now: the outgoing and the incoming one, 0 for none. */
    long[] tables() {
        return new long[] {outgoing == null ? 0 : outgoing.data(), incoming == null ? 0 : incoming.data()};
    }
}
